"""Which documents are in force on a day, and what other documents have to do with it."""
