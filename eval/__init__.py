"""Evaluation: ask a question-answering system sets of questions and score its answers."""
