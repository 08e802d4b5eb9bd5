"""Front ends: the command line, the chat, the article pages, HTTP."""
