"""Access control: accounts, sign-in, rate limits, origins."""
