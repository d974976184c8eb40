"""The look: colours, sizes, fonts, icons, the style sheet, and the few things every screen paints alike. Knows no office.

``kind``, ``role``, ``state`` are dynamic properties of widgets that the style sheet looks at; see sheet().
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from dangjian_desktop.paths import resources
from dangjian_desktop.ui.kit.sheet import sheet
from dangjian_desktop.ui.kit.tokens import CONTRAST, FAMILIES, LIGHT

_STATES = {"fault": "danger", "missing": "amber", "ok": "green", "info": "blue"}
_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Theme:
    """``scale`` is 大字 (1 … 1.5), ``contrast`` high contrast. Sizes in logical pixels at scale 1."""

    scale: float = 1.0
    contrast: bool = False

    # ------------------------------------------------------------------ sizes
    def px(self, size: float) -> int:
        """Text grows with 大字."""
        return round(size * self.scale)

    def control(self, size: float) -> int:
        """Heights of controls grow slower than text."""
        return round(size * (1 + 0.62 * (self.scale - 1)))

    def spacing(self, size: float) -> int:
        return round(size * (1 + 0.35 * (self.scale - 1)))

    # ------------------------------------------------------------------ colours and fonts
    def color(self, token: str) -> QColor:
        return QColor((CONTRAST if self.contrast else LIGHT)[token])

    def state_color(self, state: str) -> QColor:
        """fault · missing · ok · info of a field."""
        return self.color(_STATES[state])

    def selected_ink(self) -> QColor:
        return self.color("on-sel")

    def font(self, size: int, *, bold: bool = False) -> QFont:
        """The interface's font with digits of one width."""
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        if hasattr(QFont, "Tag"):
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pen(self, token: str, width: float) -> QPen:
        return QPen(self.color(token), width)

    # ------------------------------------------------------------------ icons
    def pixmap(self, name: str, size: int, color: QColor | str) -> QPixmap:
        """One icon at the screen's sharpness; ``size`` grows with 大字."""
        ratio = QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0
        tint = self.color(color) if isinstance(color, str) else color
        return _drawn(name, self.px(size), tint.name(), ratio, self.contrast)

    def icon(self, name: str, role: str = "ink2", size: int = 18) -> QIcon:
        """For buttons and menus; ``role`` is a colour token. Disabled ones are drawn in the disabled ink."""
        made = QIcon()
        if not name:
            return made
        edge = self.px(size)
        for ratio in _RATIOS:
            made.addPixmap(_drawn(name, edge, self.color(_ink(role)).name(), ratio, self.contrast))
            made.addPixmap(_drawn(name, edge, self.color("dis").name(), ratio, self.contrast), QIcon.Mode.Disabled)
        return made

    # ------------------------------------------------------------------ what every screen paints alike
    def pill(self, words: str, tone: str, icon: str) -> QLabel:
        """An icon and a word on a tint: tones amber, danger, blue, green, grey."""
        return _Pill(self, words, tone, icon)

    def paint_pill(self, painter: QPainter, place: QRect, words: str, tone: str, icon: str) -> int:
        """The same inside a table cell, left-aligned and cut to the cell; returns its width."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font(12))
        mark, height = self.px(14), min(self.control(22), place.height() - 2)
        room = place.width() - mark - self.spacing(24)
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(room, 0))
        width = painter.fontMetrics().horizontalAdvance(text) + mark + self.spacing(22)
        box = QRectF(place.left() + 0.5, place.center().y() - height / 2 + 0.5, width, height)
        painter.setPen(self.pen(f"{tone}-edge", 1))
        painter.setBrush(self.color(f"{tone}-tint"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        drawn = self.pixmap(icon, 14, tone)
        painter.drawPixmap(int(box.left() + self.spacing(8)), int(box.center().y() - mark / 2 + 0.5), drawn)
        painter.setPen(self.color(tone))
        words_at = box.adjusted(self.spacing(12) + mark, 0, 0, 0)
        painter.drawText(words_at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
        return int(width)

    def paint_done(self, painter: QPainter, place: QRect, words: str, selected: bool = False) -> None:
        """What is in order is quiet: a small tick and a word, no ground."""
        painter.save()
        ink = self.selected_ink() if selected and self.contrast else self.color("green")
        mark = self.px(14)
        painter.drawPixmap(place.left() + self.spacing(2), place.center().y() - mark // 2, self.pixmap("check", 14, ink))
        painter.setPen(ink)
        painter.setFont(self.font(12))
        words_at = place.adjusted(mark + self.spacing(6), 0, 0, 0)
        painter.drawText(words_at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    # ------------------------------------------------------------------ the whole program
    def apply(self, app: QApplication) -> None:
        """Fusion with our own palette, font and style sheet; a dark system does not mix in."""
        app.setStyle("Fusion")
        app.styleHints().setColorScheme(Qt.ColorScheme.Light)
        app.setPalette(self.palette())
        app.setFont(self.font(14))
        app.setStyleSheet(sheet(self, self._arrows()))

    def palette(self) -> QPalette:
        made = QPalette()
        for role, token in (
            (QPalette.ColorRole.Window, "ground"), (QPalette.ColorRole.WindowText, "ink"), (QPalette.ColorRole.Base, "paper"),
            (QPalette.ColorRole.AlternateBase, "paper"), (QPalette.ColorRole.Text, "ink"), (QPalette.ColorRole.Button, "paper"),
            (QPalette.ColorRole.ButtonText, "ink"), (QPalette.ColorRole.Highlight, "sel"), (QPalette.ColorRole.HighlightedText, "on-sel"),
            (QPalette.ColorRole.ToolTipBase, "paper"), (QPalette.ColorRole.ToolTipText, "ink"), (QPalette.ColorRole.Link, "blue"),
            (QPalette.ColorRole.PlaceholderText, "ink3"), (QPalette.ColorRole.Mid, "line2"), (QPalette.ColorRole.Light, "paper"),
        ):  # fmt: skip
            made.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, role, self.color("dis"))
        return made

    def _arrows(self) -> dict[str, str]:
        """Files of the few pictures a style sheet needs; it cannot recolour, so they are drawn once per look."""
        from dangjian_desktop.paths import own_folder

        folder = own_folder() / "look"
        folder.mkdir(exist_ok=True)
        found = {}
        for name, icon, token in (
            ("down", "chevron-down", "ink2"), ("up", "chevron-up", "ink2"), ("tick", "check", "paper"), ("down-dis", "chevron-down", "dis"),
        ):  # fmt: skip
            target = folder / f"{name}-{self.px(14)}{'-c' if self.contrast else ''}.png"
            if not target.exists():
                _drawn(icon, self.px(14), self.color(token).name(), 2.0, self.contrast).save(str(target))
            found[name] = target.as_posix()
        return found


def chinese_font() -> str | None:
    """The first installed family of ours that can show Chinese, None when there is none at all."""
    there = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    return next((family for family in (*FAMILIES, *sorted(there)) if family in there), None)


def polish(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and let the style sheet look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class _Pill(QLabel):
    """Painted by the theme, so that pills in tables and on pages are the same."""

    def __init__(self, theme: Theme, words: str, tone: str, icon: str) -> None:
        super().__init__(words)
        self.theme, self.tone, self.icon_name = theme, tone, icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(12))
        self.setToolTip(words)
        self.setFixedHeight(theme.control(22) + 2)

    def sizeHint(self) -> QSize:
        room = self.fontMetrics().horizontalAdvance(self.text()) + self.theme.px(14) + self.theme.spacing(26)
        return QSize(room, self.theme.control(22) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if len(self.text()) <= 12 else QSize(self.theme.px(96), self.sizeHint().height())

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        self.theme.paint_pill(painter, self.rect(), self.text(), self.tone, self.icon_name)
        painter.end()


def _ink(role: str) -> str:
    return {"on-primary": "on-red", "inkp": "paper"}.get(role, role)


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (_folder() / f"{name}.svg").read_text(encoding="utf-8")


def _folder() -> Path:
    return resources() / "icons"


@lru_cache(maxsize=1024)
def _drawn(name: str, edge: int, color: str, ratio: float, bold: bool) -> QPixmap:
    text = _source(name).replace("currentColor", color)
    if bold:
        text = text.replace('stroke-width="1.5"', 'stroke-width="1.8"')
    made = QPixmap(round(edge * ratio), round(edge * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode())).render(painter)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
