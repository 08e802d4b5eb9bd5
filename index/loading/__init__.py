"""Files and folders → articles, parsed in a sandboxed process."""
