"""The measures of a usability test, from arrays with a row per attempt."""
