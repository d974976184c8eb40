"""A long code in big groups, easy to copy by hand: two lines of four. Knows no office."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from dangjian_desktop.ui.kit.theme import Theme

_IN_A_LINE = 4


class CodeBox(QFrame):
    """Shows what ``show_groups`` was given last; one thing for a screen reader, group after group."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.groups: tuple[str, ...] = ()
        self.setProperty("kind", "code-box")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(*(theme.spacing(16),) * 4)
        self.grid.setHorizontalSpacing(theme.spacing(16))
        self.grid.setVerticalSpacing(theme.spacing(8))

    def show_groups(self, groups: Sequence[str]) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.groups = tuple(groups)
        for number, group in enumerate(self.groups):
            label = QLabel(group, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "check-code")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.grid.addWidget(label, number // _IN_A_LINE, number % _IN_A_LINE)
        self.setAccessibleName(f"{self.name}，{'，'.join(self.groups)}")
