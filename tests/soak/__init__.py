"""Promises that only time can break: small sizes are tests, large ones are ``python -m tests.soak``."""
