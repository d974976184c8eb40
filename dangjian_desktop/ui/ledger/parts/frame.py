"""Head, foot and strips of a record form: title, counts, verbs, key caps, 保存后, written reasons. Knows no field and no service."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QWidget

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.field_note import FieldNote
from dangjian_desktop.ui.kit.parts.layout import TOP, at, clear, column, grow, put, row
from dangjian_desktop.ui.kit.parts.parts import button, label, line
from dangjian_desktop.ui.kit.theme import Theme, polish

Verb = tuple[str, Callable[[], None]]


def moves(theme: Theme, effect: Sequence[tuple[str, str, str]]) -> str:
    """Label, before and after of each measure, apart from each other: a wide blank is one narrow blank in rich text."""
    blue = theme.color("blue").name()
    return "&nbsp;&nbsp; ".join(f'{label} <b style="color:{blue}">{before} → {after}</b>' for label, before, after in effect)


class _Verbs(QFrame):
    save_wanted = Signal()
    next_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        save, save_next, leave = command("save"), command("save_next"), command("leave")
        self.next_button = button(theme, save_next.text, "primary", clicked=self.next_wanted.emit, tip=save_next.tip())
        self.save_button = button(theme, save.text, "secondary", clicked=self.save_wanted.emit, tip=save.tip())
        self.cancel_button = button(theme, "取消", "quiet", clicked=self.close_wanted.emit, tip=leave.tip("取消"))
        self.draft = label("", "caption")
        for part in (self.next_button, self.save_button, self.cancel_button, self.draft):
            part.setParent(self)  # Tab comes to them in this order, wherever they stand

    def focus_primary(self) -> None:
        self.next_button.setFocus(Qt.FocusReason.TabFocusReason)

    def show_draft(self, words: str, more: str = "") -> None:
        self.draft.setText(words)
        self.draft.setToolTip(more)


class FormHead(_Verbs):
    """Title, 缺 n 项, n 处不符; on a page also the verbs and 返回列表, in a panel only ×."""

    def __init__(self, theme: Theme, *, paged: bool, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.setProperty("kind", "form-head")
        self.title = label("", "panel-title")
        self.pills = row(theme, gap=8)
        self.counts: list[QWidget] = []
        leave = self.close_wanted.emit
        back = button(theme, "返回列表", "quiet", "chevron-left", clicked=leave, tip=command("leave").tip("返回列表"))
        shut = button(theme, "", "icon", "x", clicked=leave, tip=command("leave").tip(), name="关上")
        verbs = (self.draft, self.cancel_button, self.save_button, self.next_button)
        parts = (*verbs,) if paged else (shut,)
        row(theme, back if paged else None, self.title, self.pills, ..., *parts, on=self, margins=(16, 8), gap=8)
        for part in verbs:
            part.setVisible(paged)

    def show_title(self, words: str) -> None:
        self.title.setText(words)

    def show_counts(self, lacking: int, wrong: int) -> None:
        for pill in self.counts:
            pill.hide()
            pill.deleteLater()
        self.counts = []
        if lacking:
            self.counts.append(self.theme.pill(f"缺 {lacking} 项", "amber", "warning-triangle"))
        if wrong:
            self.counts.append(self.theme.pill(f"{wrong} 处不符", "danger", "stop-circle"))
        for pill in self.counts:
            self.pills.addWidget(pill)


class FormFoot(_Verbs):
    """In a panel the verbs; on a page the key caps. Never scrolls away."""

    def __init__(self, theme: Theme, *, paged: bool, rows: bool, parent: QWidget) -> None:
        """``rows``: there is a grid of child rows, which has keys of its own."""
        super().__init__(theme, parent)
        self.setProperty("kind", "form-foot")
        save_next = command("save_next").shown_keys, command("save_next").text
        keys = [save_next, (command("leave").shown_keys, "取消")]
        if paged and rows:
            step, add, up = command("step"), command("row_add"), command("row_up")
            keys = [(step.shown_keys, "到下一格"), (add.shown_keys, add.text), (f"{up.shown_keys} ↓", "移动"), save_next]
        caps = [label(text, role) for key in keys for text, role in zip(key, ("key", "caption"), strict=True)]
        verbs = (self.next_button, self.save_button, self.cancel_button)
        hint = label("带 * 的定稿前要补齐，现在可以先保存", "caption")
        said = row(theme, *caps, ..., hint if paged else self.draft, gap=8)
        column(theme, None if paged else row(theme, *verbs, ..., gap=8), said, on=self, margins=(16, 8), gap=4)
        for part in (*verbs, self.draft):
            part.setVisible(not paged)


class FormStrip(QFrame):
    """A tinted line inside the form with at most two verbs; hidden when it has nothing to say. ``rich``: it says ``moves``."""

    def __init__(self, theme: Theme, parent: QWidget, *, rich: bool = False) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "form-strip")
        self.icon, self.words = QLabel(), label("", "", wrap=True, rich=rich)
        self.row = row(theme, at(TOP, self.icon), grow(self.words), on=self, margins=(12, 4))
        self._verbs: list[QPushButton] = []
        self.hide()

    def say(self, state: str, words: str, *verbs: Verb) -> None:
        """``state``: info or fault."""
        polish(self, "state", state)
        name, token = ("stop-circle", "danger") if state == "fault" else ("info-circle", "blue")
        self.icon.setPixmap(self.theme.pixmap(name, 14, token))
        self.words.setText(words)
        self._drop_verbs()
        self._verbs = [button(self.theme, text, "link", clicked=act) for text, act in verbs]
        put(self.row, self.theme, *self._verbs)
        self.show()

    def clear(self) -> None:
        self.hide()
        self._drop_verbs()

    def _drop_verbs(self) -> None:
        for made in self._verbs:
            made.hide()
            made.deleteLater()
        self._verbs = []


class ReasonBox(QWidget):
    """What is broken by a rule may stand when a reason is written; one line per rule."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.lines: dict[str, QLineEdit] = {}
        self.column = column(theme, on=self)
        self._rules: tuple[str, ...] = ()
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Reasons already written stay while the same rules are broken."""
        rules = tuple(problem.rule for problem in problems)
        if rules == self._rules:
            return
        kept = self.given()
        self._rules = rules
        clear(self.column)
        self.lines = {}
        for problem in problems:
            note = FieldNote(self.theme, self)
            note.say("fault", f"{problem.message} 确实如此的，写明原因后可以照存。")
            reason = line(f"{problem.message} 的原因", "原因，如：两名委员中途列席")
            reason.setText(kept.get(problem.rule, ""))
            reason.textEdited.connect(lambda _text: self.edited.emit())
            self.lines[problem.rule] = reason
            put(self.column, self.theme, note, reason)
        self.setVisible(bool(problems))

    def given(self) -> dict[str, str]:
        return {rule: one.text() for rule, one in self.lines.items() if one.text().strip()}
