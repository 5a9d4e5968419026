"""Runs as other programs know them."""
