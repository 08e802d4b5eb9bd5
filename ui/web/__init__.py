"""Shared by all pages and interfaces: templates, errors, streaming, validation."""
