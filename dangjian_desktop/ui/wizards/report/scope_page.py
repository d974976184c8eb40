"""范围: which report, over which days, to whom, from which template; or go on with one that was begun. Knows no numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from dangjian_desktop.domain import period as periods
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import KINDS, STATES, Draft, ReportInfo, TemplateInfo
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.layout import LEFT, Item, at, column, grid, grow, pane, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, line, scrolled
from dangjian_desktop.ui.kit.theme import Theme, polish
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.report.session import ReportSession

if TYPE_CHECKING:
    from dangjian_desktop.services.services import Services

Choices = tuple[tuple[TemplateInfo, ...], tuple[ReportInfo, ...]]


def choices(services: Services) -> Choices:
    return tuple(services.reporting.templates()), tuple(services.reporting.list())


def fitting(kind: str, period: Period) -> Period:
    """The period a kind of report is usually written over, near the one given."""
    if kind == "year":
        return periods.year(period.end.year)
    if kind == "half":
        return period if period.kind == "half" else periods.half_of(period.end)
    return period


class ScopePage(WizardPage):
    """The first step."""

    name = "范围"

    def __init__(self, session: ReportSession, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self._showing = session, theme, False
        self.questions = ask
        row(theme, grow(scrolled(self._build_form())), self._build_begun(), on=self, gap=0)
        session.opened.connect(self._show)

    # ------------------------------------------------------------------ building
    def _build_form(self) -> QWidget:
        theme = self.theme
        self.title_line, self.template = QLineEdit(), QComboBox()
        self.addressee = line("", "如：县委", width=theme.px(320))
        self.template.setMaximumWidth(theme.px(320))
        self.addressee_note = label("", "caption")
        fields: tuple[tuple[str, QWidget], ...] = (
            ("报告类型", self._build_kinds()),
            ("报告期", self._build_period()),
            ("标题", self.title_line),
            ("主送机关", self.addressee),
            ("", self.addressee_note),
            ("模板", self.template),
            ("文稿", self._build_carry()),
        )
        form = grid(theme, *(self._field(words, widget) for words, widget in fields), gap=(8, 16), stretch=[1])
        form.setColumnMinimumWidth(0, theme.px(88))
        self.title_line.textEdited.connect(lambda words: self.session.change(title=words.strip()))
        self.addressee.textEdited.connect(self._addressed)
        self.template.activated.connect(lambda _place: self.session.change(template=self.template.currentData()))
        return area("page", column(theme, form, ..., margins=16))

    @staticmethod
    def _field(words: str, widget: QWidget) -> Sequence[Item]:
        name = label(words, "label") if words else None
        widget.setAccessibleName(words)
        if name is not None:
            name.setBuddy(widget)
        return name, widget

    def _build_kinds(self) -> QWidget:
        self.kinds = {
            kind: button(self.theme, words, "filter", clicked=partial(self._choose_kind, kind), checkable=True)
            for kind, words in KINDS.items()
        }
        return pane(row(self.theme, *self.kinds.values(), ..., gap=8))

    def _build_carry(self) -> QWidget:
        self.carry = button(self.theme, "沿用上期文稿", "secondary", "compare", clicked=self._carry_over)
        self.carry_note = label("", "caption", wrap=True)
        return pane(row(self.theme, self.carry, grow(self.carry_note), gap=12))

    def _build_period(self) -> QWidget:
        theme = self.theme
        self.before = button(theme, "", "icon", "chevron-left", clicked=lambda: self._step(-1), tip="上一个报告期")
        self.after = button(theme, "", "icon", "chevron-right", clicked=lambda: self._step(1), tip="下一个报告期")
        self.period, self.days = label("", "strong"), label("", "caption")
        return pane(row(theme, self.before, self.period, self.after, 8, self.days, ..., gap=4))

    def _build_begun(self) -> QWidget:
        theme = self.theme
        self.begun = QListWidget()
        self.begun.setFrameShape(QListWidget.Shape.NoFrame)
        self.begun.setAccessibleName("以前的报告")
        self.begun.setWordWrap(True)
        self.begun.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.begun.itemActivated.connect(self._open)
        self.begun.itemClicked.connect(self._open)
        self.none = label("还没有写过报告。", "caption")
        tip = "现在这一份会留着，从骨架新写一份同样报告期的"
        self.fresh = button(theme, "另写一份", "secondary", "plus", clicked=self._start_fresh, tip=tip)
        # the last takes what is left only while there is no list
        parts = (label("接着写，或看以前的", "panel-title"), grow(self.begun), self.none, at(LEFT, self.fresh), grow(..., 0))
        self.begun_area = area("panel", column(theme, *parts, margins=(16, 12)))
        self.begun_area.setFixedWidth(theme.px(360))
        return self.begun_area

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        return "先定写哪一份、写到哪一天，后面的数和文字都跟着走"

    def note(self) -> str:
        return self.session.draft.period.label if self.session.draft else ""

    def trouble(self) -> bool:
        return self.session.draft is not None and not self.session.draft.addressee

    def first(self) -> QWidget:
        return self.title_line

    def enter(self) -> None:
        self.session.ask(choices, self._show_choices, latest="choices")
        if self.session.draft is not None:
            self._show()

    def leave(self) -> None:
        self.session.keep()

    def set_narrow(self, narrow: bool) -> None:
        self.begun_area.setFixedWidth(self.theme.px(240 if narrow else 360))

    # ------------------------------------------------------------------ showing
    def _show_choices(self, found: Choices) -> None:
        templates, reports = found
        self.template.clear()
        for template in templates:
            self.template.addItem(template.name, template.key)
        self.begun.clear()
        for info in reports:
            item = QListWidgetItem(f"{info.title}\n{info.period.label}　{STATES[info.state]}　{info.updated_at[:10]}")
            item.setData(Qt.ItemDataRole.UserRole, info.id)
            self.begun.addItem(item)
        self.begun.setVisible(bool(reports))
        self.fresh.setVisible(bool(reports))
        self.none.setVisible(not reports)
        self._show()

    def _show(self) -> None:
        draft = self.session.draft
        if draft is None:
            return
        for kind, pill in self.kinds.items():
            pill.setChecked(kind == draft.kind)
            pill.setEnabled(not self.session.final)
        self.period.setText(draft.period.label)
        self.days.setText(f"{draft.period.start} 至 {draft.period.end}")
        for typed, words in ((self.title_line, draft.title), (self.addressee, draft.addressee)):
            if typed.text() != words:
                typed.setText(words)
            typed.setReadOnly(self.session.final)
        self.template.setCurrentIndex(self.template.findData(draft.template))
        self.template.setEnabled(not self.session.final)
        for widget in (self.before, self.after):
            widget.setEnabled(not self.session.final)
        self._tell_addressee(draft)
        self.session.ask(lambda services: services.reporting.previous(draft), self._tell_carry, latest="before")
        self.told.emit()

    def _tell_carry(self, before: Draft | None) -> None:
        self.carry.setEnabled(before is not None and not self.session.final)
        self.carry.setToolTip("" if before else "以前没有写过这一类报告")
        words = f"{before.period.label}，{STATES[before.state]}。不沿用就从骨架写；问题和打算总要重写。" if before else "从骨架写起。"
        self.carry_note.setText(words)

    def _carry_over(self) -> None:
        """Take the last report's words; what was written here is replaced only after asking."""
        draft = self.session.draft
        if draft is None:
            return
        sure = not self.session.written or self.questions.confirm(
            "用上期文稿替换现在的文字？", "各部分现有的文字会换成上期的，存在问题和下步打算不动。", "替换"
        )
        if sure:
            self.session.ask(lambda services: services.reporting.previous(draft), self._carried, latest="carry")

    def _carried(self, previous: Draft | None) -> None:
        if previous is not None:
            self.session.carry_over(previous)
            self.carry_note.setText(f"已用{previous.period.label}的文稿，数字按本期重新取。")
            self.told.emit()

    def _tell_addressee(self, draft: Draft) -> None:
        missing = not draft.addressee
        self.addressee_note.setText("待补：没有主送机关，报告里会写【待补：主送机关】。" if missing else "")
        self.addressee_note.setVisible(missing)
        polish(self.addressee_note, "role", "warning" if missing else "caption")
        polish(self.addressee, "state", "missing" if missing else "ok")

    # ------------------------------------------------------------------ choosing
    def _addressed(self, words: str) -> None:
        self.session.change(addressee=words.strip())
        if self.session.draft is not None:
            self._tell_addressee(self.session.draft)
        self.told.emit()

    def _choose_kind(self, kind: str) -> None:
        self._again(kind, fitting(kind, self.session.period))

    def _step(self, direction: int) -> None:
        draft = self.session.draft
        if draft is not None:
            self._again(draft.kind, draft.period.next() if direction > 0 else draft.period.previous())

    def _again(self, kind: str, period: Period) -> None:
        """Another kind or period: a fresh draft as long as nothing was written in this one, else the same text over other days."""
        draft = self.session.draft
        if draft is None or self.session.written:
            self.session.change(kind=kind, period=period)
            self._show()
        else:
            self.session.start(kind, period)

    def _start_fresh(self) -> None:
        draft = self.session.draft
        if draft is not None:
            self.session.keep()
            self.session.start(draft.kind, draft.period)

    def _open(self, item: QListWidgetItem) -> None:
        chosen = str(item.data(Qt.ItemDataRole.UserRole))
        if self.session.draft is None or chosen != self.session.draft.id:
            self.session.keep()
            self.session.open(chosen)
