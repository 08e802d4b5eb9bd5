"""Metrics, logs and the audit log of a running service."""
