"""What few sweeps need: seed, words, limits, working folder, start, failures and patterns."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from guild_desktop.core.batch import MAX_REPEATS, MAX_TRIALS, StartMode
from guild_desktop.core.operation import WorkingFolder
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.run_panel import largest
from guild_desktop.gui.run_panel.condition_field import ConditionField
from guild_desktop.gui.run_panel.early_stopping_field import EarlyStoppingField
from guild_desktop.gui.run_panel.fields import FailuresBox, NumberBox, QuietCombo, WholeNumberBox
from guild_desktop.gui.run_panel.pattern_list import PatternList


class MoreForm(QWidget):
    """Folded under *More*; owned by the panel. Signal: ``changed()`` after any edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moreOptions")
        self.setAccessibleName(self.tr("More"))
        self._form = QFormLayout(self)
        self._form.setContentsMargins(12, 0, 0, 0)
        self._form.setVerticalSpacing(4)
        self._form.setHorizontalSpacing(8)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        # -1 stands for "another one each time"; 0 is a seed like any other.
        self._seed = WholeNumberBox(-1, largest.SEED, self)
        self._seed.setSpecialValueText(self.tr("new each time"))
        self._seed.setValue(-1)
        self._repeat = WholeNumberBox(1, MAX_REPEATS, self)
        self._repeat.setObjectName("repeats")
        self._repeat.setSpecialValueText(self.tr("none"))
        self._label, self._tags = QLineEdit(self), QLineEdit(self)
        self._tags.setPlaceholderText(self.tr("separated by commas"))
        self._comment = QLineEdit(self)
        self.where = ConditionField(self)
        self._timeout = NumberBox(0, largest.RUN_SECONDS, self)
        self._timeout.setSuffix(self.tr(" s"))
        self._timeout.setSpecialValueText(self.tr("none"))
        self._stop_after = NumberBox(0, largest.SWEEP_MINUTES, self)
        self._stop_after.setSuffix(self.tr(" min"))
        self._stop_after.setSpecialValueText(self.tr("never"))
        self._patience = WholeNumberBox(0, MAX_TRIALS, self)
        self._patience.setSpecialValueText(self.tr("no limit"))
        self.early_stopping = EarlyStoppingField(self)
        self._failures = FailuresBox(self)
        self._devices = QLineEdit(self)
        self._devices.setPlaceholderText(self.tr("as the script chooses; or 0, 1, …"))
        self._retries = WholeNumberBox(0, largest.RETRIES, self)
        self._retries.setSpecialValueText(self.tr("none"))
        self._folder = QuietCombo(self)
        self._folder.addItem(self.tr("each run's own folder"), "run")
        self._folder.addItem(self.tr("the script's folder"), "project")
        self._start = QuietCombo(self)
        self._start.setObjectName("startMode")
        self._start.addItem(self.tr("automatic"), "auto")
        self._start.addItem(self.tr("cold"), "cold")
        self._start.addItem(self.tr("warm"), "warm")
        self.start = "cold"
        self._fail = QCheckBox(self.tr("Stop at the first failed run"), self)
        self._add(self.tr("Seed"), self._seed, self.tr("The same seed proposes the same runs"))
        self._add(
            self.tr("Repeats"),
            self._repeat,
            self.tr(
                "Run everything so many times, with another random seed each (GUILD_RANDOM_SEED), and judge it "
                "by the mean"
            ),
        )
        self._add(self.tr("Label"), self._label, self.tr("A name for what you try"))
        self._add(self.tr("Tags"), self._tags, self.tr("Words to find these runs by"))
        self._add(self.tr("Comment"), self._comment, self.tr("A note for yourself"))
        self._add(
            self.tr("Only where"),
            self.where,
            self.tr(
                "A condition on the flags: runs that do not satisfy it are left out, and not proposed"
            ),
        )
        self._add(
            self.tr("Time limit"), self._timeout, self.tr("A run that takes longer is stopped")
        )
        self._add(
            self.tr("Stop after"),
            self._stop_after,
            self.tr("The sweep starts no more runs after this time; those that are on go on"),
        )
        self._add(
            self.tr("Patience"),
            self._patience,
            self.tr(
                "So many completed runs in a row without a better value of the goal end the sweep; "
                "those that are on go on"
            ),
        )
        self._add(
            self.tr("Early stopping"),
            self.early_stopping,
            self.tr(
                "Ends runs that do worse than others at the same step, for scripts that report "
                "the goal step by step"
            ),
        )
        self._form.addRow(self.early_stopping.details)
        self._add(
            self.tr("Failures"), self._failures, self.tr("How many failed runs stop the sweep")
        )
        self._add(
            self.tr("Devices"),
            self._devices,
            self.tr("Graphics cards: each run that goes on at the same time gets one of them"),
        )
        self._add(
            self.tr("Retries"), self._retries, self.tr("More attempts that a failed run gets")
        )
        self._add(
            self.tr("Runs in"), self._folder, self.tr("Where the script finds and leaves its files")
        )
        self._add(
            self.tr("Start of each run"),
            self._start,
            self.tr(
                "Cold: a new Python each time. Warm: the libraries are imported once for all runs, "
                "on Linux. Automatic: whichever pays"
            ),
        )
        self._fail.setAccessibleName(self._fail.text())
        self._form.addRow(self._fail)
        self.patterns = PatternList(self)
        self._form.addRow(self.patterns)
        self.patterns.changed.connect(self.changed)
        self.where.changed.connect(self.changed)
        self.early_stopping.changed.connect(self.changed)
        self._seed.valueChanged.connect(self.changed)
        self._repeat.valueChanged.connect(self.changed)
        self._timeout.valueChanged.connect(self.changed)
        self._stop_after.valueChanged.connect(self.changed)
        self._patience.valueChanged.connect(self.changed)
        self._failures.valueChanged.connect(self.changed)
        self._retries.valueChanged.connect(self.changed)
        self._folder.currentIndexChanged.connect(self.changed)
        self._start.currentIndexChanged.connect(self.changed)
        self._fail.toggled.connect(self.changed)
        for line in (self._label, self._tags, self._comment, self._devices):
            line.textChanged.connect(self.changed)

    @property
    def seed(self) -> int | None:
        """None draws another one each time."""
        return None if self._seed.value() < 0 else self._seed.value()

    @seed.setter
    def seed(self, seed: int | None) -> None:
        self._seed.setValue(-1 if seed is None else seed)

    @property
    def repeat(self) -> int:
        """How many times everything runs."""
        return self._repeat.value()

    @repeat.setter
    def repeat(self, repeat: int) -> None:
        self._repeat.setValue(repeat)

    @property
    def label(self) -> str:
        """The label of the sweep."""
        return self._label.text().strip()

    @label.setter
    def label(self, label: str) -> None:
        self._label.setText(label)

    @property
    def tags(self) -> tuple[str, ...]:
        """The words between the commas, each once."""
        return _between_commas(self._tags)

    @tags.setter
    def tags(self, tags: tuple[str, ...]) -> None:
        self._tags.setText(", ".join(tags))

    @property
    def comment(self) -> str:
        """The comment on the sweep."""
        return self._comment.text().strip()

    @comment.setter
    def comment(self, comment: str) -> None:
        self._comment.setText(comment)

    @property
    def timeout(self) -> float | None:
        """Seconds a run may take; None for any."""
        return self._timeout.value() or None

    @timeout.setter
    def timeout(self, seconds: float | None) -> None:
        self._timeout.setValue(seconds or 0)

    @property
    def stop_after(self) -> float | None:
        """Seconds after which the sweep starts no more runs; None for any."""
        return round(self._stop_after.value() * 60, 3) or None

    @stop_after.setter
    def stop_after(self, seconds: float | None) -> None:
        self._stop_after.setValue((seconds or 0) / 60)

    @property
    def patience(self) -> int:
        """Completed runs in a row without a better value after which the sweep ends; 0 for any number."""
        return self._patience.value()

    @patience.setter
    def patience(self, runs: int) -> None:
        self._patience.setValue(runs)

    @property
    def max_failures(self) -> int | None:
        """How many failed runs stop the sweep, 0 for any; None: the first three, if all of them fail."""
        return None if self._failures.value() < 0 else self._failures.value()

    @max_failures.setter
    def max_failures(self, failures: int | None) -> None:
        self._failures.setValue(-1 if failures is None else failures)

    @property
    def devices(self) -> tuple[str, ...]:
        """The graphics cards of which each run gets one; none leaves it to the script."""
        # As the command reads them: what has no name is refused and not left out.
        names = tuple(name.strip() for name in self._devices.text().split(","))
        return names if any(names) else ()

    @devices.setter
    def devices(self, devices: tuple[str, ...]) -> None:
        self._devices.setText(", ".join(devices))

    @property
    def retries(self) -> int:
        """More attempts that a failed run gets."""
        return self._retries.value()

    @retries.setter
    def retries(self, retries: int) -> None:
        self._retries.setValue(retries)

    @property
    def folder(self) -> WorkingFolder:
        """Where the script runs."""
        return "project" if self._folder.currentData() == "project" else "run"

    @folder.setter
    def folder(self, folder: WorkingFolder) -> None:
        self._folder.setCurrentIndex(self._folder.findData(folder))

    @property
    def start(self) -> StartMode:
        """How each run starts."""
        mode: StartMode = self._start.currentData()
        return mode

    @start.setter
    def start(self, mode: StartMode) -> None:
        self._start.setCurrentIndex(self._start.findData(mode))

    @property
    def stops_on_failure(self) -> bool:
        """Whether the first failed run ends the sweep."""
        return self._fail.isChecked()

    @stops_on_failure.setter
    def stops_on_failure(self, stops: bool) -> None:
        self._fail.setChecked(stops)

    def set_continuing(self, *, continuing: bool) -> None:
        """Say whether a sweep goes on: it keeps its seed, and its words are changed in the table."""
        for field in (self._seed, self._label, self._tags, self._comment):
            field.setEnabled(not continuing)

    def _add(self, title: str, field: QWidget, help_text: str) -> None:
        label = plain_label(title, self, style="muted")
        label.setBuddy(field)
        (field.focusProxy() or field).setAccessibleName(title)
        field.setToolTip(help_text)
        label.setToolTip(help_text)
        self._form.addRow(label, field)


def _between_commas(line: QLineEdit) -> tuple[str, ...]:
    """The words between the commas, each once."""
    words = (word.strip() for word in line.text().split(","))
    return tuple(dict.fromkeys(word for word in words if word))
