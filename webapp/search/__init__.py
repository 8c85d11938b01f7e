"""The search over everything that is open to somebody."""
