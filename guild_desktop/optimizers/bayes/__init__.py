"""The recommended optimizer: a Gaussian process of our own, in numpy and scipy."""
