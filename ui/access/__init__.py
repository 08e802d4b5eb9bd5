"""Who may do what: accounts, sign-in, limits, origins."""
