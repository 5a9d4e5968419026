"""How alike two points are: near one another, on the same slope of a bowl, with the same choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guild_desktop.optimizers.positions import Array

_ROOT = float(np.sqrt(5.0))

_CENTER = 0.5
"""The middle of the unit cube, from which the bowl is measured."""

_BOWL = 4.0
"""Weight of products of coordinates against the constant 1 of the bowl."""

_BLOCK = 1 << 14
"""Covariances made at a time: what is in the making stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Logarithms of what the kernel and the noise are made of.

    ``theta`` holds, in this order, the variances of the Matern part, of the bowl, of the choices and of
    the noise, and a length for each flag; shape ``(4 + flags,)``. Points are in the unit cube and
    results have deviation 1.
    """

    theta: Array

    @property
    def matern(self) -> float:
        """Variance of the Matern part."""
        return float(np.exp(self.theta[0]))

    @property
    def bowl(self) -> float:
        """Variance of the bowl."""
        return float(np.exp(self.theta[1]))

    @property
    def choices(self) -> float:
        """Variance of what a choice adds wherever the numbers are."""
        return float(np.exp(self.theta[2]))

    @property
    def noise(self) -> float:
        """Variance of one trial about the true value."""
        return float(np.exp(self.theta[3]))

    @property
    def lengths(self) -> Array:
        """How far one must go along each flag until values are unlike, shape ``(flags,)``."""
        lengths: Array = np.exp(self.theta[4:])
        return lengths


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts of a covariance, each of shape ``(first, second)``.

    ``slope`` is the derivative of ``matern`` by the squared distance.
    """

    matern: Array
    slope: Array
    bowl: Array
    choices: Array

    @property
    def sum(self) -> Array:
        """The covariance."""
        total: Array = self.matern + self.bowl + self.choices
        return total


@dataclass(frozen=True, slots=True)
class Kernel:
    """Covariance of true values: ``a M(r) + s (1 + 4 <x - c, y - c>)^2 + v <x', y'>``.

    M is the Matern function with smoothness 5/2 (Rasmussen and Williams, "Gaussian Processes for
    Machine Learning", 2006, eq. 4.17), r the distance with each column divided by its flag's length.
    The second part, a polynomial kernel of degree two, can follow a trend or a bowl over the whole
    space, which a stationary kernel learns only piece by piece. In the third x' and y' are the columns of
    choices: a choice that is better on the whole is learned from all trials.

    ``flags`` says to which flag each column belongs, shape ``(columns,)``: the columns of a choice
    share one length. ``is_number`` tells which columns are numbers; only these take part in the bowl,
    only the others in the third part.
    """

    parameters: Parameters
    flags: NDArray[np.intp]
    is_number: NDArray[np.bool_]

    def scaled(self, columns: Array) -> Array:
        """Columns in units of their lengths, shape ``(points, columns)``."""
        scaled: Array = columns / self.parameters.lengths[self.flags]
        return scaled

    def centered(self, columns: Array) -> Array:
        """The columns of numbers, measured from the middle."""
        centered: Array = columns[:, self.is_number] - _CENTER
        return centered

    def parts(self, first: Array, second: Array) -> Parts:
        """The parts between the rows of ``first`` and ``second``."""
        one, two = self.scaled(first), self.scaled(second)
        squares = (one**2).sum(1)[:, np.newaxis] + (two**2).sum(1) - 2 * one @ two.T
        distance = _ROOT * np.sqrt(np.maximum(squares, 0.0))
        decay = self.parameters.matern * np.exp(-distance)
        matern = decay * (1 + distance + distance**2 / 3)
        slope = decay * (1 + distance) * (-5 / 6)
        root = 1 + _BOWL * self.centered(first) @ self.centered(second).T
        same = first[:, ~self.is_number] @ second[:, ~self.is_number].T
        bowl = self.parameters.bowl * root**2
        return Parts(matern, slope, bowl, self.parameters.choices * same)

    def between(self, first: Array, second: Array) -> Array:
        """Covariances of the rows of ``first`` with those of ``second``.

        The sum of ``parts`` without what slopes are made of: by the block and in place it takes an eighth of
        the time for 1,000 rows with 300.
        """
        one, two = self.scaled(first), self.scaled(second)
        left, right = self.centered(first), _BOWL * self.centered(second).T
        squares, doubles = (two**2).sum(1), -2 * two.T
        total = np.empty((len(first), len(second)))
        rows = max(_BLOCK // max(len(second), 1), 1)
        for start in range(0, len(first), rows):
            block = slice(start, start + rows)
            distance = one[block] @ doubles
            distance += (one[block] ** 2).sum(1)[:, np.newaxis]
            distance += squares
            np.maximum(distance, 0.0, out=distance)
            np.sqrt(distance, out=distance)
            distance *= _ROOT
            here = total[block]
            np.multiply(distance, distance, out=here)
            here /= 3
            here += distance
            here += 1
            np.negative(distance, out=distance)
            np.exp(distance, out=distance)
            here *= distance
            here *= self.parameters.matern
            root = left[block] @ right
            root += 1
            root *= root
            root *= self.parameters.bowl
            here += root
        if not self.is_number.all():
            same = first[:, ~self.is_number] @ second[:, ~self.is_number].T
            total += self.parameters.choices * same
        return total

    def variances(self, columns: Array) -> Array:
        """Prior variance at each row, shape ``(points,)``."""
        root = 1 + _BOWL * (self.centered(columns) ** 2).sum(1)
        same = (columns[:, ~self.is_number] ** 2).sum(1)
        parameters = self.parameters
        variances: Array = parameters.matern + parameters.bowl * root**2 + parameters.choices * same
        return variances

    def toward(self, columns: Array, others: Array) -> tuple[Array, Array]:
        """Covariances of some points with ``others``, and how they change as the points move.

        The shapes are ``(points, others)`` and ``(points, others, columns)``. Only numbers count as moving;
        choices do not.
        """
        parameters = self.parameters
        lengths = parameters.lengths[self.flags]
        steps = (columns[:, np.newaxis] - others) / lengths
        distance = _ROOT * np.sqrt(np.einsum("ijk,ijk->ij", steps, steps))
        decay = parameters.matern * np.exp(-distance)
        covariances: Array = decay * (1 + distance + distance**2 / 3)
        changes: Array = (decay * (1 + distance) * (-5 / 3))[..., np.newaxis] * (steps / lengths)
        centered = self.centered(others)
        root = 1 + _BOWL * self.centered(columns) @ centered.T
        covariances += parameters.bowl * root**2
        by_root = (2 * parameters.bowl * _BOWL * root)[..., np.newaxis]
        changes[..., self.is_number] += by_root * centered
        if not self.is_number.all():
            same = columns[:, ~self.is_number] @ others[:, ~self.is_number].T
            covariances += parameters.choices * same
        return covariances, changes

    def variance_slopes(self, columns: Array) -> Array:
        """How the prior variance changes as points move, shape ``(points, columns)``."""
        changes = np.zeros_like(columns)
        centered = self.centered(columns)
        root = 1 + _BOWL * (centered**2).sum(1)
        changes[:, self.is_number] = (4 * self.parameters.bowl * _BOWL * root)[
            :, np.newaxis
        ] * centered
        return changes
