"""The chat page, the answers it shows, and the evaluation page."""
