"""The real TensorBoard as a server, and the questions that its HParams page asks it."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

_STATUSES = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]


class TensorBoard:
    """Asks a server that shows one log folder."""

    def __init__(self, address: str) -> None:
        self._address = address

    def ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self._address}data/{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def experiment(self) -> dict[str, Any]:
        return self.ask("plugin/hparams/experiment", {"includeMetrics": True})

    def flags(self) -> dict[str, dict[str, Any]]:
        return {info["name"]: info for info in self.experiment().get("hparamInfos", ())}

    def metrics(self) -> set[str]:
        return {info["name"]["tag"] for info in self.experiment().get("metricInfos", ())}

    def runs(self, **filters: object) -> dict[str, dict[str, Any]]:
        """Give each run's flags, metrics and status by its name, as the table shows them."""
        flags = [
            {
                "hparam": name,
                "includeInResult": True,
                **({"filterDiscrete": filters[name]} if name in filters else {}),
            }
            for name in self.flags()
        ]
        metrics = [{"metric": {"tag": tag}, "includeInResult": True} for tag in self.metrics()]
        body = {
            "allowedStatuses": _STATUSES,
            "colParams": flags + metrics,
            "startIndex": 0,
            "sliceSize": 1000,
        }
        found = {}
        for group in self.ask("plugin/hparams/session_groups", body).get("sessionGroups", ()):
            (session,) = group["sessions"]
            values = session.get("metricValues", ())
            found[session["name"]] = {
                "flags": group["hparams"],
                "metrics": {value["name"]["tag"]: value["value"] for value in values},
                "status": session.get("status", "STATUS_UNKNOWN"),
            }
        return found

    def scalars(self, run: str, tag: str) -> list[list[float]]:
        """Give (wall time, step, value) of each point of a curve."""
        query = urllib.parse.urlencode({"run": run, "tag": tag})
        return self.ask(f"plugin/scalars/scalars?{query}")


_GRACE = 10.0
"""Seconds that a server has to end by itself."""


@contextlib.contextmanager
def tensorboard(folder: Path, *, fast: bool) -> Iterator[TensorBoard]:
    """Serve a log folder on loopback; ``fast`` reads it with the data server, as is the default."""
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(folder), "--port", "0"]
    command += ["--host", "127.0.0.1", "--reload_interval", "1", "--load_fast", str(fast).lower()]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                address = re.search(r"at (http://127\.0\.0\.1:\d+/)", line)
                if address:
                    break
            else:
                raise AssertionError("".join(said))
            yield TensorBoard(address[1])
        finally:
            process.terminate()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                # It may miss the signal, and who waits for it would wait for ever.
                process.kill()


def boards_of(pid: int | None = None) -> list[psutil.Process]:
    """The processes of TensorBoard that a process, this one by default, has started and that live."""
    parent = psutil.Process(pid)
    own = parent.cmdline()
    return [child for child in parent.children() if _is_board(child, own)]


def _is_board(process: psutil.Process, starter: list[str]) -> bool:
    try:
        # Whatever is being started has the words of who starts it for a moment, which may name a
        # log folder too.
        words = process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
    return "--logdir" in words and words != starter
