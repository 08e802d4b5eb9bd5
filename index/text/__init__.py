"""Chinese text, independent of articles: encodings, lines, sentences, words."""
