"""`run --test-sourcecode`: what of the project runs would see, instead of running anything."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.tables import Table
from guild_desktop.core.byte_size import format_bytes
from guild_desktop.core.run import SHORT_ID
from guild_desktop.scripts.source_view import SourceView, view_source
from guild_desktop.settings.folders import home_folder
from guild_desktop.store.home import Home

if TYPE_CHECKING:
    from guild_desktop.core.operation import Operation


def show_source(operation: Operation, home: str | None, *, as_json: bool) -> int:
    """Print what is copied, linked and left out, and by which rule; the exit status.

    ``UserError`` if the script or its folder cannot be read.
    """
    view = view_source(operation, Home(Path(home_folder(home))).batches)
    if as_json:
        print_json(_document(view))
        return OK
    print(_head(operation, view))
    if view.in_project:
        return OK
    table = Table(["name", "runs see", "rule"], whole=[0, 1])
    for entry in view.copied:
        table.add([entry.name, f"a copy, {format_bytes(entry.size)}", ""])
    for entry in view.folders:
        table.add([entry.name, "a folder of their own", "it holds logs for TensorBoard"])
    for entry in view.linked:
        table.add([entry.name, "a link", entry.why])
    for each in view.left_out:
        table.add([each.what, "nothing", each.why])
    table.print(sys.stdout)
    return OK


def _head(operation: Operation, view: SourceView) -> str:
    code = f"source {view.hash[:SHORT_ID]}"
    if view.in_project:
        return f"{operation.name} runs in {operation.project}, where nothing is copied; {code}"
    copied = f"{len(view.copied):,} {'file' if len(view.copied) == 1 else 'files'}"
    return (
        f"{operation.project}: {copied} copied ({format_bytes(view.size)}), "
        f"{len(view.linked):,} linked, {len(view.left_out):,} left out; {code}"
    )


def _document(view: SourceView) -> dict[str, object]:
    return {
        "source_hash": view.hash,
        "cwd": "project" if view.in_project else "run",
        "copied": [{"name": entry.name, "bytes": entry.size} for entry in view.copied],
        "folders": [entry.name for entry in view.folders],
        "linked": [{"name": entry.name, "rule": entry.why} for entry in view.linked],
        "left_out": [{"name": each.what, "rule": each.why} for each in view.left_out],
    }
