"""Answers about documents themselves, from what is known of them: dates, numbers, validity."""
