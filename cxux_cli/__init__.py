"""Measures of customer experience (CX) and user experience (UX) from real exports."""

__version__ = "0.1.0"
