"""Learn the numbers of rag/fitted.toml from question sets: `python -m eval.fitting`."""
