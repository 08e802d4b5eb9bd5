"""Answers, conversations and articles as files: Word, Markdown, plain text, formatted text."""
