"""Turn lines and parts of a document into clean text with headings, tables and lists as blocks."""
