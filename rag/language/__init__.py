"""What Chinese statements are made of: quantities, names, n-grams, clauses."""
