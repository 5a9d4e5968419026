"""The options of the chosen method as a form, built from the optimizer's own description."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from guild_desktop.gui.run_panel.options_form import OptionsForm
from guild_desktop.optimizers.base import OptimizerInfo
from guild_desktop.optimizers.registry import check_options


class OptimizerForm(OptionsForm):
    """Owned by the method part; signals as those of ``OptionsForm``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(check_options, parent)
        self.setAccessibleName(self.tr("Method options"))

    def set_optimizer(self, info: OptimizerInfo | None) -> None:
        """Show the options of ``info`` with what was entered for it before; None shows no options."""
        self.show_options(info)
