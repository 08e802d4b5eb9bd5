"""Metadata of articles: its fields, their values, and recognising them in a text."""
