"""Statements that may answer a question, and how sure they are."""
