"""Tables of results from anywhere (CSV and the like), which become runs like any others."""
