"""A banner at the top of a page: what happened, what can be done; it stays until its cause is gone. Knows no office."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.ui.kit.theme import Theme, polish

_ICONS = {"amber": "warning-triangle", "danger": "stop-circle", "info": "info-circle", "done": "check-circle"}
_INKS = {"info": "blue", "done": "green"}


class Banner(QFrame):
    """Hidden until ``say`` is called; at most two buttons."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self.theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.spacing(12), theme.spacing(8), theme.spacing(12), theme.spacing(8))
        row.setSpacing(theme.spacing(12))
        self.icon, self.title, self.body = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "banner-title")
        words = QVBoxLayout()
        words.setSpacing(0)
        for label in (self.title, self.body):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            words.addWidget(label)
        row.addWidget(self.icon)
        row.addLayout(words, 1)
        self.buttons = QHBoxLayout()
        row.addLayout(self.buttons)
        self.hide()

    def say(self, tone: str, title: str, body: str, actions: Sequence[tuple[str, Callable[[], object]]] = (), *, icon: str = "") -> None:
        """``tone`` amber · danger · info · done. The first action is the one most will want."""
        polish(self, "state", tone)
        polish(self.title, "state", tone)
        self.icon.setPixmap(self.theme.pixmap(icon or _ICONS[tone], 20, _INKS.get(tone, tone)))
        self.title.setText(title)
        self.body.setText(body)
        self.body.setVisible(bool(body))
        while self.buttons.count():
            item = self.buttons.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.deleteLater()
        for number, (verb, act) in enumerate(actions):
            button = QPushButton(verb)
            button.setProperty("kind", "quiet" if number else "secondary")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self.buttons.addWidget(button)
        self.show()
