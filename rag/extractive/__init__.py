"""The default answerer: exact sentences from the evidence."""
