"""Read, check and draft question sets, and locate the gold evidence of their questions."""
