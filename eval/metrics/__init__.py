"""One family of metrics a file, and the table of them all."""
