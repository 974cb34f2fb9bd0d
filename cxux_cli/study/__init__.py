"""What the user asked: columns for roles, readable answers, rows that count."""
