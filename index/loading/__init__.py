"""Read files and folders into articles, in a sandboxed process."""
