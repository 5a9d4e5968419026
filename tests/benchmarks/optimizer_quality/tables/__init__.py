"""Cross-validated losses of real models, and the script that computed them."""
