"""The selected record in a fixed order beside the table: fields, what is missing, its evidence, the verbs. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dangjian_desktop.domain.change import LogEntry
from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.redaction import SAID
from dangjian_desktop.services.records.records import Summary
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.evidence.box import EvidenceBox

WIDTH = 272


class SidePanel(QFrame):
    """Shows one Summary, or how many are selected."""

    edit_wanted = Signal()
    void_wanted = Signal()
    restore_wanted = Signal()
    redact_wanted = Signal()
    unmask_wanted = Signal(bool)
    history_wanted = Signal()
    closed = Signal()

    def __init__(self, spec: LedgerSpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.theme = theme
        self.summary: Summary | None = None
        self._read_only = False
        self._veiled = True
        self.setProperty("kind", "side-panel")
        self.setFixedWidth(theme.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(16), theme.spacing(12), theme.spacing(16), theme.spacing(12))
        column.setSpacing(theme.spacing(12))
        column.addLayout(self._heading())
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.area, 1)
        self._lay_inside()
        self.entered = QLabel(self)
        self.entered.setProperty("role", "caption")
        self.entered.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(self.entered, 1)
        self.redact_button = self._verb(foot, "涂销...", "quiet", "", "")
        self.redact_button.clicked.connect(self.redact_wanted)
        column.addLayout(foot)
        column.addLayout(self._verbs())
        self.show_selection(0)

    def _lay_inside(self) -> None:
        """What scrolls: the fields, made anew for each record, and the evidence, in the same place in every ledger."""
        inside = QWidget(self.area)
        self.inside = QVBoxLayout(inside)
        self.inside.setContentsMargins(0, 0, self.theme.spacing(4), 0)
        self.inside.setSpacing(self.theme.spacing(12))
        self.fields = QWidget(inside)
        self.inside.addWidget(self.fields)
        self.line = QFrame(inside)
        self.line.setProperty("kind", "hline")
        self.line.setFixedHeight(1)
        self.inside.addWidget(self.line)
        self.evidence = EvidenceBox(self.theme, inside)
        self.inside.addWidget(self.evidence)
        self.inside.addStretch(1)
        self.area.setWidget(inside)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.title = QLabel(self)
        self.title.setProperty("role", "panel-title")
        self.title.setWordWrap(True)
        row.addWidget(self.title, 1)
        close = QPushButton(self)
        close.setProperty("kind", "icon")
        close.setIcon(self.theme.icon("x"))
        close.setToolTip("关上侧栏（F4）")
        close.setAccessibleName("关上侧栏")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.spacing(8))
        self.edit_button = self._verb(row, "编辑", "secondary", "pen", "F2")
        self.void_button = self._verb(row, "作废...", "quiet", "", "Delete")
        self.restore_button = self._verb(row, "恢复", "secondary", "undo", "")
        self.edit_button.clicked.connect(self.edit_wanted)
        self.void_button.clicked.connect(self.void_wanted)
        self.restore_button.clicked.connect(self.restore_wanted)
        row.addStretch(1)
        self.history_button = self._verb(row, "记录", "quiet", "clock", "")
        self.history_button.setToolTip("谁在什么时候登记、改过这一条")
        self.history_button.clicked.connect(self.history_wanted)
        return row

    def _verb(self, row: QHBoxLayout, words: str, kind: str, icon: str, keys: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("kind", kind)
        if icon:
            button.setIcon(self.theme.icon(icon))
        if keys:
            button.setToolTip(f"{words}（{keys}）")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(button)
        return button

    # ------------------------------------------------------------------ showing
    def set_read_only(self, on: bool) -> None:
        self._read_only = on
        self.evidence.set_read_only(on)
        self._show_verbs(1 if self.summary else 0)

    def show_selection(self, count: int) -> None:
        """Nothing, or several at once."""
        self.summary = None
        self.title.setText(f"已选 {count} 条" if count else "没有选中记录")
        self.entered.setText("")
        self._fill(())
        self._show_evidence()
        self._show_verbs(count)

    def show_summary(self, summary: Summary) -> None:
        self.summary = summary
        day = summary.line.day.isoformat() if summary.line.day else ""
        name = summary.line.title.split("　")[0]
        self.title.setText(f"{day} {name}".strip())
        self._fill(tuple(field for field in summary.fields if field[1] not in (day, name)), summary.redacted)
        changed = "" if summary.updated_at == summary.created_at else f"，{summary.updated_at[:10]} 改过"
        self.entered.setText(f"{summary.created_at[:10]} 登记{changed}")
        self._show_evidence()
        self._show_verbs(1)

    def _show_evidence(self) -> None:
        """Registers have none, and several records at once show none."""
        has = self.summary is not None and self.spec.evidence_field is not None
        self.line.setVisible(has)
        self.evidence.setVisible(has)
        self.evidence.show_pieces(self.summary.evidence if has and self.summary is not None else ())

    def show_history(self, entries: Sequence[LogEntry]) -> None:
        """The lines of the log that touched this record, newest first, in place of the fields until another is chosen."""
        lines = [(f"{entry.at:%Y-%m-%d %H:%M}", f"{entry.actor} {entry.label}".strip(), False) for entry in entries]
        self._fill(tuple(lines) or (("记录", "没有", False),))

    def _show_verbs(self, count: int) -> None:
        void = self.summary is not None and self.summary.void_reason is not None
        self.edit_button.setVisible(count == 1 and not void)
        self.void_button.setVisible(count > 0 and not void)
        self.history_button.setVisible(self.summary is not None)
        self.redact_button.setVisible(self.summary is not None)
        self.restore_button.setVisible(count > 0 and (void or self.summary is None))
        for button in (self.edit_button, self.void_button, self.restore_button, self.redact_button):
            button.setEnabled(not self._read_only)
            if self._read_only:
                button.setToolTip("台账现在是只读")

    def _fill(self, fields: tuple[tuple[str, str, bool], ...], redacted: Sequence[str] = ()) -> None:
        body = QWidget(self.area.widget())
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.theme.spacing(8))
        grid.setVerticalSpacing(self.theme.spacing(8))
        line = 0
        if self.summary is not None:
            line = self._states(grid, self.summary)
        shown = [(label, MASK if secret and self._veiled else text, "") for label, text, secret in fields]
        for label, text, role in (*shown, *((label, SAID, "caption") for label in redacted)):
            name = QLabel(label, body)
            name.setProperty("role", "label2")
            name.setWordWrap(True)
            name.setFixedWidth(self.theme.px(88))
            value = QLabel(text, body)
            value.setProperty("role", role)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, line, 1, Qt.AlignmentFlag.AlignTop)
            line += 1
        if any(secret for _label, _text, secret in fields):
            link = QPushButton("显示保密内容" if self._veiled else "遮住", body)
            link.setProperty("kind", "link")
            link.clicked.connect(lambda _checked=False: self.unmask_wanted.emit(self._veiled))
            grid.addWidget(link, line, 1, Qt.AlignmentFlag.AlignLeft)
            line += 1
        grid.setColumnStretch(1, 1)
        self.inside.replaceWidget(self.fields, body)
        self.fields.hide()
        self.fields.deleteLater()
        self.fields = body

    def _states(self, grid: QGridLayout, summary: Summary) -> int:
        """What is missing, or why it is void, before the fields."""
        if summary.void_reason is not None:
            pill = self.theme.pill(f"已作废：{summary.void_reason}", "grey", "minus")
        elif summary.missing:
            pill = self.theme.pill(f"待补：{'、'.join(summary.missing)}", "amber", "warning-triangle")
        else:
            return 0
        grid.addWidget(pill, 0, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        return 1

    def set_veiled(self, on: bool) -> None:
        """Whether secret fields are masked."""
        self._veiled = on
        if self.summary is not None and any(secret for _label, _text, secret in self.summary.fields):
            self.show_summary(self.summary)
