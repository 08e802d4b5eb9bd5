"""What all web pages and interfaces share: templates, errors, streaming, validation."""
