"""Report to a page: what a reader sees, section by section, before any markup."""
