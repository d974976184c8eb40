"""The middle of 各部分文字: tools, gutter, editor, and the bar that offers a chip for a typed number. Knows no services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dangjian_desktop.domain.report import Piece, Section, TagInfo
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.parts import Pill, area, button, label
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.report.section_edit import Gutter, SectionEdit
from dangjian_desktop.ui.wizards.report.typed_numbers import Typed, typed_numbers, words_in


class SectionDesk(QFrame):
    """Shows one section and tells what was asked for; the page answers."""

    edited = Signal()
    confirm_wanted = Signal()
    insert_wanted = Signal(QRect)
    swap_wanted = Signal(object)
    side_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.declined: set[str] = set()
        self.tags: Sequence[TagInfo] = ()
        self.typed: Typed | None = None
        self.setProperty("kind", "page")
        self.edit = SectionEdit(theme)
        self.edit.setAccessibleName("本期文字")
        self.gutter = Gutter(self.edit, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(16), theme.spacing(12), theme.spacing(16), theme.spacing(8))
        column.setSpacing(theme.spacing(8))
        column.addLayout(self._build_head())
        column.addLayout(self._build_tools())
        texts = QHBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.gutter)
        texts.addWidget(self.edit, 1)
        column.addLayout(texts, 1)
        column.addWidget(self._build_banner())
        self.edit.edited.connect(self._edited)
        self.edit.insert_wanted.connect(self.insert_wanted)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self.heading = label("", "label")
        self.state = Pill(self.theme)
        self.state.say("", "pen", "")
        head.addWidget(label("本期", "strong"))
        head.addSpacing(self.theme.spacing(8))
        head.addWidget(self.heading, 1)
        head.addWidget(self.state)
        return head

    def _build_tools(self) -> QHBoxLayout:
        theme, row = self.theme, QHBoxLayout()
        row.setSpacing(theme.spacing(8))
        self.insert_button = button(theme, "插入数字", "secondary", "link", clicked=lambda: self.insert_wanted.emit(self.edit.cursorRect()))
        self.undo_button = button(theme, "撤销", "quiet", "undo", clicked=lambda: self.edit.undo())
        self.undo_button.setEnabled(False)
        self.undo_button.setToolTip(command("undo").tip())
        self.old_button = button(theme, "上一期", "quiet", "compare", clicked=lambda: self.side_toggled.emit(self.old_button.isChecked()))
        self.old_button.setCheckable(True)
        self.old_button.hide()
        self.length = label("", "caption")
        self.confirm = button(theme, "确认本节", "secondary", "check", clicked=self.confirm_wanted.emit)
        key = label("/", "key")
        key.setToolTip("在文字里按 / 也能插入数字")
        for widget in (self.insert_button, key, self.undo_button, self.old_button):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.length)
        row.addWidget(self.confirm)
        return row

    def _build_banner(self) -> QFrame:
        self.banner = area("banner")
        self.banner.setProperty("state", "amber")
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(self.theme.spacing(16), self.theme.spacing(8), self.theme.spacing(12), self.theme.spacing(8))
        row.setSpacing(self.theme.spacing(12))
        sign = QLabel()
        sign.setPixmap(self.theme.pixmap("warning-triangle", 20, self.theme.color("amber")))
        words = QVBoxLayout()
        words.setSpacing(2)
        self.banner_title = label("", "banner-title", wrap=True)
        words.addWidget(self.banner_title)
        words.addWidget(label("换成数字块，以后台账变了会跟着变。", "banner-text", wrap=True))
        self.swap_button = button(self.theme, "换成数字块", "secondary", clicked=lambda: self.swap_wanted.emit(self.typed))
        self.leave_button = button(self.theme, "不用换", "quiet", clicked=self._decline)
        row.addWidget(sign)
        row.addLayout(words, 1)
        row.addWidget(self.swap_button)
        row.addWidget(self.leave_button)
        self.banner.hide()
        return self.banner

    # ------------------------------------------------------------------ showing
    def show_section(self, section: Section, pieces: Iterable[Piece], old: str | None, *, read_only: bool) -> None:
        """Another section; ``old`` is the last report's text of it, None without a last report."""
        self.heading.setText(section.title)
        self.edit.chips.frozen = read_only
        self.edit.show_pieces(pieces)
        self.edit.setReadOnly(read_only)
        self.undo_button.setEnabled(False)
        self.insert_button.setEnabled(not read_only)
        self.gutter.show_known(None if old is None else old.split("\n"))

    def settle(self, section: Section, tags: Sequence[TagInfo]) -> None:
        """Length, state and offers after a change."""
        self.length.setText(f"本节 {words_in(self.edit.plain())} 字")
        self.confirm.setText("已确认" if section.checked else "确认本节")
        self.confirm.setEnabled(not self.edit.isReadOnly())
        self.gutter.update()
        changed = sum(not same for _top, _bottom, same in self.gutter.marks())
        self.state.say("blue", "pen", f"{changed} 处改动" if changed else "")
        self.tags = tags
        self._show_offer()

    def below_cursor(self, place: QRect) -> QPoint:
        """Where a list opens under the cursor, on the screen."""
        return self.edit.viewport().mapToGlobal(place.bottomLeft() + QPoint(0, 6))

    def _edited(self) -> None:
        self.undo_button.setEnabled(self.edit.document().isUndoAvailable())
        self.edited.emit()

    def _show_offer(self) -> None:
        found = [] if self.edit.isReadOnly() else typed_numbers(self.edit.pieces(), self.tags, self.declined)
        self.edit.show_offers([typed.words for typed in found])
        self.typed = found[0] if found else None
        self.banner.setVisible(self.typed is not None)
        if self.typed is not None:
            self.banner_title.setText(f"“{self.typed.number}”和“{self.typed.name}”本期的数一样")

    def _decline(self) -> None:
        if self.typed is not None:
            self.declined.add(self.typed.words)
            self._show_offer()
