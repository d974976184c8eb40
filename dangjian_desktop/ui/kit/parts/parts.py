"""Small widgets that pages and dialogs share. Knows no services."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QLineEdit, QPushButton, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from dangjian_desktop.ui.kit.theme import Theme

TITLE, FRAME = 32, 16


def button(
    theme: Theme,
    words: str,
    kind: str,
    icon: str = "",
    *,
    clicked: Callable[[], object] | None = None,
    tip: str = "",
    name: str = "",
    checkable: bool = False,
) -> QPushButton:
    """Make a button that does not steal the focus on a click; one without words says its ``name`` or else its ``tip``."""
    made = QPushButton(words)
    made.setProperty("kind", kind)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setCheckable(checkable)
    made.setToolTip(tip)
    made.setAccessibleName(name or ("" if words else tip))
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


def say_why_not(why: str, *buttons: QWidget, tip: str = "") -> None:
    """Enable what can be pressed now; what cannot says why."""
    for one in buttons:
        one.setEnabled(not why)
        one.setToolTip(why or tip)


def label(words: str, role: str, *, wrap: bool = False, right: bool = False, rich: bool = False) -> QLabel:
    """Make words in a role of the theme; ``rich`` ones may hold tags."""
    made = QLabel(words)
    made.setProperty("role", role)
    if rich:
        made.setProperty("rich", True)
    else:
        made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if right:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def picture(theme: Theme, icon: str, size: int, color: str, name: str = "") -> QLabel:
    """Make an icon that stands on a page; ``name`` where it says something that no word beside it does."""
    made = QLabel()
    made.setPixmap(theme.pixmap(icon, size, color))
    made.setAccessibleName(name)
    return made


def line(name: str, hint: str = "", *, width: int = 0, fixed: bool = False) -> QLineEdit:
    """Make a line to type in; ``fixed`` ones only show what was chosen, ``width`` is the most it takes."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setReadOnly(fixed)
    if width:
        made.setMaximumWidth(width)
    return made


def rule(*, upright: bool = False) -> QFrame:
    """Make a thin line between two parts."""
    drawn = QFrame()
    drawn.setProperty("kind", "vline" if upright else "hline")
    drawn.setFixedWidth(1) if upright else drawn.setFixedHeight(1)
    return drawn


def area(kind: str, inside: QLayout | None = None) -> QFrame:
    """Make a frame whose ground the theme paints by its kind, around a layout."""
    frame = QFrame()
    frame.setProperty("kind", kind)
    if inside is not None:
        frame.setLayout(inside)
    return frame


def scrolled(inside: QWidget, *, sideways: bool = True, by_keys: bool = False) -> QScrollArea:
    """Let what is too high for a low window scroll; Tab goes to what is inside, or stops here ``by_keys`` when that is only words."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    if not by_keys:
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not sideways:
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inside)
    return made


def stacked(*pages: QWidget) -> QStackedWidget:
    """Make a place that shows one of the pages at a time."""
    made = QStackedWidget()
    for page in pages:
        made.addWidget(page)
    return made


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
