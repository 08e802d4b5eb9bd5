"""The chat page and what it shows."""
