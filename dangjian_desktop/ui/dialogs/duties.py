"""应办事项: which of the declared duties this office has to do, ticked and saved. Knows no service."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dangjian_desktop.domain.duty import CHECKED, LOCAL, UNSURE, Duty
from dangjian_desktop.ui.kit.parts.parts import button, label, rule, scrolled, size_of
from dangjian_desktop.ui.kit.theme import Theme

WORDS = {LOCAL: "各地做法不一", CHECKED: "条文已核", UNSURE: "请本单位核对"}
"""How sure it is, in the order of the groups: what the office is asked about comes first."""
_ABOUT = {
    LOCAL: "上级或本单位有要求的打上勾",
    CHECKED: "在条文或官方解释里查到了次数",
    UNSURE: "一般都要办，照着用之前核对条号和时点",
}
_RULE = "打上勾的计入工作台和移交时的未了事项，以后随时可以在【工具】【应办事项...】里改。"
READ_ONLY = "台账现在是只读"


class DutiesDialog(QDialog):
    """``chosen`` carries {id: whether it is ticked}; whoever saved it closes the dialog. Esc and the left verb leave all as it was."""

    chosen = Signal(object)

    def __init__(self, duties: Sequence[Duty], theme: Theme, *, asked: bool, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.duties, self.read_only = theme, tuple(duties), read_only
        self.ticks: dict[str, QCheckBox] = {}
        self.setWindowTitle("应办事项")
        self.setModal(True)
        size_of(self, theme, 860, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(24), theme.spacing(12), theme.spacing(24), theme.spacing(12))
        column.setSpacing(theme.spacing(8))
        column.addWidget(label("本单位要办哪些事项？", "panel-title"))
        column.addWidget(label(f"{READ_ONLY}，只能看，不能改。" if read_only else _RULE, "missing" if read_only else "caption", wrap=True))
        column.addWidget(rule())
        column.addWidget(self._list(), 1)
        column.addWidget(rule())
        column.addLayout(self._foot(asked))

    def _list(self) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, self.theme.spacing(8), 0)
        grid.setHorizontalSpacing(self.theme.spacing(16))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for certainty, word in WORDS.items():
            members = [duty for duty in self.duties if duty.certainty == certainty]
            self._head(grid, f"{word}（{len(members)} 项）", _ABOUT[certainty])
            for duty in members:
                self._row(grid, duty)
        grid.setRowStretch(grid.rowCount(), 1)
        area = scrolled(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if self.read_only:
            area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return area

    def _head(self, grid: QGridLayout, title: str, about: str) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, self.theme.spacing(12), 0, self.theme.spacing(4))
        line.setSpacing(self.theme.spacing(8))
        line.addWidget(label(title, "card-title"))
        line.addWidget(label(about, "caption", wrap=True), 1)
        grid.addLayout(line, grid.rowCount(), 0, 1, 2)

    def _row(self, grid: QGridLayout, duty: Duty) -> None:
        """The matter and how often; below it who does it, where it stands and how sure that is."""
        tick = QCheckBox(duty.label.replace("&", "&&"))
        tick.setChecked(duty.enabled)
        about = _about(duty)
        tick.setAccessibleDescription(f"{duty.often}；{about}")
        tick.setMinimumHeight(self.theme.control(28))
        if self.read_only:  # as readable as one that can be ticked
            tick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tick.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ticks[duty.id] = tick
        below = label(about, "caption", wrap=True)
        below.setContentsMargins(self.theme.spacing(24), 0, 0, self.theme.spacing(4))
        line = grid.rowCount()
        grid.addWidget(tick, line, 0)
        grid.addWidget(label(duty.often, "label"), line, 1)
        grid.addWidget(below, line + 1, 0, 1, 2)

    def _foot(self, asked: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.spacing(8))
        self.none = button(self.theme, "全不选本地要求", "quiet", clicked=self._untick)
        self.leave = button(self.theme, "关闭" if self.read_only else "不改" if asked else "以后再说", "secondary", clicked=self.reject)
        self.go = button(self.theme, "保存", "primary", clicked=self._choose)
        for one in (self.none, self.leave):
            one.setAutoDefault(False)
        for one in (self.none, self.go):
            one.setEnabled(not self.read_only)
            one.setToolTip(READ_ONLY if self.read_only else "")
        (self.leave if self.read_only else self.go).setDefault(True)
        row.addWidget(self.none)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.go)
        return row

    def _untick(self) -> None:
        for duty in self.duties:
            if duty.certainty == LOCAL:
                self.ticks[duty.id].setChecked(False)

    def _choose(self) -> None:
        self.chosen.emit({one: tick.isChecked() for one, tick in self.ticks.items()})


def _about(duty: Duty) -> str:
    sure = WORDS[duty.certainty] + (f"：{duty.confirm}" if duty.confirm else "")
    uncounted = "" if duty.measure or duty.ties else "　台账不计数"
    return f"{duty.who}　依据：{duty.rests_on(None)}{uncounted}　{sure}"
