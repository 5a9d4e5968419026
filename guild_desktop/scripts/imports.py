"""What a script imports from elsewhere."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from guild_desktop.scripts.source import read_script


def imports_of(path: Path) -> tuple[str, ...]:
    """The third-party packages that a script imports at its top level, sorted.

    What lies beside the script and what belongs to the standard library is left out, and so are
    imports inside functions, conditions and ``try``, which a script may do without. ``UserError`` as
    ``read_script``.
    """
    names: set[str] = set()
    for statement in read_script(path).tree.body:
        match statement:
            case ast.Import(names=aliases):
                names.update(alias.name.partition(".")[0] for alias in aliases)
            case ast.ImportFrom(module=str() as module, level=0):
                names.add(module.partition(".")[0])
            case _:
                pass
    folder = path.parent
    return tuple(
        sorted(
            name
            for name in names
            if name not in sys.stdlib_module_names
            and name != "__main__"
            and not (folder / f"{name}.py").exists()
            and not (folder / name).is_dir()
        )
    )
