"""Markdown, read as the HTML that it stands for."""
