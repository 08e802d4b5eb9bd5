"""Question sets: reading, checking, drafting, and their gold evidence."""
