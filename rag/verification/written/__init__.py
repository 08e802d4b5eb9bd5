"""Read what a language model wrote: its citation marks, tables, and remarks about the sources."""
