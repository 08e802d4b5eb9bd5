"""The answerer that asks a language model and checks what it writes."""
