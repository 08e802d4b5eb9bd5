"""Compare two documents, or two versions of one: what was added, removed and changed."""
