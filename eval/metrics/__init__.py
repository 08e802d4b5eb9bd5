"""The metrics, one family per file, and a registry of them all."""
