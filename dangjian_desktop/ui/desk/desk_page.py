"""工作台: duties, key numbers beside last year's, whom nobody has talked to, 待补, and 写报告. Every line is one click."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.desk import standing
from dangjian_desktop.services.desk.overview import KeyNumber, Lacking, Overview, key_measures, overview, wish
from dangjian_desktop.ui.desk.card import Card, clear, text
from dangjian_desktop.ui.desk.coverage_card import CoverageCard
from dangjian_desktop.ui.desk.duties_card import DutiesCard
from dangjian_desktop.ui.desk.short_cards import LimitsCard, PlansCard
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.parts.parts import scrolled
from dangjian_desktop.ui.kit.theme import Theme

_BAR = 72
FIRST_STEPS = (
    "手头有 Excel 台账：到那一本台账的页面点【导入】，表头会自动对上，先看预览再导入。",
    "没有现成的：直接【登记】。人员、组织不必先建，填到时当场新建；缺的内容以后再补。",
    "想先看看做好是什么样子：关闭台账，在起始页点【看看演示台账】。按 F1 看使用说明。",
)
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
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.spacing(16),) * 4)
        column.setSpacing(theme.spacing(12))
        column.addLayout(self._head())
        self._make_cards()
        column.addWidget(self._lay_cards(), 1)
        changes.changed.connect(lambda _change: self.refresh())

    def _make_cards(self) -> None:
        theme = self.theme
        self.duties = DutiesCard(theme, self)
        self.numbers = Card(theme, "关键数字", "深色本期，浅色上年同期", self)
        self.coverage = CoverageCard(theme, wish("coverage")["title"], self)
        self.lacking = Card(theme, "待补与缺佐证", "佐证不强求", self)
        self.numbers_grid, self.lacking_grid = self.numbers.grid, self.lacking.grid
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
        for line, words in enumerate(FIRST_STEPS):
            card.grid.addWidget(text(words, ""), line, 0)
        card.link.setText("登记第一条")
        card.link.show()
        card.link.clicked.connect(lambda _checked=False: self.register_wanted.emit())
        card.hide()
        return card

    def _lay_cards(self) -> QScrollArea:
        """Two beside each other, the matrix below them, the short ones at the right; in a narrow window one below the other."""
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.spacing(12))
        left = QVBoxLayout()
        left.setSpacing(self.theme.spacing(12))
        self.pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.pair.setSpacing(self.theme.spacing(12))
        self.pair.addWidget(self.duties, 1)
        self.pair.addWidget(self.numbers, 1)
        left.addWidget(self.beginning)
        left.addLayout(self.pair)
        left.addWidget(self.coverage)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(self.theme.spacing(12))
        for card in (self.lacking, self.limits, self.plans, self._backup_card()):
            right.addWidget(card)
        right.addStretch(1)
        row.addLayout(left, 10)
        row.addLayout(right, 3)
        return scrolled(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() / self.theme.scale < NARROW
        self.pair.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        super().resizeEvent(event)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.spacing(12))
        self.title, self.caption = QLabel(self), QLabel(self)
        self.title.setProperty("role", "page-title")
        self.caption.setProperty("role", "label")
        row.addWidget(self.title)
        row.addWidget(self.caption)
        row.addStretch(1)
        self.register = QPushButton("登记...", self)
        self.register.setIcon(self.theme.icon("plus"))
        self.register.setToolTip("到上次用的台账登记一条（Ctrl+N）")
        self.register.clicked.connect(lambda _checked=False: self.register_wanted.emit())
        self.report = QPushButton("写报告", self)
        self.report.setProperty("kind", "primary")
        self.report.setProperty("grade", "large")
        self.report.setIcon(self.theme.icon("report", role="on-red"))
        self.report.setToolTip("用本期的数和文字写一份报告，可以随时放下再写")
        self.report.clicked.connect(lambda _checked=False: self.report_wanted.emit())
        row.addWidget(self.register)
        row.addWidget(self.report)
        return row

    def _backup_card(self) -> QFrame:
        """Only there when there has been no backup off this machine for too long."""
        self.backup_card = QFrame(self)
        self.backup_card.setProperty("kind", "desk-card")
        row = QHBoxLayout(self.backup_card)
        row.setContentsMargins(self.theme.spacing(16), self.theme.spacing(12), self.theme.spacing(16), self.theme.spacing(12))
        row.setSpacing(self.theme.spacing(12))
        mark = QLabel(self)
        mark.setPixmap(self.theme.pixmap("usb", 18, "amber"))
        words = QVBoxLayout()
        words.setSpacing(2)
        self.backup_words = text("", "strong")
        rest = text("建议每周备份到 U 盘一次", "caption")
        for one in (self.backup_words, rest):
            one.setWordWrap(True)
            words.addWidget(one)
        self.placed = False
        self.backup_button = QPushButton(self)
        self.backup_button.clicked.connect(lambda _checked=False: self._back_up())
        row.addWidget(mark)
        row.addLayout(words, 1)
        row.addWidget(self.backup_button)
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
            (self.register, "到上次用的台账登记一条（Ctrl+N）"),
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
        clear(self.numbers_grid)
        for column, words in enumerate(("指标", "本期", "", "上年同期", "", "增减")):
            self.numbers_grid.addWidget(text(words, "label2", right=column in (1, 3)), 0, column)
        for line, number in enumerate(found.numbers, start=1):
            self._number_row(line, number)
        self.numbers_grid.setColumnStretch(0, 1)

    def _number_row(self, line: int, number: KeyNumber) -> None:
        button = QPushButton(number.value, self)
        button.setProperty("kind", "number")
        button.setAccessibleName(f"{number.label}，本期 {number.value} {number.unit}，上年同期 {number.last_year}")
        button.setToolTip(f"看这 {len(number.ids)} 条记录")
        button.setEnabled(bool(number.ids))
        words = f"{number.label} {number.value} {number.unit}"
        button.clicked.connect(lambda _checked=False: self.records_wanted.emit(number.ledger, number.ids, words))
        self.numbers_grid.addWidget(text(number.label, ""), line, 0)
        self.numbers_grid.addWidget(button, line, 1, Qt.AlignmentFlag.AlignRight)
        self.numbers_grid.addWidget(text(number.unit, "caption"), line, 2)
        self.numbers_grid.addWidget(text(number.last_year, "label", right=True), line, 3)
        self.numbers_grid.addWidget(_Bars(self.theme, number.amount, number.last_amount), line, 4)
        self.numbers_grid.addWidget(text(number.change, "label", right=True), line, 5)

    def _fill_lacking(self, found: Overview) -> None:
        clear(self.lacking_grid)
        rows = [(one, "待补", "warning-triangle", "missing") for one in found.lacking]
        rows += [(one, "缺佐证", "clip", "without_evidence") for one in found.bare]
        for line, row in enumerate(rows):
            self._lacking_row(line, *row)
        if not found.lacking:
            self.lacking_grid.addWidget(text("本期没有待补的记录。", "done"), len(rows), 0, 1, 3)
        self.lacking_grid.setColumnStretch(1, 1)

    def _lacking_row(self, line: int, one: Lacking, word: str, icon: str, what: str) -> None:
        button = QPushButton(f"{word} {one.records}", self)
        button.setProperty("kind", "number")
        button.setToolTip(f"看{one.label}里{word}的记录")
        button.setAccessibleName(f"{one.label}{word} {one.records} 条")
        button.clicked.connect(lambda _checked=False: self.lacking_wanted.emit(one.ledger, what))
        mark = QLabel(self)
        mark.setPixmap(self.theme.pixmap(icon, 16, "amber"))
        self.lacking_grid.addWidget(mark, line, 0)
        self.lacking_grid.addWidget(text(one.label, ""), line, 1)
        self.lacking_grid.addWidget(button, line, 2, Qt.AlignmentFlag.AlignRight)


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
