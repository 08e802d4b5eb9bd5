"""Speed and memory: measurements and their report."""
