"""The reading room: lists of articles, search, and a page for each article."""
