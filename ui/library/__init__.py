"""Pages of articles: lists, search, the text with its marks."""
