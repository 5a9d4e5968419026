"""Records real learning curves: small networks learn digits, each with settings drawn by chance.

Run as ``python -m tests.engine.pruning.record_curves``; it writes ``learning_curves.json`` beside itself.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

FILE = Path(__file__).with_name("learning_curves.json")
_TRIALS = 100
_EPOCHS = 40


def main() -> None:
    """Train all networks and write their validation losses by epoch."""
    chance = np.random.default_rng(1)
    digits = load_digits()
    # Few and noisy, so that settings matter and some of them learn by heart.
    pixels = digits.data / 16 + chance.normal(0, 0.25, digits.data.shape)
    learn, check, labels, truth = train_test_split(
        pixels, digits.target, train_size=600, random_state=1
    )
    curves = []
    for trial in range(_TRIALS):
        network = MLPClassifier(
            hidden_layer_sizes=(int(2 ** chance.uniform(2, 7)),) * int(chance.integers(1, 3)),
            learning_rate_init=float(10 ** chance.uniform(-4, -0.5)),
            alpha=float(10 ** chance.uniform(-5, 0.5)),
            batch_size=int(2 ** chance.integers(3, 9)),
            solver=str(chance.choice(["adam", "sgd"])),
            random_state=trial,
        )
        losses = []
        for _ in range(_EPOCHS):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                network.partial_fit(learn, labels, classes=range(10))
                chances = np.nan_to_num(network.predict_proba(check), nan=0.1)
            losses.append(round(float(log_loss(truth, chances, labels=range(10))), 3))
        curves.append(losses)
    lines = ",\n".join(json.dumps(losses, separators=(",", ":")) for losses in curves)
    FILE.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
