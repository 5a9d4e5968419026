"""One file for each dock: the content widget that main_window puts into it."""
