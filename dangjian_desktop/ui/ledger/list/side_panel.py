"""The selected record in a fixed order beside the table: fields, what is missing, its evidence, the verbs. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from dangjian_desktop.domain.change import LogEntry
from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.redaction import SAID
from dangjian_desktop.services.records.records import Summary
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import LEFT, TOP, Item, Placed, at, column, grid, grow, pane, row
from dangjian_desktop.ui.kit.parts.parts import button, label, rule, scrolled
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
        self.title, self.entered = label("", "panel-title", wrap=True), label("", "caption", wrap=True)
        shut = button(theme, "", "icon", "x", clicked=self.closed.emit, tip=command("panel").tip("关上侧栏"), name="关上侧栏")
        self.redact_button = button(theme, "涂销...", "quiet", clicked=self.redact_wanted.emit)
        # what scrolls: the fields, made anew for each record, and the evidence, in the same place in every ledger
        self.fields, self.line, self.evidence = QWidget(), rule(), EvidenceBox(theme)
        self.inside = column(theme, self.fields, self.line, self.evidence, ..., margins=(0, 0, 4, 0), gap=12)
        self.area = scrolled(pane(self.inside), sideways=False, by_keys=True)
        column(
            theme,
            row(theme, grow(self.title), at(TOP, shut)),
            grow(self.area),
            row(theme, grow(self.entered), self.redact_button),
            self._verbs(),
            on=self, margins=(16, 12), gap=12,
        )  # fmt: skip
        self.show_selection(0)

    def _verbs(self) -> QHBoxLayout:
        theme = self.theme
        edit, void, restore = command("edit"), command("void"), command("restore")
        self.edit_button = button(theme, edit.text, "secondary", edit.icon, clicked=self.edit_wanted.emit, tip=edit.tip())
        self.void_button = button(theme, void.text, "quiet", clicked=self.void_wanted.emit, tip=void.tip())
        self.restore_button = button(theme, restore.text, "secondary", restore.icon, clicked=self.restore_wanted.emit)
        tip = "谁在什么时候登记、改过这一条"
        self.history_button = button(theme, "记录", "quiet", "clock", clicked=self.history_wanted.emit, tip=tip)
        return row(theme, self.edit_button, self.void_button, self.restore_button, ..., self.history_button, gap=8)

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
        for verb in (self.edit_button, self.void_button, self.restore_button, self.redact_button):
            verb.setEnabled(not self._read_only)
            if self._read_only:
                verb.setToolTip("台账现在是只读")

    def _fill(self, fields: tuple[tuple[str, str, bool], ...], redacted: Sequence[str] = ()) -> None:
        shown = [(name, MASK if secret and self._veiled else text, "") for name, text, secret in fields]
        lines = [*self._states(), *(self._line(*one) for one in (*shown, *((name, SAID, "caption") for name in redacted)))]
        if any(secret for _name, _text, secret in fields):
            words = "显示保密内容" if self._veiled else "遮住"
            lines.append([None, at(LEFT, button(self.theme, words, "link", clicked=lambda: self.unmask_wanted.emit(self._veiled)))])
        body = pane(grid(self.theme, *lines, gap=(8, 8), stretch=[1]))
        self.inside.replaceWidget(self.fields, body)
        self.fields.hide()
        self.fields.deleteLater()
        self.fields = body

    def _line(self, name: str, text: str, role: str) -> Sequence[Item]:
        named, value = label(name, "label2", wrap=True), label(text, role, wrap=True)
        named.setFixedWidth(self.theme.px(88))
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return at(TOP, named), at(TOP, value)

    def _states(self) -> list[Sequence[Item]]:
        """What is missing, or why it is void, before the fields."""
        summary = self.summary
        if summary is not None and summary.void_reason is not None:
            pill = self.theme.pill(f"已作废：{summary.void_reason}", "grey", "minus")
        elif summary is not None and summary.missing:
            pill = self.theme.pill(f"待补：{'、'.join(summary.missing)}", "amber", "warning-triangle")
        else:
            return []
        return [[Placed(pill, where=LEFT, columns=2)]]

    def set_veiled(self, on: bool) -> None:
        """Whether secret fields are masked."""
        self._veiled = on
        if self.summary is not None and any(secret for _label, _text, secret in self.summary.fields):
            self.show_summary(self.summary)
