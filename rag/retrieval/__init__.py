"""Find and rank the passages that may answer a question."""
