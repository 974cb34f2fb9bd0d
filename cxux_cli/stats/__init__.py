"""Numbers to numbers: intervals, tests, sample sizes. No Polars, no input or output."""
