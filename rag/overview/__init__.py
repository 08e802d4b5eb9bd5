"""Answer a bare topic with an overview of what the corpus holds on it."""
