"""Answer questions for the articles of a statute by their numbers, word for word."""
