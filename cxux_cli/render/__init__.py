"""Report to text: table, JSON, CSV, Markdown."""
