"""Check written statements against the passages that they cite."""
