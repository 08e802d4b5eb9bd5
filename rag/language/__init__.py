"""The building blocks of Chinese text: quantities, names, n-grams, clauses."""
