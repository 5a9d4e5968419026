"""The two plots: parallel coordinates and the scatter matrix, and what they are drawn from."""
