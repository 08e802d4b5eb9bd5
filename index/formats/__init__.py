"""Readers of file formats, one file each: bytes or text in, articles or a draft out."""
