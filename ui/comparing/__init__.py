"""Two documents side by side: the page, the HTTP interface, the Word file."""
