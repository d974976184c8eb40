"""The left of the status bar: a word with an icon before it, amber when it wants to be noticed. Knows no office."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from dangjian_desktop.ui.kit.theme import Theme, polish

_ICON = 14


class StatusWords(QLabel):
    """Without words it is not there."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.icon, self.tone = theme, "", ""
        self.setProperty("marked", "true")

    def say(self, words: str, icon: str, tone: str = "") -> None:
        """``tone`` amber · danger · "" for what is in order."""
        self.icon, self.tone = icon, tone
        polish(self, "tone", tone)
        self.setText(words)
        self.setVisible(bool(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.icon and self.text():
            painter = QPainter(self)
            size = self.theme.px(_ICON)
            ink = self.tone or ("green" if self.icon.startswith("check") else "ink2")
            painter.drawPixmap(self.theme.spacing(16), (self.height() - size) // 2, self.theme.pixmap(self.icon, _ICON, ink))
            painter.end()


def when(at: datetime, today: date) -> str:
    """今天 08:30 · 昨天 17:20 · 8月22日 · 2021-12-31."""
    day = at.date()
    if day == today:
        return f"今天 {at:%H:%M}"
    if (today - day).days == 1:
        return f"昨天 {at:%H:%M}"
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day:%Y-%m-%d}"
