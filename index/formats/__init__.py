"""Readers, one file a format: each turns bytes or text into articles or a draft."""
