"""What a warm server may import ahead for a script's trials, found without running anything."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.command_line import import_folder
from guild_desktop.scripts.environment import PRIVATE_FOLDER
from guild_desktop.scripts.snapshot import BOOTSTRAP, open_snapshot
from guild_desktop.scripts.source import read_script
from guild_desktop.scripts.target import target_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guild_desktop.core.operation import Operation

_CANNOT_BE_FORKED = frozenset({"tensorflow", "jax"})
_SETTERS = frozenset({"setdefault", "update", "putenv", "unsetenv", "pop", "clear", "insert"})
_VARIABLES = "environment variables"
_PLACES = {
    "os.environ": _VARIABLES,
    "environ": _VARIABLES,
    "os": _VARIABLES,
    "sys.path": "sys.path",
}
_MOST_FILES = 200
"""Of a project's own modules so many are read; what the others import is not imported ahead."""


@dataclass(frozen=True, slots=True)
class Preload:
    """How to start a warm server.

    ``names`` are what it imports, ``module`` or ``module:attribute.attribute``; it leaves out itself what is
    no library. ``folder`` is where the script's own modules are, ``cwd`` where the server runs.
    """

    argv: tuple[str, ...]
    names: tuple[str, ...]
    folder: str
    cwd: Path


def preload_of(operation: Operation, source: Path) -> Preload | str:
    """What to import ahead for an operation with its snapshot in ``source``; or why nothing can be.

    The reason is half a sentence that follows "because".
    """
    if operation.kind not in ("script", "module"):
        return "a command is no Python script"
    file = target_file(operation)
    if file is None:
        return f"the source of {operation.target} is not in its folder"
    snapshot = open_snapshot(source)
    root = source if snapshot.cwd == "run" else Path(operation.project)
    folder = import_folder(operation, root)
    try:
        reading = _Reading(folder)
        package = operation.target.rpartition(".")[0] if operation.kind == "module" else ""
        reading.read(file, package)
    except UserError as error:
        return f"its imports cannot be read: {error.message.rstrip('.')}"
    if reading.obstacle:
        return reading.obstacle
    argv = server_command(operation, source)
    return Preload(argv, tuple(reading.names), str(folder), root)


def server_command(operation: Operation, source: Path) -> tuple[str, ...]:
    """The command of a warm server, by the snapshot's own copy of the bootstrap."""
    return operation.python, str(source / PRIVATE_FOLDER / BOOTSTRAP / "guild_server.py")


class _Reading:
    """Reads a script, and the modules of its own project that it imports."""

    def __init__(self, folder: Path) -> None:
        self.names: dict[str, None] = {}
        self.obstacle = ""
        self._folder = folder
        self._seen: set[Path] = set()

    def read(self, file: Path, package: str) -> None:
        """Take note of what a file imports; ``package`` is the one it belongs to."""
        if file in self._seen or len(self._seen) == _MOST_FILES:
            return
        self._seen.add(file)
        statements = list(_at_import(read_script(file).tree.body))
        libraries: dict[str, str] = {}
        for statement in statements:
            match statement:
                case ast.Import(names=names):
                    for alias in names:
                        known_as = alias.asname or alias.name.partition(".")[0]
                        if self._add(alias.name):
                            libraries[known_as] = f"{alias.name if alias.asname else known_as}:"
                case ast.ImportFrom(names=names, level=level):
                    module = _absolute(statement.module or "", level, package)
                    for alias in names:
                        attribute = "" if alias.name == "*" else alias.name
                        if self._add(module, attribute):
                            libraries[alias.asname or alias.name] = f"{module}:{attribute}."
                case _:
                    self._look_for_obstacle(file, statement)
        for statement in statements:
            self._add_attributes(statement, libraries)

    def _add(self, module: str, attribute: str = "") -> bool:
        """Take note of an import; False if it is one of the project's own modules, which is read."""
        top = module.partition(".")[0]
        if top in _CANNOT_BE_FORKED:
            self.obstacle = self.obstacle or f"{top} cannot be forked"
        own = [self._own_file(module), self._own_file(f"{module}.{attribute}")]
        for found, name in zip(own, (module, f"{module}.{attribute}"), strict=True):
            if found is not None:
                self.read(found, name if found.name == "__init__.py" else name.rpartition(".")[0])
        if any(own) or self._own_file(top):
            return False
        self.names[f"{module}:{attribute}" if attribute else module] = None
        return True

    def _add_attributes(self, statement: ast.stmt, libraries: Mapping[str, str]) -> None:
        """Add what is looked up in libraries, at whatever depth of the statement."""
        for node in ast.walk(statement):
            words = _dotted(node) if isinstance(node, ast.Attribute) else ()
            if words and words[0] in libraries:
                self.names[libraries[words[0]] + ".".join(words[1:])] = None

    def _look_for_obstacle(self, file: Path, statement: ast.stmt) -> None:
        changed = _changed_place(statement)
        if changed and not self.obstacle:
            self.obstacle = f"{file.name} changes {changed}, which imports may look at"

    def _own_file(self, module: str) -> Path | None:
        parts = module.split(".")
        if not all(parts):
            return None
        path = self._folder.joinpath(*parts)
        for file in (path / "__init__.py", path.with_name(f"{path.name}.py")):
            if file.is_file():
                return file
        return None


def _at_import(block: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run while a module is imported, those of main guards and ``try`` included."""
    for statement in block:
        yield statement
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
            continue
        if isinstance(statement, ast.If | ast.Try | ast.With):
            yield from _at_import(statement.body)


def _absolute(module: str, level: int, package: str) -> str:
    if not level:
        return module
    parts = package.split(".")[: len(package.split(".")) - level + 1]
    return ".".join(part for part in (*parts, module) if part)


def _changed_place(statement: ast.stmt) -> str:
    """What of the process an import may look at is changed by a statement: variables or ``sys.path``."""
    changed: list[ast.expr] = []
    match statement:
        case ast.Assign(targets=targets):
            changed = targets
        case ast.AugAssign(target=target):
            changed = [target]
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=name))) if (
            name in _SETTERS
        ):
            changed = [owner]
    owners = (each.value if isinstance(each, ast.Subscript) else each for each in changed)
    return next(filter(None, (_PLACES.get(".".join(_dotted(owner))) for owner in owners)), "")


def _dotted(node: ast.AST) -> tuple[str, ...]:
    """``np.random.normal`` as its words; nothing if it does not begin with a name."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return (*before, node.attr) if before else ()
    return ()
