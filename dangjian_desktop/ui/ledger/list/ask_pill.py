"""A pill that narrows a list by a declared question on a day, such as 在影响期, with the day beside it. Knows no ledger."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from dangjian_desktop.domain.fields import parse_date
from dangjian_desktop.domain.ledger import Question
from dangjian_desktop.ui.kit.parts.layout import row
from dangjian_desktop.ui.kit.parts.parts import button, line
from dangjian_desktop.ui.kit.theme import Theme


def pill(theme: Theme, words: str, tip: str = "", icon: str = "") -> QPushButton:
    """Make a filter that is on or off. A click takes the focus, so that what is being typed in another one counts."""
    made = button(theme, words, "filter", tip=tip, checkable=True)
    made.setProperty("icon_name", icon)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


class AskPill(QWidget):
    """Off: no narrowing. On: the records that answer yes on the day in the box; it begins with today."""

    changed = Signal()

    def __init__(self, ask: Question, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ask, self.theme = ask, theme
        self.today = date.today()
        self._day: date | None = None
        self._short = False
        self.pill = pill(theme, ask.label, f"只看某一天{ask.label}的")
        self.pill.toggled.connect(self._turned)
        self.line = line(f"{ask.label}：哪一天")
        self.line.setProperty("kind", "filter")
        self.line.setProperty("digits", True)
        self.line.setFixedWidth(theme.px(104))
        self.line.setToolTip("哪一天，如 2024-03-05、今天")
        self.line.editingFinished.connect(self._typed)
        row(theme, self.pill, self.line, on=self, gap=4)
        self.line.hide()

    def day(self) -> date | None:
        """The day asked about; None while the pill is off."""
        return (self._day or self.today) if self.pill.isChecked() else None

    def said(self) -> str:
        """In words, for the head of a printed list."""
        day = self.day()
        return f"{day.isoformat()} {self.ask.label}" if day else ""

    def clear(self) -> None:
        """Off, without saying so."""
        self._day = None
        before = self.pill.blockSignals(True)
        self.pill.setChecked(False)
        self.pill.blockSignals(before)
        self._show()

    def set_short(self, on: bool) -> None:
        """Where there is little room the day stands in the pill and cannot be typed."""
        self._short = on
        self._show()

    def _turned(self, on: bool) -> None:
        self._day = None
        self._show()
        if on and not self._short:
            self.line.setFocus()
            self.line.selectAll()
        self.changed.emit()

    def _typed(self) -> None:
        """A text that is no day leaves the day as it was and says so."""
        try:
            day = parse_date(self.line.text(), self.today) if self.line.text().strip() else self.today
        except ValueError as fault:
            self.line.setToolTip(str(fault))
            self._mark("fault")
            return
        moved, self._day = day != (self._day or self.today), day
        self._show()
        if moved:
            self.changed.emit()

    def _show(self) -> None:
        on = self.pill.isChecked()
        self.line.setVisible(on and not self._short)
        self.pill.setText(self.said() if on and self._short else self.ask.label)
        self.line.setText((self._day or self.today).isoformat())
        self.line.setToolTip("哪一天，如 2024-03-05、今天")
        self._mark("ok")
        self.pill.setProperty("on", on)
        self.pill.setIcon(self.theme.icon("check", role="blue") if on else type(self.pill.icon())())
        self.pill.style().unpolish(self.pill)
        self.pill.style().polish(self.pill)

    def _mark(self, state: str) -> None:
        self.line.setProperty("state", state)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
