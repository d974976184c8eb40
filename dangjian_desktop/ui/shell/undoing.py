"""撤销 and 重做 of the window: what was changed last is named, and taken back when that is wished for. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from dangjian_desktop.domain.change import Change
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.ports import Screen
from dangjian_desktop.ui.kit.parts.undo_bar import UndoBar

_BAR = ("void", "restore", "import", "undo", "redo")
"""The kinds of change that the bar over the pages names."""


class Undoing(QObject):
    """``named`` carries what 撤销 and 重做 would do now, None for nothing."""

    named = Signal(object, object)

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen.window)
        self.screen = screen
        self.bar = UndoBar(screen.theme, screen.window)
        self.bar.undo_wanted.connect(self.undo)
        self.bar.redo_wanted.connect(self.redo)

    def undo(self) -> None:
        self.history(lambda services: services.history.undo())

    def redo(self) -> None:
        self.history(lambda services: services.history.redo())

    def history(self, act: Callable[[Services], Change]) -> None:
        """Undo, redo, or undo one line of the log; every screen hears of it."""
        if self.screen.file is not None:
            self.screen.file.change(act)

    def changed(self, change: Change) -> None:
        """Something was stored."""
        if change.kind in _BAR:
            self.bar.say(f"已{change.label}", undone=change.kind == "undo")
        else:
            self.bar.hide()  # 撤销 would now mean this change, not the one it names
        self.refresh()

    def refresh(self) -> None:
        """Ask what can be taken back."""
        if self.screen.file is not None:
            self.screen.file.ask(
                lambda services: (services.history.undo_label(), services.history.redo_label()),
                lambda labels: self.named.emit(*labels),
                latest="undo",
            )
