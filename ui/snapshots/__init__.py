"""Snapshots: answers that are kept as they were, with their quotes, each on a page of its own."""
