"""The queue in the window: sweeps that start after what runs now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QToolButton
from pytestqt.qtbot import QtBot

from guild_desktop.core.run import Status
from guild_desktop.gui.docks.queue_bar import QueueBar
from guild_desktop.gui.main_window import MainWindow
from tests.gui.gestures import press_run

WAITS = (
    "import pathlib, time\n"
    "x = 1\n"
    "print(f'loss: {x}', flush=True)\n"
    "while not pathlib.Path(__file__).with_name('go').exists(): time.sleep(0.01)\n"
)


def press(qtbot: QtBot, bar: QueueBar, name: str, row: int) -> None:
    """Press one of the buttons of that name, which stand from top to bottom, once all are there."""

    def buttons() -> list[QToolButton]:
        found = bar.findChildren(QToolButton, name)
        return sorted((one for one in found if one.isVisible()), key=lambda one: one.y())

    qtbot.waitUntil(lambda: len(buttons()) == len(bar.sentences), timeout=20_000)
    buttons()[row].click()


def test_that_sweeps_wait_in_an_order_that_can_be_changed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    script = tmp_path / "waits.py"
    script.write_text(WAITS, encoding="utf-8")
    window.open_script(script)
    bar, box = window.findChild(QueueBar), window.findChild(QCheckBox, "queueBox")
    assert bar is not None
    assert box is not None
    assert box.isHidden()
    window.run_panel.apply_flags({"x": "1"})
    press_run(window)
    qtbot.waitUntil(box.isVisible, timeout=20_000)
    box.click()
    for number, text in enumerate(["[1, 2]", "[1, 2, 3]", "[4]*4"], 1):
        window.run_panel.apply_flags({"x": text})
        request = window.run_panel.request()
        assert request is not None
        # A person does not press twice as fast as a test does.
        window.sweeps.launch(request, queued=True)
        qtbot.waitUntil(lambda number=number: len(bar.sentences) == number, timeout=20_000)
    assert bar.isVisible()
    assert bar.sentences == ["waits.py+ · 2 runs", "waits.py+ · 3 runs", "waits.py+ · 4 runs"]
    press(qtbot, bar, "queueUp", 2)
    qtbot.waitUntil(lambda: "4 runs" in bar.sentences[1], timeout=20_000)
    press(qtbot, bar, "queueDown", 0)
    qtbot.waitUntil(lambda: "4 runs" in bar.sentences[0], timeout=20_000)
    press(qtbot, bar, "queueOff", 0)
    qtbot.waitUntil(lambda: len(bar.sentences) == 2, timeout=20_000)
    press(qtbot, bar, "queueStart", 1)
    qtbot.waitUntil(lambda: bar.sentences == ["waits.py+ · 2 runs"], timeout=20_000)
    (tmp_path / "go").touch()
    qtbot.waitUntil(bar.isHidden, timeout=20_000)

    def completed() -> int:
        batches = window.session.frame.batches.values()
        return sum(batch.status is Status.COMPLETED for batch in batches)

    qtbot.waitUntil(lambda: completed() == 3, timeout=20_000)
    qtbot.waitUntil(box.isHidden, timeout=20_000)


def test_that_run_queues_while_the_tick_is_there(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    script = tmp_path / "waits.py"
    script.write_text(WAITS, encoding="utf-8")
    window.open_script(script)
    box = window.findChild(QCheckBox, "queueBox")
    assert box is not None
    window.run_panel.set_busy(busy=True)
    box.click()
    with qtbot.waitSignal(window.run_panel.queue_requested):
        press_run(window)
    (tmp_path / "go").touch()
    window.run_panel.set_busy(busy=False)
    with qtbot.waitSignal(window.run_panel.run_requested):
        press_run(window)
