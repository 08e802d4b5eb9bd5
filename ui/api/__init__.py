"""HTTP interfaces for programs: our own, OpenAI-compatible, MCP."""
