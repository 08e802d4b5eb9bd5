"""The chat inside pages of other websites: a small page of its own, and the script that opens it."""
