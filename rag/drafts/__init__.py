"""Check a draft against the corpus: each statement with a verdict, its evidence and a reason."""
