"""Results to charts: what is drawn is chosen by what a result is, never by its name."""
