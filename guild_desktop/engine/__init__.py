"""Runs batches: one process a batch, without Qt."""
