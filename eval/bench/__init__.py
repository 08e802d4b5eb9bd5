"""Benchmarks of speed and memory, and their report."""
