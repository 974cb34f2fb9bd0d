"""What was measured before: states in one SQLite file, so that periods pool exactly. No answers, no people."""
