"""Files of what people did (problems met, cards sorted, trees searched) to a report."""
