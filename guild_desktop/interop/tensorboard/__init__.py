"""Log folders with which TensorBoard shows runs: curves, and the tables and plots of its HParams plugin."""
