"""Chooses between window, command and the hidden processes, and imports only the chosen one."""

from __future__ import annotations

import os
import sys

from guild_desktop.scripts.environment import leave_bundle

VERBS = (
    "run",
    "runs",
    "compare",
    "select",
    "info",
    "analyze",
    "flags",
    "optimizers",
    "stop",
    "pause",
    "resume",
    "workers",
    "queue",
    "import",
    "tensorboard",
    "rebuild",
    "check",
)
"""What the first word may be for a command; anything else opens the window."""

HIDDEN_VERBS = ("engine", "guard", "optimizer", "analysis", "paint")
"""With what the program starts further processes of itself; no help names them."""


def main() -> int:
    """Run the program with the words it was started with; its exit status."""
    leave_bundle()
    words = sys.argv[1:]
    verb = _first_verb(words)
    if verb == "guard":
        from guild_desktop.engine.guard import main as guard

        return guard(words[1:])
    if verb == "optimizer":
        from guild_desktop.engine.optimizer_child import main as optimizer

        return optimizer()
    if verb == "analysis":
        from guild_desktop.analysis.service import main as analysis

        return analysis()
    if verb == "engine":
        from guild_desktop.engine.detached import main as engine

        return engine(words[1:])
    if verb == "paint":
        return _with_qt(words[1:], painted=True)
    if verb is None and "--check" in words:
        # As an option too: what proves an installation is looked for among the program's own.
        words = ["check" if word == "--check" else word for word in words]
        verb = "check"
    if verb is not None or "--help" in words or "-h" in words or "--version" in words:
        from guild_desktop.cli.app import main as command

        return command(verb, words)
    slip = _unknown_word(words)
    if slip is not None:
        from guild_desktop.cli.app import unknown_word

        return unknown_word(slip, VERBS)
    if any(word.startswith("--home") for word in words):
        from guild_desktop.cli.app import refusal_of_home

        refused = refusal_of_home(words)
        if refused is not None:
            return refused
    return _with_qt(words)


def _with_qt(words: list[str], *, painted: bool = False) -> int:
    """Open the window; without the system's libraries, Qt cannot even be imported."""
    try:
        if painted:
            from guild_desktop.gui.painted import main as show
        else:
            from guild_desktop.gui.app import main as show
    except ImportError:
        from guild_desktop.settings.system_libraries import refusal_of_qt

        refusal = refusal_of_qt()
        if refusal is None:
            raise
        sys.stderr.write(f"guild-desktop: {refusal}\n")
        return 2
    return show(words)


def _first_verb(words: list[str]) -> str | None:
    """The verb, if the first word (``--home DIR`` aside) is one."""
    rest = list(words)
    while rest and rest[0].startswith("--home"):
        del rest[: 1 if "=" in rest[0] else 2]
    return rest[0] if rest and rest[0] in (*VERBS, *HIDDEN_VERBS) else None


def _unknown_word(words: list[str]) -> str | None:
    """The only word, if it can neither be a script nor an option: a verb with a slip in it."""
    if len(words) == 0 or words[0].startswith("-") or not words[0].isidentifier():
        return None
    return None if os.path.lexists(words[0]) else words[0]


if __name__ == "__main__":
    sys.exit(main())
