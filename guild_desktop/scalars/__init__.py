"""Numbers out of what a script prints and out of the events file it may write."""
