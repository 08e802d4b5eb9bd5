"""Search over passages: dense vectors and BM25, in local files or in Milvus."""
