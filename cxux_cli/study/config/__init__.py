"""The study config `cxux.yaml`: found, read, checked, and turned into a value."""
