"""Guild Desktop: hyperparameter search for the training script you already have."""

__version__ = "0.1.0"
