"""Imports libraries before there is a trial, and judges whether a fork may follow;
lives in the user's Python.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib.util import find_spec

TYPE_CHECKING = False  # the real one would cost the import of typing
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from types import ModuleType

_LIBRARY_FOLDERS = ("site-packages", "dist-packages")
_STANDARD_LIBRARY = os.path.dirname(os.path.realpath(os.__file__)) + os.sep
_CANNOT_BE_FORKED = ("tensorflow", "jax", "jaxlib")


def preload(names: Iterable[str]) -> str:
    """Import libraries by their names, ``module`` or ``module:attribute.attribute``; why this failed.

    Attributes are looked up because some libraries load parts of themselves only then. A module that is
    not there is passed over: the script may do without it, and says so itself if it cannot.
    """
    for name in names:
        module, _, attributes = name.partition(":")
        try:
            if _is_library(module.partition(".")[0]):
                _import(module, attributes)
        except ImportError:
            pass
        except (Exception, SystemExit) as error:
            return f"importing {module} ahead failed: {type(error).__name__}: {error}"
    return ""


def obstacle(folder: str, known: Collection[str]) -> str:
    """Why this process should not be forked after its imports, in half a sentence; empty if it may be.

    ``folder`` is where the script's own modules are; ``known`` are the modules that Python itself loads.
    """
    for name in _CANNOT_BE_FORKED:
        if name in sys.modules:
            return f"{name} cannot be forked"
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    if cuda is not None and cuda.is_initialized():
        return "CUDA was initialised by an import, which no forked process can use"
    threading = sys.modules.get("threading")
    threads = 1 if threading is None else threading.active_count()
    threads = max(threads, len(os.listdir("/proc/self/task")))
    if threads > 1:
        return (
            f"importing its libraries started {threads - 1} more of Python's or their own threads"
        )
    shadowed = _shadowed(folder, known)
    if shadowed:
        return f"its folder has a module {shadowed} in the place of one that libraries use"
    return ""


def freeze() -> None:
    """Set what is loaded apart, so that trials neither look through its memory nor copy it."""
    gc.collect()
    gc.freeze()


def _is_library(name: str) -> bool:
    """Whether a top-level module is the standard library's or installed, and nobody's project."""
    if name in sys.builtin_module_names:
        return True
    spec = find_spec(name)
    if spec is None:
        return False
    if spec.origin in ("built-in", "frozen"):
        return True
    places = [spec.origin] if spec.has_location and spec.origin else []
    places += list(spec.submodule_search_locations or ())
    return bool(places) and all(map(_is_library_path, places))


def _is_library_path(path: str) -> bool:
    if any(folder in path.split(os.sep) for folder in _LIBRARY_FOLDERS):
        return True
    return os.path.realpath(path).startswith(_STANDARD_LIBRARY)


def _import(module: str, attributes: str) -> None:
    """Import a module and look up attributes, as far as these are modules too."""
    first, _, rest = attributes.partition(".")
    found: ModuleType | object = __import__(module, fromlist=[first or "__name__"])
    for name in [first, *rest.split(".")]:
        if not name or not isinstance(found, type(sys)):
            return
        found = getattr(found, name, None)


def _shadowed(folder: str, known: Collection[str]) -> str:
    """A module that was loaded as a library's although the script's folder has one of that name."""
    try:
        there = set(os.listdir(folder))
    except OSError:
        return ""
    loaded = {name.partition(".")[0] for name in sys.modules} - set(known)
    for name in sorted(loaded):
        if f"{name}.py" in there:
            return f"{name}.py"
        if name in there and os.path.exists(os.path.join(folder, name, "__init__.py")):
            return name
    return ""
