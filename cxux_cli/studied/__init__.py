"""A study to a report: everything its config names, one scan per source."""
