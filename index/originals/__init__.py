"""The files that articles were read from, as a reader may look at them beside the text."""
