"""Writes the locks in requirements/ anew: every package with its version and hashes, for all systems.

``python packaging/lock.py`` keeps the versions that still fit, ``--upgrade`` takes the newest. It
needs uv on PATH (``pip install uv`` in a scratch environment); nobody needs it to use the locks.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
GROUPS = {
    "run": ["build"],
    "dev": ["build", "dev"],
    "build": ["build", "freeze"],
    "peers": ["build", "peers"],
}
EXTRAS = {"run": [], "dev": ["tensorboard", "optuna"], "build": [], "peers": []}
HEADER = """\
# {meaning}
# One file for Python 3.11 to 3.13 on Linux, macOS and Windows, written by packaging/lock.py.
"""
MEANING = {
    "run": "What Guild Desktop runs with, and what installs it.",
    "dev": "requirements/run.txt and what tests and checks need besides.",
    "build": "requirements/run.txt and what makes the packaged program besides.",
    "peers": "requirements/run.txt and the optimizers that ours are compared with besides.",
}


def compile_lock(uv: str, name: str, arguments: list[str]) -> None:
    """Resolve the project with the groups of one lock and write ``requirements/<name>.txt``."""
    target = CHECKOUT / "requirements" / f"{name}.txt"
    command = [uv, "pip", "compile", "pyproject.toml", "--output-file", str(target)]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    # Only wheels: a person who wants to see the program has no compiler.
    command += ["--only-binary", ":all:", "--no-annotate", "--no-header", "--no-emit-index-url"]
    for group in GROUPS[name]:
        command += ["--group", group]
    for extra in EXTRAS[name]:
        command += ["--extra", extra]
    if name != "run":
        command += ["--constraint", str(CHECKOUT / "requirements" / "run.txt")]
    # The index is whatever this machine is set up to use; it must leave no trace.
    environment = {**os.environ, "UV_NO_CONFIG": "1"}
    subprocess.run(command + arguments, cwd=CHECKOUT, env=environment, check=True)
    packages = target.read_text("utf-8")
    if re.search(r"https?://|file:", packages):
        sys.exit(f"{target.name} would name the index it came from; nothing should be committed.")
    target.write_text(HEADER.format(meaning=MEANING[name]) + packages, "utf-8")


def main() -> None:
    """Write all locks; the others hold the versions of the first."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("uv is not on PATH. Install it in a scratch environment: pip install uv")
    arguments = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    for name in GROUPS:
        compile_lock(uv, name, arguments)


if __name__ == "__main__":
    main()
