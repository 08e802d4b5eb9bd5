"""Train an adapter for the embedding model: `python -m eval.training`, see docs/training.md."""
