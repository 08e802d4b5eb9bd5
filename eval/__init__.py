"""Asks a question-answering pipeline sets of questions and scores what comes back."""
