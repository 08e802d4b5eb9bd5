"""Tell what is like what: words that a follow-up replaces, names of one kind, places of documents."""
