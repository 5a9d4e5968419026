"""Frozen values every other part of the program speaks in; numpy and the standard library only."""
