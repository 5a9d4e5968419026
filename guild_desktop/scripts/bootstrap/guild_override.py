"""Compiles a script with other values for its global variables; lives in the user's Python."""

from __future__ import annotations

import _ast

TYPE_CHECKING = False  # the real one would cost the import of typing
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, TypeVar

    _Node = TypeVar("_Node", bound=_ast.AST)

_TREE_ONLY = 0x400  # ast.PyCF_ONLY_AST; importing ast takes longer than many a script runs
_NAMES = {
    "null": None,
    "true": True,
    "false": False,
    "NaN": float("nan"),
    "Infinity": float("inf"),
}


def read_json(text: bytes) -> Any:
    """The document in a JSON text (nan is ``NaN``, infinity ``Infinity``), read by Python's parser.

    Importing json costs a trial as much as starting Python. The few escapes in which the two
    languages differ are avoided by the writer.
    """
    return _value(compile(text, "<settings>", "eval", _TREE_ONLY, dont_inherit=True).body)


def _value(node: _ast.AST) -> Any:
    if isinstance(node, _ast.Constant):
        return node.value
    if isinstance(node, _ast.Name):
        return _NAMES[node.id]
    if isinstance(node, _ast.List):
        return [_value(item) for item in node.elts]
    if isinstance(node, _ast.UnaryOp) and isinstance(node.op, _ast.USub):
        return -_value(node.operand)
    if isinstance(node, _ast.Dict):
        return {
            _value(key): _value(item)
            for key, item in zip(node.keys, node.values)
            if key is not None
        }
    raise ValueError(f"{type(node).__name__} is not JSON")


def compile_with(
    source: bytes, file: str, values: dict[str, Any], after_imports: str = ""
) -> CodeType:
    """The code of a script in which each name's first plain assignment gives it the value here.

    Such an assignment stands at the top level or directly in the main guard and gives a number,
    text, true, false, None or a list of them. Each line keeps its number, each value its moment: what
    is computed from a variable further down is computed from the new value. ``after_imports`` names a
    function to be called behind the last import at the top level, if there is any.
    """
    if not values and not after_imports:
        return compile(source, file, "exec", dont_inherit=True)
    tree = compile(source, file, "exec", _TREE_ONLY, dont_inherit=True)
    waiting = dict(values)
    _override(tree.body, waiting)
    if waiting:
        raise SystemExit(_missing(file, sorted(waiting)))
    if after_imports:
        _call_after_imports(tree.body, after_imports)
    return compile(tree, file, "exec", dont_inherit=True)


def _call_after_imports(block: list[_ast.stmt], name: str) -> None:
    imports = [each for each in block if isinstance(each, (_ast.Import, _ast.ImportFrom))]
    if imports:
        last = imports[-1]
        function = _at(last, _ast.Name(id=name, ctx=_ast.Load()))
        call = _at(last, _ast.Call(func=function, args=[], keywords=[]))
        block.insert(block.index(last) + 1, _at(last, _ast.Expr(value=call)))


def _override(block: list[_ast.stmt], waiting: dict[str, Any]) -> None:
    """Change the first plain assignment to each waiting name; names that were found wait no more."""
    place = 0
    while waiting and place < len(block):
        statement = block[place]
        if isinstance(statement, _ast.If) and _is_main_guard(statement.test):
            _override(statement.body, waiting)
        elif isinstance(statement, _ast.AnnAssign) and statement.value is not None:
            target = statement.target
            if (
                isinstance(target, _ast.Name)
                and target.id in waiting
                and _is_plain(statement.value)
            ):
                statement.value = _node(waiting.pop(target.id), statement.value)
        elif isinstance(statement, _ast.Assign) and _is_plain(statement.value):
            block[place : place + 1] = _overridden(statement, waiting)
        place += 1


def _overridden(statement: _ast.Assign, waiting: dict[str, Any]) -> list[_ast.stmt]:
    """``a = b = 1`` may give ``a`` another value and not ``b``, so each target gets its own."""
    ours = [
        target
        for target in statement.targets
        if isinstance(target, _ast.Name) and target.id in waiting
    ]
    others = [target for target in statement.targets if target not in ours]
    statements: list[_ast.stmt] = []
    if others:
        statement.targets = others
        statements.append(statement)
    for target in ours:
        if target.id in waiting:
            value = _node(waiting.pop(target.id), statement.value)
            statements.append(_at(statement, _ast.Assign(targets=[target], value=value)))
    return statements


def _is_main_guard(test: _ast.AST) -> bool:
    if not isinstance(test, _ast.Compare) or len(test.ops) != 1:
        return False
    sides = (test.left, test.comparators[0])
    return (
        isinstance(test.ops[0], _ast.Eq)
        and any(isinstance(side, _ast.Name) and side.id == "__name__" for side in sides)
        and any(isinstance(side, _ast.Constant) and side.value == "__main__" for side in sides)
    )


def _is_plain(node: _ast.AST) -> bool:
    if isinstance(node, _ast.Constant):
        return node.value is None or isinstance(node.value, (bool, int, float, str))
    if isinstance(node, _ast.List):
        return all(_is_plain(item) for item in node.elts)
    return (
        isinstance(node, _ast.UnaryOp)
        and isinstance(node.op, (_ast.UAdd, _ast.USub))
        and isinstance(node.operand, _ast.Constant)
        and isinstance(node.operand.value, (int, float))
        and not isinstance(node.operand.value, bool)
    )


def _node(value: Any, old: _ast.expr) -> _ast.expr:
    if isinstance(value, list):
        items = [_node(item, old) for item in value]
        return _at(old, _ast.List(elts=items, ctx=_ast.Load()))
    return _at(old, _ast.Constant(value=value))


def _at(old: Any, new: _Node) -> _Node:
    """Give a new node the place of an old one, as tracebacks point to it."""
    for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        setattr(new, name, getattr(old, name))
    return new


def _missing(file: str, names: list[str]) -> str:
    listed = ", ".join(names)
    return (
        f"guild-desktop: {file} does not assign a plain value to {listed} at its top level, so no "
        f"other value can be given. Write a line such as {names[0]} = 0.1 in it."
    )
