"""Set in bold what was asked for: which figures, dates and names an answer is about."""
