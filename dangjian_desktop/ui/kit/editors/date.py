"""The editor of dates: typed as 20220305, 2022.3.5, 3-5 or 今天, or picked from a calendar. Month and day are never guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QWidget

from dangjian_desktop.domain.fields import Field, parse_date
from dangjian_desktop.domain.period import half_of
from dangjian_desktop.ui.kit.editors.base import Editor, Tools, as_text
from dangjian_desktop.ui.kit.parts.layout import column
from dangjian_desktop.ui.kit.theme import Theme

WEEKDAYS = "一二三四五六日"


class DateEditor(Editor):
    """``decides_period``: the hint says which 报告期 the day counts in, amber when it is not the selected one."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.decides_period = False
        self.line = QLineEdit(self)
        self.line.setProperty("digits", True)
        self.line.textEdited.connect(lambda _text: self._typed())
        self.hold(self.line)
        self.button = QToolButton(self)
        self.button.setProperty("kind", "quiet")
        self.button.setIcon(tools.theme.icon("calendar"))
        self.button.setToolTip("从日历里选（↓）")
        self.button.setAccessibleName(f"{field.label}：从日历里选")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open_calendar)
        self.row.addWidget(self.button)
        self._popup: _CalendarPopup | None = None

    def raw(self) -> str:
        return self.line.text().strip()

    def set_raw(self, value: Any) -> None:
        self.line.setText(value.isoformat() if isinstance(value, date) else as_text(value))
        self.settle()

    def day(self) -> date | None:
        """The day that is meant, None while the text is not one."""
        text = self.raw()
        if not text:
            return None
        try:
            return parse_date(text, self.tools.today())
        except ValueError:
            return None

    def settle(self) -> None:
        if (day := self.day()) is not None:
            self.line.setText(day.isoformat())

    def _typed(self) -> None:
        self.show_hint()
        self.edited.emit()

    def show_hint(self) -> None:
        """While typing; what is not yet a date is not called wrong."""
        day = self.day()
        if day is None or self.bare:
            self.set_state("ok")
            return
        words = f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"
        if not self.decides_period:
            self.set_state("ok", words)
            return
        period = self.tools.period()
        if period is None or day in period:
            self.set_state("done", f"{words}，计入 {(period or half_of(day)).label}")
        else:
            self.note.say("missing", f"计入 {half_of(day).label}，不在当前报告期。")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)

    def open_calendar(self) -> None:
        self._popup = _CalendarPopup(self.day() or self.tools.today(), self.tools.theme, self)
        self._popup.calendar.activated.connect(self._picked)
        self._popup.calendar.clicked.connect(self._picked)
        self._popup.show()
        self._popup.stand_by(self.line)
        self._popup.calendar.setFocus()

    def _picked(self, chosen: QDate) -> None:
        day = date(chosen.year(), chosen.month(), chosen.day())
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self.line.setText(day.isoformat())
        self.line.setFocus()
        self._typed()


class _CalendarPopup(QFrame):
    def __init__(self, day: date, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setDateEditEnabled(False)  # digits are typed in the field; Qt's own little box shows a broken date
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(weekend, QTextCharFormat())
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        column(theme, self.calendar, on=self, margins=4)

    def stand_by(self, line: QWidget) -> None:
        """Below the field, or above it where the screen ends. Its size is known only when it is shown."""
        size, screen = self.size(), line.screen().availableGeometry()
        top = line.mapToGlobal(QPoint(0, line.height() + 2))
        if top.y() + size.height() > screen.bottom():
            top.setY(max(screen.top(), line.mapToGlobal(QPoint()).y() - size.height() - 2))
        self.move(min(top.x(), screen.right() - size.width()), top.y())
