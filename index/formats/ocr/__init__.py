"""Recognise the text of scanned pages and pictures, with the extra `ocr`."""
