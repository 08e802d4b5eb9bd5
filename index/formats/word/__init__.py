"""Reading Word files (.docx): text, tables, numbered lists."""
