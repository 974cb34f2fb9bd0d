"""A path to a lazy frame of columns and a `Source`: what was understood about it."""
