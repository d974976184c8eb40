"""The strip below the table: the ledger's numbers, each one a door to its records, beside 上年同期. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.measure import Measure, Measured
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.wording import in_table, step_text
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.later import later
from dangjian_desktop.ui.kit.parts.layout import Item, add, column, row
from dangjian_desktop.ui.kit.parts.parts import button, label, rule
from dangjian_desktop.ui.kit.theme import Theme

SHOWN = 4
PARTS = 3
CHANGED_FOR = 2000


@dataclass(frozen=True)
class Figure:
    """One measure ready to show."""

    label: str
    unit: str
    now: Measured
    before: Measured
    parts: tuple[tuple[str, Measured], ...] = ()
    """The parts of ``now`` by the words they are shown in."""

    @property
    def change(self) -> str:
        """增加 23 · 减少 2 · 持平; nothing where one of the two is not a number."""
        return step_text(self.now, self.before)


def read_figure(services: Services, measure: Measure, period: Period) -> Figure | None:
    """None for a measure that has neither a total nor parts in the period."""
    now = services.measuring.count(measure.label, period)
    if not measure.total and not now.parts:
        return None
    spec = services.catalogue.spec_of(measure)
    parts = tuple((spec.part_word(measure, name), part) for name, part in now.parts.items())
    return Figure(measure.label, now.unit, now, services.measuring.count(measure.label, period.same_last_year()), parts)


class MeasuresStrip(QFrame):
    """``opened`` carries the records behind a number and the words for it."""

    opened = Signal(tuple, str)

    def __init__(self, caller: Caller, spec: LedgerSpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caller = caller
        self.spec = spec
        self.theme = theme
        self.one_line = False
        self.figures: tuple[Figure, ...] = ()
        self._last: dict[str, str] = {}
        self._period: Period | None = None
        self._turn = 0
        self.setProperty("kind", "strip")
        self.row = row(theme, on=self, margins=(16, 4, 8, 4), gap=16)
        self._popup: QFrame | None = None
        self._parts: list[QWidget] = []
        self._later = later(self, 0, self._build)
        self._fit_height()

    def set_one_line(self, on: bool) -> None:
        """In a low window the strip is one line."""
        if on != self.one_line:
            self.one_line = on
            self._fit_height()
            self._build()

    def _fit_height(self) -> None:
        self.setFixedHeight(self.theme.control(32 if self.one_line else 78))

    @property
    def roomy(self) -> bool:
        return self.theme.scale < 1.3 and not self.one_line

    def refresh(self, period: Period) -> None:
        """One measure at a time, so that the table never waits for all of them."""
        self._period = period
        self._turn += 1
        self._next(self._turn, period, ())

    def _next(self, turn: int, period: Period, found: tuple[Figure, ...], asked: int = 0) -> None:
        if turn != self._turn:
            return
        if asked == len(self.spec.measures):
            self._show(found)
            return
        measure = self.spec.measures[asked]

        def came(figure: Figure | None) -> None:
            self._next(turn, period, (*found, figure) if figure else found, asked + 1)

        self.caller.ask(lambda services: read_figure(services, measure, period), came, owner=self, latest="figures")

    def _show(self, figures: tuple[Figure, ...]) -> None:
        self.figures = figures
        self._build()
        self._last = {figure.label: in_table(figure.now) for figure in figures}

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        """As many measures as there is room for, with parts while there is room for them; 全部 opens the rest."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = []
        figures = self.figures[:SHOWN]
        parts = [PARTS if self.roomy else 0] * len(figures)
        blocks = [_Block(self, figure, parts=count) for figure, count in zip(figures, parts, strict=True)]
        room = self.width() - self.theme.px(88)
        while self._needed(blocks) > room and any(parts):
            last = max(number for number, count in enumerate(parts) if count == max(parts))
            parts[last] -= 1
            blocks[last].let_go()
            blocks[last] = _Block(self, figures[last], parts=parts[last])
        while self._needed(blocks) > room and len(blocks) > 1:
            blocks.pop().let_go()
        for number, block in enumerate(blocks):
            if number:
                self._add(rule(upright=True))
            self._add(block)
        spring = QWidget(self)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._add(spring)
        split = any(figure.parts and count < len(figure.parts) for figure, count in zip(figures, parts, strict=True))
        if len(self.figures) > len(blocks) or split:
            self._add(self._all_button())

    def _needed(self, blocks: Sequence[QWidget]) -> int:
        return sum(block.sizeHint().width() + 2 * self.row.spacing() + 1 for block in blocks)

    def _all_button(self) -> QPushButton:
        more = button(self.theme, "全部", "link", clicked=lambda: self._open_all(more), tip=f"{self.spec.label}的全部指标")
        more.setIcon(self.theme.icon("chevron-up", role="blue"))
        return more

    def _add(self, part: QWidget) -> None:
        self.row.addWidget(part)
        part.show()
        self._parts.append(part)

    def minimumSizeHint(self) -> QSize:
        """The strip never widens the window; it shows less."""
        return QSize(0, self.height())

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._later.start()

    def number(self, name: str, found: Measured, *, small: bool = False) -> QPushButton:
        text = in_table(found)
        tip = f"{name} {text} {found.unit}，看 {len(found.record_ids)} 条记录"
        opens = partial(self.opened.emit, found.record_ids, f"{name} {text}")
        made = button(self.theme, text, "number", clicked=opens, tip=tip, name=f"{name}，{text} {found.unit}")
        made.setProperty("grade", "small" if small else "large")
        made.setFixedHeight(self.theme.control(26))
        if not small and name in self._last and self._last[name] != text:
            font = made.font()
            font.setUnderline(True)
            made.setFont(font)
            QTimer.singleShot(CHANGED_FOR, made, lambda: _plain(made))
        return made

    def _open_all(self, anchor: QWidget) -> None:
        """Every measure with its parts, above the strip."""
        theme = self.theme
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("kind", "popup")
        lines = column(theme, on=popup, margins=12)
        for figure in self.figures:
            beside = label(f"{figure.unit}　上年同期 {in_table(figure.before)}　{figure.change}", "caption")
            whole = self.number(figure.label, figure.now, small=True)
            add(lines, theme, row(theme, label(figure.label, "caption"), ..., whole, beside))
            for name, part in figure.parts:
                if part.value:
                    number = self.number(f"{figure.label}.{name}", part, small=True)
                    add(lines, theme, row(theme, 14, label(name, "caption"), ..., number))
        for one in popup.findChildren(QPushButton):
            one.clicked.connect(popup.close)
        popup.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width(), 0))
        popup.move(corner.x() - popup.width(), corner.y() - popup.height())
        popup.show()
        self._popup = popup


class _Block(QWidget):
    """One measure: label, value, parts, last year; in a low window all in one line."""

    def __init__(self, strip: MeasuresStrip, figure: Figure, *, parts: int) -> None:
        super().__init__(strip)
        roomy, theme = strip.roomy, strip.theme
        change = f"　{figure.change}".rstrip("　") if roomy else ""
        before = label(f"{'上年同期' if roomy else '上年'} {in_table(figure.before)}{change}", "caption")
        named = label(figure.label, "caption")
        split = figure.now.value is None and bool(figure.parts)
        whole = [] if split else [strip.number(figure.label, figure.now), label(figure.unit, "caption")]
        if strip.one_line:
            row(theme, named, *whole, before, on=self, gap=4)
            return
        inside: list[Item] = [*whole]
        for name, part in _largest(figure.parts, parts):
            inside += [8, label(name, "caption"), strip.number(f"{figure.label}.{name}", part, small=True)]
        values = row(theme, *inside, None if roomy else before, ..., gap=4)
        column(theme, named, values, before if roomy else None, ..., on=self, gap=0)

    def let_go(self) -> None:
        self.hide()
        self.deleteLater()


def _largest(parts: Sequence[tuple[str, Measured]], count: int) -> Sequence[tuple[str, Measured]]:
    """The parts that say most, in declared order."""
    ranked = sorted((one for one in parts if one[1].number), key=lambda one: -Decimal(one[1].number or 0))[:count]
    return [one for one in parts if one in ranked]


def _plain(button: QPushButton) -> None:
    font = button.font()
    font.setUnderline(False)
    button.setFont(font)
