"""Answer 是否 questions in a word, where the evidence says so in so many words."""
