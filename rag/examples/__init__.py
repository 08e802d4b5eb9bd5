"""Questions that the corpus answers well: drafted from its articles, and checked by asking them."""
