"""Reading PDF files: pages, tables and type sizes."""
