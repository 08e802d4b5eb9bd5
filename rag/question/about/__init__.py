"""Recognise questions about documents themselves: their dates, numbers, issuers, lists of them."""
