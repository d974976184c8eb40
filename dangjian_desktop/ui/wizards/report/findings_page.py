"""检查: what the checks found, in two groups; each with its place, why, and one way out. Checks nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.layout import clear
from dangjian_desktop.ui.kit.parts.parts import area, button, label, rule
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
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.spacing(16), theme.spacing(8), theme.spacing(16), theme.spacing(8))
        row.setSpacing(theme.spacing(12))
        sign = QLabel()
        sign.setPixmap(theme.pixmap(icon, 18, theme.color(color)))
        sign.setAccessibleName({"must": "必须处理", "warn": "建议处理"}.get(finding.level, "提醒"))
        row.addWidget(sign)
        place = label(finding.place or finding.id, "caption", wrap=True)
        place.setFixedWidth(theme.px(132))
        row.addWidget(place)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(label(finding.message, "strong", wrap=True))
        why = f"理由：{finding.reason}" if state == "passed" and finding.reason else finding.why
        if why:
            words.addWidget(label(why, "label", wrap=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        for widget in self._buttons(state, theme):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_filters())
        column.addWidget(rule())
        self.rows_area = QScrollArea()
        self.rows_area.setWidgetResizable(True)
        self.rows_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.rows_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = area("findings")
        self.rows = QVBoxLayout(inner)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self.rows_area.setWidget(inner)
        column.addWidget(self.rows_area, 1)

    def _build_filters(self) -> QWidget:
        bar = area("filters")
        row = QHBoxLayout(bar)
        row.setContentsMargins(self.theme.spacing(16), self.theme.spacing(8), self.theme.spacing(16), self.theme.spacing(8))
        row.setSpacing(self.theme.spacing(8))
        icons = {"open": "", "cured": "check", "passed": "minus"}
        self.filters = {}
        for name, words in FILTERS.items():
            pill = button(self.theme, words, "filter", icons[name], clicked=partial(self._filter, name))
            pill.setCheckable(True)
            self.filters[name] = pill
            row.addWidget(pill)
        row.addStretch(1)
        return bar

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
                self.rows.addWidget(self._group(words, len(own), rule_words if self.filter == "open" else ""))
            for finding in own:
                self.rows.addWidget(self._row(finding))
        if not findings:
            empty = {"open": "没有要处理的地方，可以预览了。", "cured": "这次打开以后还没有改好过。", "passed": "没有忽略过。"}[self.filter]
            self.rows.addWidget(self._empty(empty))
        self.rows.addStretch(1)

    def _group(self, words: str, count: int, rule_words: str) -> QWidget:
        head = area("group")
        head.setFixedHeight(self.theme.control(36))
        row = QHBoxLayout(head)
        row.setContentsMargins(self.theme.spacing(16), 0, self.theme.spacing(16), 0)
        row.setSpacing(self.theme.spacing(8))
        row.addWidget(label(words, "strong"))
        row.addWidget(label(f"{count} 处", "label"))
        row.addWidget(label(rule_words, "caption"))
        row.addStretch(1)
        return head

    def _empty(self, words: str) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, self.theme.spacing(24) * 2, 0, 0)
        sign = QLabel()
        sign.setPixmap(self.theme.pixmap("check-circle", 40, self.theme.color("green")))
        column.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label(words, "strong"), 0, Qt.AlignmentFlag.AlignHCenter)
        return place

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
