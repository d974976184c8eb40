"""工作台: duties, key numbers beside last year's, whom nobody has talked to, 待补, and 写报告. Every line is one click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QWidget

from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.desk import standing
from dangjian_desktop.services.desk.overview import KeyNumber, Lacking, Overview, key_measures, overview, wish
from dangjian_desktop.ui.desk.card import Card
from dangjian_desktop.ui.desk.coverage_card import CoverageCard
from dangjian_desktop.ui.desk.duties_card import DutiesCard
from dangjian_desktop.ui.desk.short_cards import LimitsCard, PlansCard
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import RIGHT, Item, at, column, grow, over, pane, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, picture, scrolled
from dangjian_desktop.ui.kit.theme import Theme

_BAR = 72
FIRST_STEPS = (
    "手头有 Excel 台账：到那一本台账的页面点【导入】，表头会自动对上，先看预览再导入。",
    "没有现成的：直接【登记】。人员、组织不必先建，填到时当场新建；缺的内容以后再补。",
    f"想先看看做好是什么样子：关闭台账，在起始页点【看看演示台账】。按 {command('handbook').keys} 看使用说明。",
)
REGISTER_TIP = command("register").tip("到上次用的台账登记一条")
LATER = 700
"""Milliseconds: the limits are looked at when the numbers stand there."""
NARROW = 1000
"""Effective px below which the cards stand one below the other."""


class DeskPage(QWidget):
    """``records_wanted`` (ledger, ids, words), ``lacking_wanted`` (ledger, what), ``report_wanted``, ``register_wanted``."""

    records_wanted = Signal(str, object, str)
    lacking_wanted = Signal(str, str)
    report_wanted = Signal()
    register_wanted = Signal()
    backup_wanted = Signal()
    second_place_wanted = Signal()

    def __init__(self, caller: Caller, theme: Theme, changes: Changes, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.caller, self.theme, self.today = caller, theme, today
        self.period: Period | None = None
        head = self._head()
        self._make_cards()
        column(theme, head, grow(self._lay_cards()), on=self, margins=16, gap=12)
        changes.changed.connect(lambda _change: self.refresh())

    def _make_cards(self) -> None:
        theme = self.theme
        self.duties = DutiesCard(theme, self)
        self.numbers = Card(theme, "关键数字", "深色本期，浅色上年同期", self)
        self.coverage = CoverageCard(theme, wish("coverage")["title"], self)
        self.lacking = Card(theme, "待补与缺佐证", "佐证不强求", self)
        self.beginning = self._beginning()
        self.limits, self.plans = LimitsCard(theme, self), PlansCard(theme, wish("plans")["done"], self)
        self.later = QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(LATER)
        self.later.timeout.connect(self.ask_limits)
        for card in (self.duties, self.coverage, self.limits, self.plans):
            card.records_wanted.connect(self.records_wanted)

    def _beginning(self) -> Card:
        """What to do first, in a ledger in which nothing stands yet."""
        card = Card(self.theme, "从这里开始", "这本台账里还没有记录", self)
        card.show_rows(*([label(words, "")] for words in FIRST_STEPS))
        card.link.setText("登记第一条")
        card.link.show()
        card.link.clicked.connect(lambda _checked=False: self.register_wanted.emit())
        card.hide()
        return card

    def _lay_cards(self) -> QScrollArea:
        """Two beside each other, the matrix below them, the short ones at the right; in a narrow window one below the other."""
        theme = self.theme
        self.pair = row(theme, grow(self.duties), grow(self.numbers), gap=12)
        left = column(theme, self.beginning, self.pair, self.coverage, ..., gap=12)
        right = column(theme, self.lacking, self.limits, self.plans, self._backup_card(), ..., gap=12)
        return scrolled(pane(row(theme, grow(left, 10), grow(right, 3), gap=12)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() / self.theme.scale < NARROW
        self.pair.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        super().resizeEvent(event)

    def _head(self) -> QHBoxLayout:
        theme = self.theme
        self.title, self.caption = label("", "page-title"), label("", "label")
        register_tip, report_tip = REGISTER_TIP, "用本期的数和文字写一份报告，可以随时放下再写"
        self.register = button(theme, "登记...", "secondary", "plus", clicked=self.register_wanted.emit, tip=register_tip)
        self.report = button(theme, "写报告", "primary", "report", clicked=self.report_wanted.emit, tip=report_tip)
        self.report.setProperty("grade", "large")
        return row(theme, self.title, self.caption, ..., self.register, self.report, gap=12)

    def _backup_card(self) -> QFrame:
        """Only there when there has been no backup off this machine for too long."""
        theme = self.theme
        self.placed = False
        self.backup_words = label("", "strong", wrap=True)
        self.backup_button = button(theme, "", "secondary", clicked=self._back_up)
        words = column(theme, self.backup_words, label("建议每周备份到 U 盘一次", "caption", wrap=True), gap=2)
        card = row(theme, picture(theme, "usb", 18, "amber"), grow(words), self.backup_button, margins=(16, 12), gap=12)
        self.backup_card = area("desk-card", card)
        self.backup_card.hide()
        return self.backup_card

    def show_backup(self, words: str, *, placed: bool = False) -> None:
        """``words`` "" when there is nothing to remind of; ``placed`` when there is a second place for a backup to go to."""
        self.placed = placed
        self.backup_button.setText("立即备份" if placed else "设置...")
        self.backup_words.setText(words)
        self.backup_card.setVisible(bool(words))

    def _back_up(self) -> None:
        """A backup beside the ledger would not take the reminder away."""
        (self.backup_wanted if self.placed else self.second_place_wanted).emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.later.start()

    def stations(self) -> list[QWidget]:
        """The page is one part for F6."""
        return [self]

    def set_read_only(self, on: bool) -> None:
        for made, tip in (
            (self.register, REGISTER_TIP),
            (self.report, "用本期的数和文字写一份报告，可以随时放下再写"),
            (self.backup_button, "备份到旁边的文件夹和第二处"),
        ):
            made.setEnabled(not on)
            made.setToolTip("台账现在是只读" if on else tip)

    # ------------------------------------------------------------------ content
    def set_period(self, period: Period) -> None:
        self.period = period
        self.refresh()

    def refresh(self) -> None:
        period = self.period
        if period is not None:
            labels = key_measures()
            self.caller.ask(lambda services: overview(services, period, labels), self._show, owner=self, latest="overview")
            # apart from the numbers: those stand there before the rest is counted
            self.caller.ask(
                lambda services: (standing.duty_lines(services, period), services.duties.open_questions, len(services.grounds.stale())),
                lambda found: self.duties.show_lines(*found),
                owner=self,
                latest="duties",
            )
            who, show = wish("coverage"), self.coverage.show_coverage
            self.caller.ask(lambda services: standing.coverage(services, period, who), show, owner=self, latest="coverage")
            what = wish("plans")
            self.caller.ask(lambda services: standing.plans(services, period, what), self.plans.show_plans, owner=self, latest="plans")
            self.later.start()

    def ask_limits(self) -> None:
        """Every open case is looked at: only while the page is seen, and when nothing else has been asked for a moment."""
        if self.isVisible():
            what = wish("plans")
            self.caller.ask(lambda services: standing.limits(services, what), self.limits.show_limits, owner=self, latest="limits")

    def _show(self, found: Overview) -> None:
        assert self.period is not None
        self.title.setText(self.period.label)
        self.caption.setText(self._when(self.period, found))
        self.beginning.setVisible(found.blank and self.register.isEnabled())
        self._fill_numbers(found)
        self._fill_lacking(found)

    def _when(self, period: Period, found: Overview) -> str:
        left = (period.end - self.today).days
        day = f"今天 {self.today.month}月{self.today.day}日"
        till = f"，离 {period.end.month}月{period.end.day}日还有 {left} 天" if 0 <= left <= 200 else ""
        drafts = f"，有 {found.drafts} 份没写完的草稿" if found.drafts else ""
        return f"{day}{till}；本期已登记 {found.records:,} 条{drafts}"

    def _fill_numbers(self, found: Overview) -> None:
        heads = [label(words, "label2", right=words in ("本期", "上年同期")) for words in ("指标", "本期", "", "上年同期", "", "增减")]
        self.numbers.show_rows(heads, *(self._number_row(number) for number in found.numbers))

    def _number_row(self, number: KeyNumber) -> Sequence[Item]:
        name = f"{number.label}，本期 {number.value} {number.unit}，上年同期 {number.last_year}"
        opens = partial(self.records_wanted.emit, number.ledger, number.ids, f"{number.label} {number.value} {number.unit}")
        value = self.numbers.number(number.value, name, f"看这 {len(number.ids)} 条记录", opens)
        value.setEnabled(bool(number.ids))
        return (
            label(number.label, ""),
            at(RIGHT, value),
            label(number.unit, "caption"),
            label(number.last_year, "label", right=True),
            _Bars(self.theme, number.amount, number.last_amount),
            label(number.change, "label", right=True),
        )

    def _fill_lacking(self, found: Overview) -> None:
        rows: list[Sequence[Item]] = [self._lacking_row(one, "待补", "warning-triangle", "missing") for one in found.lacking]
        rows += [self._lacking_row(one, "缺佐证", "clip", "without_evidence") for one in found.bare]
        if not found.lacking:
            rows.append([over(3, label("本期没有待补的记录。", "done"))])
        self.lacking.show_rows(*rows, stretch=1)

    def _lacking_row(self, one: Lacking, word: str, icon: str, what: str) -> Sequence[Item]:
        opens = partial(self.lacking_wanted.emit, one.ledger, what)
        name, tip = f"{one.label}{word} {one.records} 条", f"看{one.label}里{word}的记录"
        number = self.lacking.number(f"{word} {one.records}", name, tip, opens)
        return picture(self.theme, icon, 16, "amber"), label(one.label, ""), at(RIGHT, number)


class _Bars(QWidget):
    """This period over last year's, on one scale of their own; the numbers stand beside."""

    def __init__(self, theme: Theme, now: float, before: float) -> None:
        super().__init__()
        self.theme, self.now, self.before = theme, now, before
        self.setFixedSize(theme.px(_BAR), theme.control(24))
        self.setAccessibleName("本期与上年同期的长短")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = max(self.now, self.before, 1e-9)
        height = self.height()
        painter.fillRect(QRectF(0, height * 0.22, self.width() * max(self.now, 0) / top, height * 0.28), self.theme.color("bar"))
        painter.fillRect(QRectF(0, height * 0.56, self.width() * max(self.before, 0) / top, height * 0.22), self.theme.color("bar-last"))
        painter.end()
