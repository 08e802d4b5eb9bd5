"""Put an English question into Chinese, so that it finds Chinese evidence, without a model."""
