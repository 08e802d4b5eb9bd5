"""Answer a question of several parts: each by itself, in the order asked."""
