"""What `wence index` does: documents → a new version of the store."""
