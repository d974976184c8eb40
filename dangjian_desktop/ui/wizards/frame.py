"""The frame of a wizard: rail with steps, title, foot. Knows no office; its pages do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QWidget

from dangjian_desktop.ui.kit.parts.layout import MIDDLE, RIGHT, Item, at, column, grow, pane, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, stacked
from dangjian_desktop.ui.kit.theme import Theme, polish

RAIL, NARROW_RAIL, CIRCLE = 188, 56, 26
NARROW, LOW = 1000, 560
"""Effective sizes below which the rail shows circles only, and the title loses its own line."""


@dataclass(frozen=True)
class Step:
    """One step in the rail. ``state``: open · current · done · trouble."""

    title: str
    note: str = ""
    state: str = "open"


class WizardPage(QWidget):
    """A page of a wizard. ``told`` = its title line, hint or step note changed; ``jump`` asks for another page by number;
    ``ready``: what had to be done here is done, the keyboard goes on at 下一步."""

    name = ""
    told = Signal()
    ready = Signal()
    jump = Signal(int)

    def title(self) -> str:
        return self.name

    def sub(self) -> str:
        return ""

    def hint(self) -> str:
        return ""

    def note(self) -> str:
        return ""

    def trouble(self) -> bool:
        """Whether something is left open here that the rail should show."""
        return False

    def corner(self) -> QWidget | None:
        """What stands at the right of the title."""
        return None

    def first(self) -> QWidget | None:
        """Where the keyboard begins on this page."""
        return None

    def enter(self) -> None:
        """The page comes into view."""

    def leave(self) -> None:
        """The page goes out of view; what was typed must be in the draft afterwards."""

    def set_narrow(self, narrow: bool) -> None:
        """Less than 1000 px wide: a third column goes behind a toggle, long pills get short."""

    def barrier(self) -> str:
        """Why the next page cannot be gone to yet; empty when it can."""
        return ""

    def sealed(self) -> bool:
        """Whether the pages before this one can no longer be gone back to, and the wizard not be put aside."""
        return False

    def foot(self) -> QWidget | None:
        """A button of its own in the foot."""
        return None


class RailStep(QAbstractButton):
    """A step: circle with number, tick or “!”, title, one line of result."""

    def __init__(self, number: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.theme, self.step, self.narrow = number, theme, Step(""), False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_step(self, step: Step) -> None:
        self.step = step
        words = {"done": "，已完成", "current": "，现在这一步", "trouble": "，还有没处理的"}.get(step.state, "")
        self.setAccessibleName(f"第 {self.number} 步，{step.title}{words}")
        self.setToolTip(f"{step.title}　{step.note}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(NARROW_RAIL if self.narrow else RAIL, self.theme.control(45))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self.theme.control(CIRCLE)
        left = (self.width() - size) / 2 if self.narrow else self.theme.px(20)
        circle = QRectF(left + 0.75, (self.height() - size) / 2, size - 1.5, size - 1.5)
        self._paint_circle(painter, circle)
        if not self.narrow:
            self._paint_words(painter, circle.right() + self.theme.px(10))
        if self.hasFocus():
            painter.setPen(QPen(self.theme.color("blue"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 1, -5, -1), 4, 4)

    def _paint_circle(self, painter: QPainter, circle: QRectF) -> None:
        state, theme = self.step.state, self.theme
        edge = {"trouble": "amber", "open": "border"}.get(state, "ink")
        painter.setPen(QPen(theme.color(edge), 1.5))
        painter.setBrush(theme.color({"current": "ink", "trouble": "amber-tint"}.get(state, "paper")))
        painter.drawEllipse(circle)
        if state == "done":
            painter.drawPixmap(circle.center() - QPointF(theme.px(14), theme.px(14)) / 2, theme.pixmap("check", 14, theme.color("ink")))
            return
        painter.setFont(theme.font(14, bold=True))
        painter.setPen(theme.color({"current": "paper", "trouble": "amber"}.get(state, "ink2")))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "!" if state == "trouble" else str(self.number))

    def _paint_words(self, painter: QPainter, left: float) -> None:
        theme, step = self.theme, self.step
        room = self.width() - left - 8
        half = self.height() / 2
        painter.setFont(theme.font(14, bold=step.state == "current"))
        painter.setPen(theme.color("ink" if step.state != "open" else "ink2"))
        top = QRectF(left, 1, room, half) if step.note else QRectF(left, 0, room, self.height())
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, step.title)
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("amber" if step.state == "trouble" else "ink3"))
        note = painter.fontMetrics().elidedText(step.note, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(left, half, room, half - 2), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, note)


def paper(theme: Theme, *items: Item, gap: int = 8) -> QFrame:
    """Make the ground of a page on which things stand one below the other."""
    return area("paper", column(theme, *items, margins=24, gap=gap))


class WizardFrame(QWidget):
    """Rail left, pages right, foot below. Any step without a barrier before it may be gone to; the pages keep what was typed."""

    put_aside = Signal()
    finished = Signal()

    def __init__(
        self,
        words: str,
        pages: Sequence[WizardPage],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        aside: str = "存下，以后再写",
        reassurance: str = "随时可以离开，下次接着写",
        last: str = "secondary",
    ) -> None:
        """``last``: the kind of the button 完成."""
        super().__init__(parent)
        self.theme, self.pages, self.words = theme, tuple(pages), words
        self._aside, self._reassuring, self._last = aside, reassurance, last
        self._reached, self._narrow = 0, False
        self.stack = stacked(*self.pages)
        for page in self.pages:
            page.told.connect(self.retell)
            page.jump.connect(self.go_to)
            page.ready.connect(lambda: self.next_button.setFocus())
        self._build()
        self.stack.setCurrentIndex(0)

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        right = column(self.theme, self._build_head(), grow(self.stack), self._build_foot(), gap=0)
        row(self.theme, self._build_rail(), grow(right), on=self, gap=0)

    def _build_rail(self) -> QWidget:
        theme = self.theme
        self.heading, self.reassurance = label(self.words, "panel-title"), label(self._reassuring, "caption", wrap=True)
        self.heading.setContentsMargins(theme.px(20), 0, 0, theme.spacing(4))
        self.reassurance.setContentsMargins(theme.px(20), 0, theme.px(12), 0)
        self.steps = [RailStep(number, theme) for number in range(1, len(self.pages) + 1)]
        for number, step in enumerate(self.steps):
            step.clicked.connect(lambda _checked=False, number=number: self.go_to(number))
        self.rail = area("rail", column(theme, self.heading, *self.steps, ..., self.reassurance, margins=(0, 16), gap=0))
        return self.rail

    def _build_head(self) -> QWidget:
        theme = self.theme
        self.title_label, self.sub_label, self.beside_label = label("", "page-title"), label("", "label"), label("", "label")
        first = row(theme, self.title_label, grow(self.beside_label), gap=12)
        titles = column(theme, ..., first, self.sub_label, ..., gap=4)
        self.corner = stacked(*(pane(row(theme, ..., page.corner())) for page in self.pages))
        self.head_row = row(theme, grow(titles), at(RIGHT | MIDDLE, self.corner), margins=(16, 8))
        self.head = area("page-head", self.head_row)
        return self.head

    def _build_foot(self) -> QWidget:
        theme = self.theme
        self.aside_button = button(theme, self._aside, "quiet", clicked=self.put_aside.emit)
        self.hint_label = label("", "caption")
        self.extra = [page.foot() for page in self.pages]
        self.back_button = button(theme, "上一步", "secondary", clicked=lambda: self.go_to(self.current - 1))
        self.next_button = button(theme, "下一步", "primary", clicked=self._next)
        parts = (self.hint_label, *self.extra, self.back_button, self.next_button)
        foot = area("page-foot", row(theme, self.aside_button, ..., *parts, margins=(16, 8), gap=8))
        foot.setFixedHeight(theme.control(50))
        return foot

    # ------------------------------------------------------------------ going
    @property
    def current(self) -> int:
        return self.stack.currentIndex()

    @property
    def page(self) -> WizardPage:
        return self.pages[self.current]

    def start_at(self, number: int) -> None:
        """Show a page without leaving another; the steps before it count as done."""
        self._reached = max(self._reached, number)
        self.stack.setCurrentIndex(number)
        self.page.enter()
        self.retell()
        self._begin()

    def _begin(self) -> None:
        if (first := self.page.first()) is not None:
            first.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame itself has nothing to type in."""
        super().focusInEvent(event)
        self._begin()

    def go_to(self, number: int) -> None:
        if 0 <= number < len(self.pages) and number != self.current and self._may_go(number):
            self.page.leave()
            self.start_at(number)

    def _may_go(self, number: int) -> bool:
        if number < self.current:
            return not any(page.sealed() for page in self.pages[number + 1 : self.current + 1])
        return not any(page.barrier() for page in self.pages[self.current : number])

    def _next(self) -> None:
        if self.current + 1 < len(self.pages):
            self.go_to(self.current + 1)
        else:
            self.page.leave()
            self.finished.emit()

    def retell(self) -> None:
        """Show titles, hint and rail as the pages now tell them."""
        page, low = self.page, self.height() / self.theme.scale < LOW
        self.title_label.setText(page.title())
        self.sub_label.setText(page.sub())
        self.beside_label.setText(page.sub())
        self.sub_label.setVisible(not low and bool(page.sub()))
        self.beside_label.setVisible(low)
        self.head.setFixedHeight(self.theme.control(44 if low else 74))
        edge, above = self.theme.spacing(16), 0 if low else self.theme.spacing(8)
        self.head_row.setContentsMargins(edge, above, edge, above)
        self.hint_label.setText(page.hint())
        self.corner.setCurrentIndex(self.current)
        sealed, barrier = page.sealed(), page.barrier()
        self.back_button.setVisible(self.current > 0 and not sealed)
        self.aside_button.setVisible(not sealed)
        for number, extra in enumerate(self.extra):
            if extra is not None:
                extra.setVisible(number == self.current)
        last = self.current + 1 == len(self.pages)
        self.next_button.setEnabled(not barrier)
        self.next_button.setVisible(not (last and barrier))
        self.next_button.setToolTip(barrier)
        self.next_button.setText("完成" if last else f"下一步：{self.pages[self.current + 1].name}")
        polish(self.next_button, "kind", self._last if last else "primary")
        for number, step in enumerate(self.steps):
            step.show_step(Step(self.pages[number].name, self.pages[number].note(), self._state(number)))

    def _state(self, number: int) -> str:
        if number == self.current:
            return "current"
        last = number == len(self.pages) - 1  # is not done by having been looked at
        if last or number > self._reached or (number > self.current and not self._may_go(number)):
            return "open"
        return "trouble" if self.pages[number].trouble() else "done"

    # ------------------------------------------------------------------ size
    def minimumSizeHint(self) -> QSize:
        """Small enough that a window can get narrow first and the columns go after."""
        return QSize(640, 400)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        narrow = self.width() / self.theme.scale < NARROW
        self.rail.setFixedWidth(NARROW_RAIL if narrow else self.theme.px(RAIL))
        for widget in (self.heading, self.reassurance):
            widget.setVisible(not narrow)
        for step in self.steps:
            step.narrow = narrow
            step.update()
        if narrow != self._narrow:
            self._narrow = narrow
            for page in self.pages:
                page.set_narrow(narrow)
        self.retell()
