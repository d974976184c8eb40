"""Small widgets that pages and dialogs share. Knows no services."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from dangjian_desktop.ui.kit.theme import Theme

TITLE, FRAME = 32, 16


def button(theme: Theme, words: str, kind: str, icon: str = "", *, clicked: Callable[[], object] | None = None) -> QPushButton:
    """A button that does not steal the focus on a click."""
    made = QPushButton(words)
    made.setProperty("kind", kind)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setIconSize(QSize(theme.px(18), theme.px(18)))
    if icon:
        made.setIcon(theme.icon(icon, role="on-red") if kind == "primary" else theme.icon(icon))
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def size_of(window: QWidget, theme: Theme, width: int, height: int) -> None:
    """As large as it would like to be, or as the screen has room for with the frame around it."""
    room = window.screen().availableSize()
    window.resize(min(theme.px(width), room.width() - FRAME), min(theme.px(height), room.height() - TITLE - FRAME))


def label(words: str, role: str, *, wrap: bool = False) -> QLabel:
    made = QLabel(words)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


def rule(*, upright: bool = False) -> QFrame:
    line = QFrame()
    line.setProperty("kind", "vline" if upright else "hline")
    line.setFixedWidth(1) if upright else line.setFixedHeight(1)
    return line


def area(kind: str) -> QFrame:
    """A frame whose ground the theme paints by its kind."""
    frame = QFrame()
    frame.setProperty("kind", kind)
    return frame


def scrolled(inside: QWidget) -> QScrollArea:
    """What is too high for a low window scrolls; Tab goes to what is inside."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, for good."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


class Pill(QWidget):
    """A pill of the theme that can say something else later. ``tone`` "" = in order: a tick and a word, no ground."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.tone, self.icon, self.words = theme, "", "check", ""
        self.setFont(theme.font(12))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, tone: str, icon: str, words: str) -> None:
        """Without words the pill goes away."""
        self.tone, self.icon, self.words = tone, icon, words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        room = self.fontMetrics().horizontalAdvance(self.words) + self.theme.px(14) + self.theme.spacing(28)
        return QSize(room, self.theme.control(22) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.tone:
            self.theme.paint_pill(painter, self.rect(), self.words, self.tone, self.icon)
        else:
            self.theme.paint_done(painter, self.rect(), self.words)
        painter.end()
