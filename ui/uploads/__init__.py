"""Documents that users add."""
