"""`wence index`: documents in, a new version of the store out."""
