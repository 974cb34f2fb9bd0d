"""Targets on results: values in, verdicts out."""
