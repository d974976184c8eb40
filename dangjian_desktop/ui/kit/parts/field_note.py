"""The line under a field: what is wrong or missing, and the link that cures it. Knows no field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from dangjian_desktop.ui.kit.parts.layout import TOP, at, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme, polish

ICONS = {"fault": "stop-circle", "missing": "warning-triangle", "done": "check"}


NOTES = {"done": "ok", "ok": "info"}
"""How a state is coloured below the field: a hint with a tick is green, one without is quiet."""


@dataclass(frozen=True)
class Cure:
    """A link that puts it right: its words and what it does."""

    words: str
    act: Callable[[], None]


class FieldNote(QWidget):
    """12 px, icon and sentence in the colour of the state; hidden when there is nothing to say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._act: Callable[[], None] | None = None
        self.icon, self.words = QLabel(), label("", "", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.cure = button(theme, "", "link", clicked=self._cured)
        self.cure.setProperty("grade", "small")
        row(theme, at(TOP, self.icon), grow(self.words), at(TOP, self.cure), on=self, gap=4)

    def say(self, state: str, message: str, cure: Cure | None = None) -> None:
        self._act = cure.act if cure else None
        self.cure.setText(cure.words if cure else "")
        self.cure.setVisible(cure is not None)
        self.words.setText(message)
        self.words.setVisible(bool(message))
        self.icon.setVisible(bool(message) and state in ICONS)
        if message and state in ICONS:
            self.icon.setPixmap(self.theme.pixmap(ICONS[state], 14, self.theme.state_color("ok" if state == "done" else state)))
        polish(self.words, "note", NOTES.get(state, state))
        self.setVisible(bool(message) or cure is not None)

    def _cured(self) -> None:
        if self._act:
            self._act()
