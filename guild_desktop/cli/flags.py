"""`flags`: what a script accepts, found without running it."""

from __future__ import annotations

import sys
from pathlib import Path

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.options import Parser
from guild_desktop.cli.tables import Table
from guild_desktop.core.values import format_value
from guild_desktop.scripts.detect import detect_flags, flag_document


def main(arguments: list[str], home: str | None) -> int:
    """Show the flags of a script."""
    del home
    parser = Parser("flags", "Show the flags of a script, found without running it.")
    parser.add_argument("script")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    detected = detect_flags(Path(options.script).absolute())
    if options.json:
        print_json([flag_document(flag) for flag in detected.flags])
        return OK
    table = Table(["flag", "default", "type", "choices", "found as", "help"])
    for flag in detected.flags:
        choices = ", ".join(map(format_value, flag.choices))
        default = "" if flag.default is None else format_value(flag.default)
        table.add([flag.name, default, flag.type or "", choices, flag.origin, flag.help])
    if detected.flags:
        table.print(sys.stdout)
    else:
        print(f"{options.script} has no flags: no global values, no argparse or click options.")
    for sentence in detected.unsure:
        print(sentence)
    return OK
