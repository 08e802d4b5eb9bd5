"""Slides, OFD and older office files."""
