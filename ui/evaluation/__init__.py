"""The evaluation page: run question sets, read the results in words, keep and compare runs."""
