"""Head, foot and strips of a record form: title, counts, verbs, key caps, 保存后, written reasons. Knows no field and no service."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.ui.kit.parts.field_note import FieldNote
from dangjian_desktop.ui.kit.theme import Theme

Verb = tuple[str, Callable[[], None]]


def button(words: str, kind: str, act: Callable[[], None], parent: QWidget, *, tip: str = "") -> QPushButton:
    made = QPushButton(words, parent)
    made.setProperty("kind", kind)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAutoDefault(False)
    made.setToolTip(tip)
    made.clicked.connect(lambda: act())
    return made


def moves(theme: Theme, effect: Sequence[tuple[str, str, str]]) -> str:
    """Label, before and after of each measure, apart from each other: a wide blank is one narrow blank in rich text."""
    blue = theme.color("blue").name()
    return "&nbsp;&nbsp; ".join(f'{label} <b style="color:{blue}">{before} → {after}</b>' for label, before, after in effect)


class _Verbs(QFrame):
    save_wanted = Signal()
    next_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.next_button = button("保存并登记下一条", "primary", self.next_wanted.emit, self, tip="保存并登记下一条（Ctrl+Enter）")
        self.save_button = button("保存", "secondary", self.save_wanted.emit, self, tip="保存（Ctrl+S）")
        self.cancel_button = button("取消", "quiet", self.close_wanted.emit, self, tip="取消（Esc）")
        self.draft = QLabel(self)
        self.draft.setProperty("role", "caption")

    def focus_primary(self) -> None:
        self.next_button.setFocus(Qt.FocusReason.TabFocusReason)

    def show_draft(self, words: str, more: str = "") -> None:
        self.draft.setText(words)
        self.draft.setToolTip(more)


class FormHead(_Verbs):
    """Title, 缺 n 项, n 处不符; on a page also the verbs and 返回列表, in a panel only ×."""

    def __init__(self, theme: Theme, *, paged: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "form-head")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.spacing(16), theme.spacing(8), theme.spacing(16), theme.spacing(8))
        row.setSpacing(theme.spacing(8))
        if paged:
            back = button("返回列表", "quiet", self.close_wanted.emit, self, tip="返回列表（Esc）")
            back.setIcon(theme.icon("chevron-left"))
            row.addWidget(back)
        self.title = QLabel(self)
        self.title.setProperty("role", "panel-title")
        row.addWidget(self.title)
        self.pills = QHBoxLayout()
        self.pills.setSpacing(theme.spacing(8))
        row.addLayout(self.pills)
        row.addStretch(1)
        self.counts: list[QWidget] = []
        if paged:
            for part in (self.draft, self.cancel_button, self.save_button, self.next_button):
                row.addWidget(part)
            return
        for part in (self.draft, self.cancel_button, self.save_button, self.next_button):
            part.hide()
        close = button("", "icon", self.close_wanted.emit, self, tip="关上（Esc）")
        close.setIcon(theme.icon("x"))
        close.setAccessibleName("关上")
        row.addWidget(close)

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
        super().__init__(parent)
        self.setProperty("kind", "form-foot")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(16), theme.spacing(8), theme.spacing(16), theme.spacing(8))
        column.setSpacing(theme.spacing(4))
        verbs = QHBoxLayout()
        verbs.setSpacing(theme.spacing(8))
        for part in (self.next_button, self.save_button, self.cancel_button):
            verbs.addWidget(part)
            part.setVisible(not paged)
        verbs.addStretch(1)
        caps = QHBoxLayout()
        caps.setSpacing(theme.spacing(8))
        keys = [("Ctrl+Enter", "保存并登记下一条"), ("Esc", "取消")]
        if paged and rows:
            keys = [("Enter", "到下一格"), ("Ctrl+↓", "增加一行"), ("Alt+↑ ↓", "移动"), ("Ctrl+Enter", "保存并登记下一条")]
        for cap, words in keys:
            for text, role in ((cap, "key"), (words, "caption")):
                label = QLabel(text, self)
                label.setProperty("role", role)
                caps.addWidget(label)
        caps.addStretch(1)
        if paged:
            self.draft.hide()
            hint = QLabel("带 * 的定稿前要补齐，现在可以先保存", self)
            hint.setProperty("role", "caption")
            caps.addWidget(hint)
        else:
            caps.addWidget(self.draft)
            column.addLayout(verbs)
        column.addLayout(caps)


class FormStrip(QFrame):
    """A tinted line inside the form with at most two verbs; hidden when it has nothing to say. ``rich``: it says ``moves``."""

    def __init__(self, theme: Theme, parent: QWidget, *, rich: bool = False) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "form-strip")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.spacing(12), theme.spacing(4), theme.spacing(12), theme.spacing(4))
        self.icon = QLabel(self)
        self.words = QLabel(self)
        self.words.setProperty("rich", rich)
        self.words.setWordWrap(True)
        self.row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.words, 1)
        self._verbs: list[QPushButton] = []
        self.hide()

    def say(self, state: str, words: str, *verbs: Verb) -> None:
        """``state``: info or fault."""
        self.setProperty("state", state)
        self.style().unpolish(self)
        self.style().polish(self)
        name, token = ("stop-circle", "danger") if state == "fault" else ("info-circle", "blue")
        self.icon.setPixmap(self.theme.pixmap(name, 14, self.theme.color(token)))
        self.words.setText(words)
        self._drop_verbs()
        for text, act in verbs:
            made = button(text, "link", act, self)
            self.row.addWidget(made)
            self._verbs.append(made)
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
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self._parts: list[QWidget] = []
        self._rules: tuple[str, ...] = ()
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Reasons already written stay while the same rules are broken."""
        rules = tuple(problem.rule for problem in problems)
        if rules == self._rules:
            return
        kept = self.given()
        self._rules = rules
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self.lines = [], {}
        for problem in problems:
            note = FieldNote(self.theme, self)
            note.say("fault", f"{problem.message} 确实如此的，写明原因后可以照存。")
            line = QLineEdit(kept.get(problem.rule, ""), self)
            line.setPlaceholderText("原因，如：两名委员中途列席")
            line.setAccessibleName(f"{problem.message} 的原因")
            line.textEdited.connect(lambda _text: self.edited.emit())
            self.lines[problem.rule] = line
            for part in (note, line):
                self.column.addWidget(part)
                self._parts.append(part)
        self.setVisible(bool(problems))

    def given(self) -> dict[str, str]:
        return {rule: line.text() for rule, line in self.lines.items() if line.text().strip()}
