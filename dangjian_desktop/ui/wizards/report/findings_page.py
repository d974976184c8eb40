"""检查: what the checks found, in two groups; each with its place, why, and one way out. Checks nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.layout import CENTRE, MIDDLE, add, at, clear, column, grow, pane, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, picture, rule, scrolled
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.report.session import ReportSession

GROUPS = (
    ("must", "定稿前必须处理", "草稿可以带着这些问题打印"),
    ("warn", "建议处理", "可以忽略，要写一句理由"),
    ("note", "提醒", "看一眼就行"),
)
SIGNS = {"must": ("stop-circle", "danger"), "warn": ("warning-triangle", "amber"), "note": ("info-circle", "blue")}
FILTERS = {"open": "未处理", "cured": "已改好", "passed": "已忽略"}
SCOPE, NUMBERS, TEXTS = 0, 1, 2
HEAD = "报告开头"
"""The place of what stands before the sections: title and addressee."""


class FindingRow(QFrame):
    """Icon, place (132 px), what in bold and why, then one or two buttons."""

    go_wanted = Signal()
    records_wanted = Signal()
    bases_wanted = Signal()
    pass_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, finding: Finding, state: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self.setProperty("kind", "finding")
        self.setMinimumHeight(theme.control(62))
        icon, color = SIGNS.get(finding.level, SIGNS["warn"]) if state == "open" else ("check", "green")
        sign = picture(theme, icon, 18, color, {"must": "必须处理", "warn": "建议处理"}.get(finding.level, "提醒"))
        place = label(finding.place or finding.id, "caption", wrap=True)
        place.setFixedWidth(theme.px(132))
        why = f"理由：{finding.reason}" if state == "passed" and finding.reason else finding.why
        below = label(why, "label", wrap=True) if why else None
        words = column(theme, ..., label(finding.message, "strong", wrap=True), below, ..., gap=2)
        verbs = (at(MIDDLE, widget) for widget in self._buttons(state, theme))
        row(theme, sign, place, grow(words), *verbs, on=self, margins=(16, 8), gap=12)

    def _buttons(self, state: str, theme: Theme) -> list[QWidget]:
        finding = self.finding
        if state == "passed":
            return [button(theme, "重新处理", "quiet", clicked=self.back_wanted.emit)]
        if state == "cured":
            return []
        if finding.aside:
            return [button(theme, "查看...", "quiet", clicked=self.bases_wanted.emit)]
        out: list[QWidget] = []
        go = button(theme, "去改", "quiet" if finding.ids else "secondary", clicked=self.go_wanted.emit)
        if finding.ids:
            out.append(button(theme, f"看 {len(finding.ids)} 条记录", "secondary", clicked=self.records_wanted.emit))
        if not finding.ids or finding.labels:
            out.append(go)
        if finding.key and not finding.firm:
            words = "写明理由..." if finding.grave else "忽略..."
            out.append(button(theme, words, "quiet", clicked=self.pass_wanted.emit))
        return out


class FindingsPage(WizardPage):
    """The fourth step. ``bases_wanted``: 依据, which is not about this report."""

    name = "检查"
    records_wanted = Signal(object, str)
    section_wanted = Signal(str)
    bases_wanted = Signal()

    def __init__(self, session: ReportSession, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self.questions = session, theme, ask
        self.findings: tuple[Finding, ...] = ()
        self.seen: dict[str, Finding] = {}
        self.filter, self.checked = "open", False
        self._corner = button(theme, "重新检查", "quiet", "redo", clicked=self.check)
        self.rows = column(theme, gap=0)
        self.rows_area = scrolled(area("findings", self.rows), sideways=False, by_keys=True)
        column(theme, self._build_filters(), rule(), grow(self.rows_area), on=self, gap=0)

    def _build_filters(self) -> QWidget:
        icons = {"open": "", "cured": "check", "passed": "minus"}
        self.filters = {
            name: button(self.theme, words, "filter", icons[name], clicked=partial(self._filter, name), checkable=True)
            for name, words in FILTERS.items()
        }
        return area("filters", row(self.theme, *self.filters.values(), ..., margins=(16, 8), gap=8))

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        if not self.checked:
            return "正在检查..."
        open_ones = self._open()
        return f"{open_ones} 处要看一看" if open_ones else "没有要处理的地方"

    def hint(self) -> str:
        must = self.must()
        return f"还有 {must} 处必须处理，现在只能出草稿" if must else ""

    def note(self) -> str:
        if not self.checked:
            return "还没有检查"
        must, open_ones = self.must(), self._open()
        return f"{must} 处必须处理" if must else f"{open_ones} 处要看" if open_ones else "都看过了"

    def trouble(self) -> bool:
        return self.must() > 0

    def corner(self) -> QWidget:
        return self._corner

    def first(self) -> QWidget:
        return self.rows_area

    def enter(self) -> None:
        self.check()

    # ------------------------------------------------------------------ findings
    def must(self) -> int:
        """How many findings still stop 定稿."""
        return sum(finding.stops for finding in self._judged())

    def _judged(self) -> list[Finding]:
        """With the reasons written since they were found."""
        passed = self.session.draft.passed if self.session.draft else {}
        return [finding.passed_with(passed) for finding in self.findings]

    def _open(self) -> int:
        """How many there are to look at; what is not about this report is no work on it."""
        return sum(not finding.aside for finding in self.of("open"))

    def of(self, name: str) -> list[Finding]:
        """open · passed (a reason was written) · cured (seen before, gone now)."""
        if name == "cured":
            now = {_key(finding) for finding in self.findings}
            return [finding for key, finding in self.seen.items() if key not in now]
        return [finding for finding in self._judged() if bool(finding.reason) == (name == "passed")]

    def check(self) -> None:
        """Check the draft as it is now."""
        draft = self.session.draft
        if draft is not None:
            self.session.ask(lambda services: services.reporting.findings(draft), self._show, latest="findings")

    def _show(self, findings: Sequence[Finding]) -> None:
        self.findings, self.checked = tuple(findings), True
        self.seen.update({_key(finding): finding for finding in findings if not finding.aside})
        self._fill()
        self.told.emit()

    def _filter(self, name: str) -> None:
        self.filter = name
        self._fill()

    def _fill(self) -> None:
        for name, words in FILTERS.items():
            count = self._open() if name == "open" else len(self.of(name))
            self.filters[name].setText(f"{words} {count}")
            self.filters[name].setChecked(name == self.filter)
        clear(self.rows)
        findings = self.of(self.filter)
        for level, words, rule_words in GROUPS:
            own = [finding for finding in findings if _group_of(finding) == level]
            if own:
                add(self.rows, self.theme, self._group(words, len(own), rule_words if self.filter == "open" else ""))
            add(self.rows, self.theme, *(self._row(finding) for finding in own))
        if not findings:
            empty = {"open": "没有要处理的地方，可以预览了。", "cured": "这次打开以后还没有改好过。", "passed": "没有忽略过。"}[self.filter]
            add(self.rows, self.theme, self._empty(empty))
        add(self.rows, self.theme, ...)

    def _group(self, words: str, count: int, rule_words: str) -> QWidget:
        said = (label(words, "strong"), label(f"{count} 处", "label"), label(rule_words, "caption"))
        head = area("group", row(self.theme, *said, ..., margins=(16, 0), gap=8))
        head.setFixedHeight(self.theme.control(36))
        return head

    def _empty(self, words: str) -> QWidget:
        sign = picture(self.theme, "check-circle", 40, "green")
        return pane(column(self.theme, at(CENTRE, sign), at(CENTRE, label(words, "strong")), margins=(0, 48, 0, 0)))

    def _row(self, finding: Finding) -> FindingRow:
        row = FindingRow(finding, self.filter, self.theme)
        row.go_wanted.connect(lambda: self._go(finding))
        row.records_wanted.connect(lambda: self.records_wanted.emit(finding.ids, finding.message))
        row.bases_wanted.connect(self.bases_wanted)
        row.pass_wanted.connect(lambda: self._pass(finding))
        row.back_wanted.connect(lambda: self._take_back(finding))
        return row

    def _go(self, finding: Finding) -> None:
        """To the section the place names, else to the numbers or the scope."""
        if finding.place == HEAD:
            self.jump.emit(SCOPE)
            return
        sections = self.session.draft.sections if self.session.draft else ()
        for section in sections:
            if finding.place and (section.title in finding.place or section.key in finding.place):
                self.section_wanted.emit(section.key)
                self.jump.emit(TEXTS)
                return
        self.jump.emit(NUMBERS if finding.labels or finding.ids else TEXTS)

    def _pass(self, finding: Finding) -> None:
        reason = self.questions.reason("为什么可以不改", finding.message, verb="写明理由" if finding.grave else "忽略")
        if reason:
            self.session.pass_finding(finding.key, reason)
            self.session.keep()
            self.check()

    def _take_back(self, finding: Finding) -> None:
        self.session.pass_finding(finding.key, "")
        self.session.keep()
        self.check()


def _group_of(finding: Finding) -> str:
    """What stops 定稿 stands in the first group whatever its level."""
    return "must" if finding.grave else finding.level


def _key(finding: Finding) -> str:
    return finding.key or f"{finding.id} {finding.place} {finding.message}"
