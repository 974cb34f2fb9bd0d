"""Customer experience: buying, being helped, the brand."""
