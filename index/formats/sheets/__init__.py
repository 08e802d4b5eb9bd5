"""Spreadsheets, CSV and JSON: tables, or one article a row."""
