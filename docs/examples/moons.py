"""Trains a small neural network to tell two half moons apart; needs nothing but Python.

An example for the guide: its options become flags, and what it prints becomes results.
"""

from __future__ import annotations

import argparse
import math
import os
import random

ACTIVATIONS = {
    "relu": (lambda z: max(z, 0.0), lambda a: float(a > 0)),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (math.tanh, lambda a: 1 - a * a),
}
"""Each function with its derivative, the latter in terms of the function's own value."""


def moons(count: int) -> list[tuple[float, float, int]]:
    """Points ``(x, y, class)`` on two half circles that reach into each other, and some noise."""
    points = []
    for number in range(count):
        angle, side = random.uniform(0, math.pi), number % 2
        x, y = math.cos(angle), math.sin(angle)
        if side:
            x, y = 1 - x, 0.5 - y
        points.append((x + random.gauss(0, 0.15), y + random.gauss(0, 0.15), side))
    return points


def train(
    points: list[tuple[float, float, int]], hidden: int, rate: float, activation: str, epochs: int
) -> None:
    """Go through the points ``epochs`` times and print loss and accuracy after each."""
    function, derivative = ACTIVATIONS[activation]
    layer = [[random.gauss(0, 1) for _ in range(3)] for _ in range(hidden)]
    out = [random.gauss(0, 1) / math.sqrt(hidden) for _ in range(hidden + 1)]
    for epoch in range(epochs):
        random.shuffle(points)
        total, right = 0.0, 0
        for x, y, target in points:
            active = [function(a * x + b * y + c) for a, b, c in layer]
            score = out[-1] + sum(out[unit] * value for unit, value in enumerate(active))
            guess = 1 / (1 + math.exp(-score))
            total -= math.log(guess if target else 1 - guess)
            right += (guess > 0.5) == target
            error = guess - target
            for unit, value in enumerate(active):
                back = error * out[unit] * derivative(value)
                out[unit] -= rate * error * value
                for place, given in enumerate((x, y, 1.0)):
                    layer[unit][place] -= rate * back * given
            out[-1] -= rate * error
        print(f"loss: {total / len(points):.4f} (step {epoch + 1})")
        print(f"accuracy: {right / len(points):.4f}")


def main() -> None:
    """Read the options, then train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=0.1, help="how far one step goes")
    parser.add_argument("--hidden", type=int, default=4, help="units in the hidden layer")
    parser.add_argument(
        "--activation", default="tanh", choices=sorted(ACTIVATIONS), help="of the hidden layer"
    )
    parser.add_argument("--epochs", type=int, default=10, help="times to see all points")
    options = parser.parse_args()
    random.seed(os.environ.get("GUILD_RANDOM_SEED", "1"))
    train(moons(200), options.hidden, options.rate, options.activation, options.epochs)


if __name__ == "__main__":
    main()
