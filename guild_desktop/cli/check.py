"""`check`: whether this installation works, proved by using each of its parts once."""

from __future__ import annotations

from dataclasses import asdict

from guild_desktop.cli.app import FAILED, OK
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.options import Parser


def main(arguments: list[str], home: str | None) -> int:
    """Use every part once, in a temporary home, and tell of each in a line; 1 if one does not work."""
    del home  # the user's own is left alone
    parser = Parser("check", "Use every part of this installation once and say what works.")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    from guild_desktop.cli.installation import findings

    found = []
    for finding in findings():
        found.append(finding)
        if not options.json:
            told = f"{finding.state:8}{finding.name:19}{finding.told} {finding.hint}"
            print(told.rstrip(), flush=True)
    works = all(finding.state != "failed" for finding in found)
    missing = " and ".join(finding.name for finding in found if finding.state == "missing")
    if options.json:
        print_json({"works": works, "parts": [asdict(finding) for finding in found]})
    else:
        print(_conclusion(works=works, missing=missing))
    return OK if works else FAILED


def _conclusion(*, works: bool, missing: str) -> str:
    if not works:
        return "Something does not work; see above."
    return f"Everything else works; {missing}: see above." if missing else "Everything works."
