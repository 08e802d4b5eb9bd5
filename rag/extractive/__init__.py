"""Answer with exact quotes: choose statements, compose and highlight them, or refuse."""
