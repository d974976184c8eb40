"""范围: which report, over which days, to whom, from which template; or go on with one that was begun. Knows no numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dangjian_desktop.domain import period as periods
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import KINDS, STATES, Draft, ReportInfo, TemplateInfo
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.parts import area, button, label, scrolled
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
        self.kinds: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scrolled(self._build_form()), 1)
        row.addWidget(self._build_begun())
        session.opened.connect(self._show)

    # ------------------------------------------------------------------ building
    def _build_form(self) -> QWidget:
        theme, form = self.theme, area("page")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.spacing(8))
        grid.setVerticalSpacing(theme.spacing(16))
        grid.setColumnMinimumWidth(0, theme.px(88))
        grid.setColumnStretch(1, 1)
        self.title_line, self.addressee, self.template = QLineEdit(), QLineEdit(), QComboBox()
        self.addressee.setPlaceholderText("如：县委")
        self.addressee.setMaximumWidth(theme.px(320))
        self.template.setMaximumWidth(theme.px(320))
        self.addressee_note = label("", "caption")
        rows = (
            ("报告类型", self._build_kinds()),
            ("报告期", self._build_period()),
            ("标题", self.title_line),
            ("主送机关", self.addressee),
            ("", self.addressee_note),
            ("模板", self.template),
            ("文稿", self._build_carry()),
        )
        for place, (words, widget) in enumerate(rows):
            if words:
                name = label(words, "label")
                name.setBuddy(widget)
                grid.addWidget(name, place, 0)
            if isinstance(widget, QWidget):
                widget.setAccessibleName(words)
                grid.addWidget(widget, place, 1)
        self.title_line.textEdited.connect(lambda words: self.session.change(title=words.strip()))
        self.addressee.textEdited.connect(self._addressed)
        self.template.activated.connect(lambda _place: self.session.change(template=self.template.currentData()))
        column = QVBoxLayout(form)
        column.setContentsMargins(theme.spacing(16), theme.spacing(16), theme.spacing(16), theme.spacing(16))
        column.addLayout(grid)
        column.addStretch(1)
        return form

    def _build_kinds(self) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.spacing(8))
        for kind, words in KINDS.items():
            pill = button(self.theme, words, "filter", clicked=partial(self._choose_kind, kind))
            pill.setCheckable(True)
            self.kinds[kind] = pill
            row.addWidget(pill)
        row.addStretch(1)
        return place

    def _build_carry(self) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.spacing(12))
        self.carry = button(self.theme, "沿用上期文稿", "secondary", "compare", clicked=self._carry_over)
        self.carry_note = label("", "caption", wrap=True)
        row.addWidget(self.carry)
        row.addWidget(self.carry_note, 1)
        return place

    def _build_period(self) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.spacing(4))
        self.before = button(self.theme, "", "icon", "chevron-left", clicked=lambda: self._step(-1))
        self.after = button(self.theme, "", "icon", "chevron-right", clicked=lambda: self._step(1))
        for widget, words in ((self.before, "上一个报告期"), (self.after, "下一个报告期")):
            widget.setAccessibleName(words)
            widget.setToolTip(words)
        self.period = label("", "strong")
        self.days = label("", "caption")
        for part in (self.before, self.period, self.after):
            row.addWidget(part)
        row.addSpacing(self.theme.spacing(8))
        row.addWidget(self.days)
        row.addStretch(1)
        return place

    def _build_begun(self) -> QWidget:
        self.begun_area = area("panel")
        self.begun_area.setFixedWidth(self.theme.px(360))
        column = QVBoxLayout(self.begun_area)
        column.setContentsMargins(self.theme.spacing(16), self.theme.spacing(12), self.theme.spacing(16), self.theme.spacing(12))
        column.addWidget(label("接着写，或看以前的", "panel-title"))
        self.begun = QListWidget()
        self.begun.setFrameShape(QListWidget.Shape.NoFrame)
        self.begun.setAccessibleName("以前的报告")
        self.begun.setWordWrap(True)
        self.begun.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.begun.itemActivated.connect(self._open)
        self.begun.itemClicked.connect(self._open)
        self.none = label("还没有写过报告。", "caption")
        column.addWidget(self.begun, 1)
        column.addWidget(self.none)
        self.fresh = button(self.theme, "另写一份", "secondary", "plus", clicked=self._start_fresh)
        self.fresh.setToolTip("现在这一份会留着，从骨架新写一份同样报告期的")
        column.addWidget(self.fresh, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(0)  # takes what is left only while there is no list
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
        for line, words in ((self.title_line, draft.title), (self.addressee, draft.addressee)):
            if line.text() != words:
                line.setText(words)
            line.setReadOnly(self.session.final)
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
