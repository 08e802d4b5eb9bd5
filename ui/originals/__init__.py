"""Originals beside the text: pages with the quote's place marked, or formatted text."""
