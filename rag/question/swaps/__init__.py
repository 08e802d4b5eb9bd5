"""Find what a follow-up's words replace in the question before."""
