"""The measures: declarations, one file each."""
