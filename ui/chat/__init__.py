"""The chat page, and the answers it shows."""
