"""What an article is known by: its fields, and how they are recognised in its text."""
