"""应办事项: which of the declared duties this office has to do, ticked and saved. Knows no service."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from dangjian_desktop.domain.duty import CHECKED, LOCAL, UNSURE, Duty
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, grid, grow, over, pane, put_line, row
from dangjian_desktop.ui.kit.parts.parts import button, label, rule, say_why_not, scrolled
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


class DutiesDialog(Dialog):
    """``chosen`` carries {id: whether it is ticked}; whoever saved it closes the dialog. Esc and the left verb leave all as it was."""

    chosen = Signal(object)

    def __init__(self, duties: Sequence[Duty], theme: Theme, *, asked: bool, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, "应办事项", parent, size=(860, 620))
        self.duties, self.read_only = tuple(duties), read_only
        self.ticks: dict[str, QCheckBox] = {}
        column(
            theme,
            label("本单位要办哪些事项？", "panel-title"),
            label(f"{READ_ONLY}，只能看，不能改。" if read_only else _RULE, "missing" if read_only else "caption", wrap=True),
            rule(),
            grow(self._list()),
            rule(),
            self._foot(asked),
            on=self, margins=(24, 12), gap=8,
        )  # fmt: skip

    def _list(self) -> QWidget:
        made = grid(self.theme, margins=(0, 0, 8, 0), gap=(16, 0), stretch=[0])
        for certainty, word in WORDS.items():
            members = [duty for duty in self.duties if duty.certainty == certainty]
            title, about = label(f"{word}（{len(members)} 项）", "card-title"), label(_ABOUT[certainty], "caption", wrap=True)
            put_line(made, made.rowCount(), over(2, row(self.theme, title, grow(about), margins=(0, 12, 0, 4), gap=8)))
            for duty in members:
                self._row(made, duty)
        made.setRowStretch(made.rowCount(), 1)
        return scrolled(pane(made), sideways=False, by_keys=self.read_only)

    def _row(self, made: QGridLayout, duty: Duty) -> None:
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
        number = made.rowCount()
        put_line(made, number, tick, label(duty.often, "label"))
        put_line(made, number + 1, over(2, below))

    def _foot(self, asked: bool) -> QHBoxLayout:
        self.none = button(self.theme, "全不选本地要求", "quiet", clicked=self._untick)
        self.leave = button(self.theme, "关闭" if self.read_only else "不改" if asked else "以后再说", "secondary", clicked=self.reject)
        self.go = button(self.theme, "保存", "primary", clicked=self._choose)
        for one in (self.none, self.leave):
            one.setAutoDefault(False)
        say_why_not(READ_ONLY if self.read_only else "", self.none, self.go)
        (self.leave if self.read_only else self.go).setDefault(True)
        return row(self.theme, self.none, ..., self.leave, self.go, gap=8)

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
