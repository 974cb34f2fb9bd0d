"""User experience: using the product."""
