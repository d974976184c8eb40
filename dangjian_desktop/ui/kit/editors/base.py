"""What every editor has in common: the small interface, the note below, what it may ask from outside. Knows fields, no office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from dangjian_desktop.domain.fields import MASK, Field
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.period import Period
from dangjian_desktop.ui.kit.parts.field_note import Cure, FieldNote
from dangjian_desktop.ui.kit.parts.layout import LEFT, at, column, put, row
from dangjian_desktop.ui.kit.parts.parts import button
from dangjian_desktop.ui.kit.theme import Theme

NOT_CHOSEN = "请选择"


class Lookup(Protocol):
    """What editors ask from outside; every answer comes later, through ``done``."""

    @property
    def names(self) -> dict[int, str]:
        """Names of the register records that are known already."""
        ...

    def find(self, register: str, text: str, done: Callable[[Sequence[Line]], None]) -> None: ...

    def create(self, register: str, name: str, done: Callable[[int], None]) -> None: ...

    def recent(self, key: str, done: Callable[[Sequence[str]], None]) -> None: ...

    def label(self, register: str) -> str: ...


@dataclass(frozen=True)
class Tools:
    """What every editor is handed: the look, the registers, the day, the selected 报告期."""

    theme: Theme
    lookup: Lookup
    today: Callable[[], date]
    period: Callable[[], Period | None] = lambda: None


class Editor(QWidget):
    """The common interface. ``raw`` is text or a plain value that ``clean`` understands; ``bare`` editors (in grids) have no note."""

    edited = Signal()
    left = Signal()
    reveal_wanted = Signal()
    """Somebody wants to see what stands under the cover."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(parent)
        self.field = field
        self.tools = tools
        self.bare = bare
        self.note = FieldNote(tools.theme, self)
        self._boxes: list[QWidget] = []
        self.cover: QPushButton | None = None
        self.row = row(tools.theme, gap=0 if bare else 8)
        column(tools.theme, self.row, self.note, on=self, gap=0 if bare else 4)
        self.note.hide()

    def hold(self, control: QWidget, stretch: int = 1, *, framed: QWidget | None = None) -> None:
        """Lay ``control`` out as the thing that is typed in; ``framed`` carries the edge when it is another widget."""
        self.row.addWidget(control, stretch)
        self._boxes.append(framed or control)
        control.installEventFilter(self)
        control.setAccessibleName(self.field.label)
        if self.focusProxy() is None:
            self.setFocusProxy(control)

    def raw(self) -> Any:
        return None

    def set_raw(self, value: Any) -> None:
        """Show a value without saying that it was edited."""

    def empty(self) -> bool:
        return self.raw() in (None, "", [], ())

    def set_state(self, state: str, message: str = "", cure: Cure | None = None) -> None:
        """``state``: ok · fault · missing (amber) · done (a hint with a green tick); the message stands below the field."""
        for box in self._boxes:
            if box.property("state") != state:
                box.setProperty("state", state)
                box.style().unpolish(box)
                box.style().polish(box)
        if not self.bare:
            self.note.say(state, message, cure)

    def set_read_only(self, on: bool) -> None:
        self.setEnabled(not on)

    def set_veiled(self, on: bool) -> None:
        """●●● and a way to see it take the place of something secret; an empty field can be filled as ever."""
        covered = on and self.field.secret and not self.empty()
        if covered == (self.cover is not None and not self.cover.isHidden()):
            return
        cover, control = self.cover or self._make_cover(), self._boxes[0]
        shown, hidden = (cover, control) if covered else (control, cover)
        focused = hidden.hasFocus()
        shown.show()
        self.setFocusProxy(shown)
        if focused:
            shown.setFocus()
        hidden.hide()

    def _make_cover(self) -> QPushButton:
        name = f"{self.field.label}，保密，已遮住，按下显示"
        self.cover = button(self.tools.theme, f"{MASK}　显示", "link", clicked=self.reveal_wanted.emit, name=name)
        self.cover.setMinimumHeight(self.tools.theme.control(32))
        put(self.row, self.tools.theme, at(LEFT, self.cover))
        return self.cover

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if (
            event.type() == QEvent.Type.FocusOut
            and isinstance(event, QFocusEvent)
            and event.reason() not in passing
            and not self._listing()
        ):
            self.settle()
            self.left.emit()
        return super().eventFilter(watched, event)

    def _listing(self) -> bool:
        """The focus went into a list of our own; Qt gives no reason for that step, and a list is a window of its own."""
        there: QObject | None = QApplication.focusWidget()
        while there is not None and there is not self:
            there = there.parent()
        return there is self

    def settle(self) -> None:
        """The field was left: bring what was typed into its usual form."""


def as_text(value: Any) -> str:
    return "" if value is None else str(value)
