"""The embedding model: loading, encoding, batching of queries."""
