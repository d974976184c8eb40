"""The frame of every card of 工作台: title, one caption with its rule, a link at the right, a grid below. Knows no content."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.ui.kit.theme import Theme


class Card(QFrame):
    """``link`` is hidden until it has words."""

    def __init__(self, theme: Theme, title: str, caption: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "desk-card")
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(16), theme.spacing(8), theme.spacing(16), theme.spacing(12))
        column.setSpacing(theme.spacing(4))
        self.head = head = QHBoxLayout()
        head.setSpacing(theme.spacing(8))
        head.addWidget(text(title, "card-title"))
        self.caption = text(caption, "caption")
        head.addWidget(self.caption)
        head.addStretch(1)
        self.link = QPushButton(self)
        self.link.setProperty("kind", "link")
        self.link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        kept = self.link.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # lines of cards beside each other stand at one height
        self.link.setSizePolicy(kept)
        self.link.hide()
        head.addWidget(self.link)
        column.addLayout(head)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.spacing(16))
        self.grid.setVerticalSpacing(theme.spacing(4))
        column.addLayout(self.grid)
        column.addStretch(1)  # beside a taller card the lines stay where they are

    def number(self, words: str, name: str, tip: str) -> QPushButton:
        """A number that opens its records."""
        button = QPushButton(words, self)
        button.setProperty("kind", "number")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        return button


def text(words: str, role: str, *, right: bool = False) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def clear(grid: QGridLayout) -> None:
    while grid.count():
        item = grid.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
