"""Answer with a language model and check what it writes."""
