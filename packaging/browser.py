"""A browser without a window, Chromium or Chrome, for pictures of web pages.

It is spoken to over two pipes in the words of the Chrome DevTools Protocol, which needs no library.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
LONGEST = 60.0
"""Seconds to wait for what a page shall show."""

# All elements of a page, those inside web components and frames too.
_ELEMENTS = """
function* elements(root) {
    for (const one of root.querySelectorAll('*')) {
        yield one;
        if (one.shadowRoot) yield* elements(one.shadowRoot);
        if (one.tagName === 'IFRAME' && one.contentDocument) yield* elements(one.contentDocument);
    }
}
"""
_FIND = "[...elements(document)].reverse().find(one => one.innerText?.trim() === {text})"


class Page:
    """One page of the browser."""

    def __init__(self, words: int, answers: int) -> None:
        self._words = words
        self._answers = answers
        self._said = b""
        self._number = 0
        self._session = ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def open(self, url: str, width: int, height: int) -> None:
        """Go to an address, in a window of this size."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", **size)
        self._ask("Page.navigate", url=url)

    def click(self, text: str) -> None:
        """Click what has exactly this text, as soon as it is there."""
        found = _FIND.format(text=json.dumps(text))
        self.wait_for(f"(() => {{ const found = {found}; found?.click(); return !!found }})()")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression of JavaScript is true; ``elements(document)`` are all elements."""
        deadline = time.monotonic() + LONGEST
        while not self.evaluate(f"!!({expression})"):
            if time.monotonic() > deadline:
                sys.exit(f"The page did not get there in time: {expression}")
            time.sleep(0.2)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript; None while there is none."""
        code = f"(() => {{ {_ELEMENTS} return {expression} }})()"
        answer = self._ask("Runtime.evaluate", expression=code, returnByValue=True)
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """What is seen, as PNG."""
        return base64.b64decode(self._ask("Page.captureScreenshot")["data"])

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._words, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next_answer()
            if answer.get("id") == self._number:
                if "error" in answer:
                    sys.exit(f"The browser refused {method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _next_answer(self) -> dict[str, Any]:
        while b"\0" not in self._said:
            more = os.read(self._answers, 1 << 20)
            if not more:
                sys.exit("The browser has ended.")
            self._said += more
        line, _, self._said = self._said.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def opened_page(profile: Path) -> Iterator[Page]:
    """A page of a fresh browser, which keeps its files in the folder ``profile``."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        sys.exit(f"This picture needs a browser, one of: {', '.join(NAMES)}.")
    theirs, words = os.pipe()
    answers, theirs_too = os.pipe()
    # The browser wants its pipes as 3 and 4, which may be taken here.
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs, theirs_too)]
    options = (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
    )
    become = "import os, sys; [os.dup2(int(e), n) for n, e in ((3, sys.argv[1]), (4, sys.argv[2]))]"
    become += "; os.execv(sys.argv[3], sys.argv[3:])"
    process = subprocess.Popen(
        [sys.executable, "-c", become, *map(str, ends), program, *options],
        pass_fds=ends,
        stderr=subprocess.DEVNULL,
    )
    for end in (theirs, theirs_too, *ends):
        os.close(end)
    try:
        yield Page(words, answers)
    finally:
        os.close(words)
        process.terminate()
        process.wait()
        os.close(answers)
