"""Understand a question: make it standalone, split it, and recognise what it asks for."""
