"""What a running service tells: metrics, logs, the audit log."""
