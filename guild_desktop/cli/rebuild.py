"""`rebuild`: a new store in the place of one that is damaged or gone."""

from __future__ import annotations

import sys
from pathlib import Path

from guild_desktop.cli.app import FAILED, OK
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.options import Parser
from guild_desktop.engine.rebuild import rebuild_store
from guild_desktop.settings.folders import home_folder
from guild_desktop.store.home import open_home


def main(arguments: list[str], home: str | None) -> int:
    """Ask, make the store anew, and say what it holds."""
    parser = Parser("rebuild", "Make a damaged or lost store anew from the folders of the runs.")
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    opened = open_home(Path(home_folder(home)))
    if not options.yes:
        print(f"The store of {opened.path} will be made anew from the folders of its runs.")
        print("The present one is kept under another name. Continue? (Y/n) ", end="", flush=True)
        answer = sys.stdin.readline()
        if answer.strip().lower() not in {"", "y", "yes"} or not answer:
            return FAILED
    rebuilt = rebuild_store(opened)
    if options.json:
        print_json(
            {
                "batches": rebuilt.batches,
                "runs": rebuilt.runs,
                "unstarted": rebuilt.unstarted,
                "nameless": rebuilt.nameless,
                "copy": None if rebuilt.copy is None else str(rebuilt.copy),
                "old": None if rebuilt.old is None else str(rebuilt.old),
            }
        )
        return OK
    runs = "1 run" if rebuilt.runs == 1 else f"{rebuilt.runs:,} runs"
    batches = "1 batch" if rebuilt.batches == 1 else f"{rebuilt.batches:,} batches"
    print(f"The new store holds {runs} of {batches}.")
    if rebuilt.unstarted:
        trials = "1 trial" if rebuilt.unstarted == 1 else f"{rebuilt.unstarted:,} trials"
        print(
            f"{trials} had not started and did not come back; continuing a batch plans them again."
        )
    if rebuilt.nameless:
        gone = "1 batch" if rebuilt.nameless == 1 else f"{rebuilt.nameless:,} batches"
        print(f"{gone} had not begun, or their record is damaged, and did not come back.")
    if rebuilt.copy is not None:
        print(f"Labels, marks and runs without a folder come from the copy {rebuilt.copy.name}.")
    if rebuilt.old is not None:
        print(f"The old one is {rebuilt.old}")
    return OK
