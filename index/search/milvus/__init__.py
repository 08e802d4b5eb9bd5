"""Search in Milvus: one collection with vectors and BM25."""
