"""A banner at the top of a page: what happened, what can be done; it stays until its cause is gone. Knows no office."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from dangjian_desktop.ui.kit.parts.layout import clear, column, grow, put, row
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme, polish

_ICONS = {"amber": "warning-triangle", "danger": "stop-circle", "info": "info-circle", "done": "check-circle"}
_INKS = {"info": "blue", "done": "green"}


class Banner(QFrame):
    """Hidden until ``say`` is called; at most two buttons."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self.theme = theme
        self.icon, self.title, self.body = QLabel(), label("", "banner-title", wrap=True), label("", "", wrap=True)
        self.buttons = row(theme)
        words = column(theme, self.title, self.body, gap=0)
        row(theme, self.icon, grow(words), self.buttons, on=self, margins=(12, 8), gap=12)
        self.hide()

    def say(self, tone: str, title: str, body: str, actions: Sequence[tuple[str, Callable[[], object]]] = (), *, icon: str = "") -> None:
        """``tone`` amber · danger · info · done. The first action is the one most will want."""
        polish(self, "state", tone)
        polish(self.title, "state", tone)
        self.icon.setPixmap(self.theme.pixmap(icon or _ICONS[tone], 20, _INKS.get(tone, tone)))
        self.title.setText(title)
        self.body.setText(body)
        self.body.setVisible(bool(body))
        clear(self.buttons)
        put(
            self.buttons,
            self.theme,
            *(button(self.theme, verb, "quiet" if place else "secondary", clicked=act) for place, (verb, act) in enumerate(actions)),
        )
        self.show()
