"""All optimizers by name: ours, and those of others where their libraries are installed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
from pathlib import Path

from tests.benchmarks.optimizer_quality import (
    cmaes_peer,
    guild_peer,
    nevergrad_peer,
    optuna_peers,
    ours,
    sobol_peer,
)
from tests.benchmarks.optimizer_quality.rival import Entry

PEERS = {
    "sobol-scipy": Entry(sobol_peer.begin, ("scipy",)),
    "guild-gp": Entry(guild_peer.gp, ("skopt",), sequential=True),
    "optuna-tpe": Entry(optuna_peers.tpe, ("optuna",)),
    "optuna-cma": Entry(optuna_peers.cma, ("optuna", "cmaes")),
    "optuna-gp": Entry(optuna_peers.gp, ("optuna", "torch")),
    "cmaes": Entry(cmaes_peer.begin, ("cmaes",)),
    "ngopt": Entry(nevergrad_peer.begin, ("nevergrad",), plans=True),
}

_PACKAGES = {"skopt": "scikit-optimize"}
"""Where a library is not called like its package."""

_OURS = Path(__file__).parents[3] / "guild_desktop" / "optimizers"


def entry(name: str) -> Entry:
    """The optimizer called ``name``; UserError if neither others nor we have one."""
    return PEERS.get(name) or ours.entry(name)


def is_ours(name: str) -> bool:
    """Whether Guild Desktop itself has the optimizer."""
    return name not in PEERS


def missing(name: str) -> tuple[str, ...]:
    """The libraries that ``name`` needs and that are not installed."""
    return tuple(
        library for library in entry(name).needs if importlib.util.find_spec(library) is None
    )


def maker(name: str) -> str:
    """The versions of others' libraries or a digest of our sources: results of another maker are old."""
    if is_ours(name):
        return digest(sorted(_OURS.rglob("*.py")))
    packages = [_PACKAGES.get(library, library) for library in entry(name).needs]
    return " ".join(f"{package} {importlib.metadata.version(package)}" for package in packages)


def digest(files: list[Path]) -> str:
    """A short digest of what is in some files."""
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()[:10]
