"""What is kept: the home's folders, the SQLite store and the run folders."""
