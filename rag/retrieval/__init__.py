"""Candidate passages for a question, ranked."""
