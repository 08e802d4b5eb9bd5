"""Extract statements that may answer a question, score them, and estimate confidence."""
