"""Facts as data: questionnaires, norms, dialects and answer labels, and the one loader that reads them."""
