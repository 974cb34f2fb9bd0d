"""Samples to a Report: estimates, readings, missing answers, ledger and notes. No file is read here."""
