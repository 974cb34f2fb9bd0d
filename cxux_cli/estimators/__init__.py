"""The shapes a statistic can have: how a state becomes an estimate."""
