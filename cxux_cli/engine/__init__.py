"""Plan to states: the only place that collects."""
