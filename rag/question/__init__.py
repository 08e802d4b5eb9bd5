"""What is asked: the standalone question, its kinds, parts and intents."""
