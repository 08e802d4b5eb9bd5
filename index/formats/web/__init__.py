"""Web pages: HTML as it is shown, and saved ones."""
