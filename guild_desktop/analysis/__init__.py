"""What the numbers say: which flags matter, how the objective follows them, and what to try next."""
