"""Lines and parts of a document → clean text with headings, tables and lists as blocks."""
