"""Right of the editor: the same section of the last report, and the number at the cursor. Knows no services."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from dangjian_desktop.domain.report import Piece, TagInfo
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, rule, say_why_not
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.report.chips import EDITOR_LINE, SIZE
from dangjian_desktop.ui.wizards.report.typed_numbers import differing, likeness


class TextsSide(QFrame):
    """360 px; read-only."""

    WIDTH = 376
    take_wanted = Signal(str)
    records_wanted = Signal(object, str)
    form_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.old = self.new = ""
        self.piece: Piece | None = None
        self.setProperty("kind", "panel")
        self.setFixedWidth(theme.px(self.WIDTH))
        self.period, self.like = label("", "label"), label("", "caption")
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "reading")
        self.text.setAccessibleName("上一期同一部分")
        self.text.setFont(theme.font(SIZE))
        self.text.document().setDocumentMargin(theme.px(16))
        self.take = button(theme, "整段取用", "secondary", clicked=lambda: self.take_wanted.emit(self.old))
        self.only = button(theme, "只看不同", "quiet", "eye", clicked=self._show_text, checkable=True)
        column(
            theme,
            row(theme, label("上一期", "strong"), grow(self.period)),
            grow(self.text),
            row(theme, self.take, self.only, ..., self.like),
            rule(),
            label("光标处的数字", "label"),
            self._build_card(),
            on=self, margins=(16, 12), gap=8,
        )  # fmt: skip

    def _build_card(self) -> QWidget:
        theme = self.theme
        self.name, self.value, self.basis = label("", "strong", wrap=True), label("", "number"), label("", "caption", wrap=True)
        self.records = button(theme, "", "link", clicked=self._open)
        self.forms = button(theme, "换成汉字、约数...", "link", clicked=self.form_wanted.emit)
        head, links = row(theme, grow(self.name), self.value), row(theme, self.records, self.forms, ...)
        self.card = area("card", column(theme, head, self.basis, links, margins=(12, 8), gap=4))
        self.show_number(None, None)
        return self.card

    def show_previous(self, period: str, old: str, *, may_take: bool) -> None:
        """The last report's text of this section; empty when there is none."""
        self.old = old
        self.period.setText(period or "没有上一期")
        self.take.setVisible(may_take)
        say_why_not("" if old else "上一期没有这一部分", self.take)
        self._show_text()

    def compare(self, new: str) -> None:
        self.new = new
        self.like.setText(f"雷同度 {likeness(self.old, new):.0%}" if self.old else "")
        if self.only.isChecked():
            self._show_text()

    def _show_text(self) -> None:
        words = "\n".join(differing(self.old, self.new)) if self.only.isChecked() else self.old
        self.text.setPlainText(words if words or not self.old else "这一部分和上一期一样。")
        shape = QTextBlockFormat()
        shape.setLineHeight(self.theme.px(EDITOR_LINE), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        shape.setTextIndent(2 * self.theme.px(SIZE))
        cursor = self.text.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(shape)

    def show_number(self, piece: Piece | None, info: TagInfo | None) -> None:
        """What the chip beside the cursor stands for."""
        self.piece = piece
        self.name.setText(piece.name if piece else "光标不在数字上")
        unit = info.unit if info else ""
        self.value.setText(f"{piece.text} {unit}".strip() if piece else "")
        count = len(piece.ids) if piece else 0
        changed = "，手改" if piece and piece.overridden else ""
        fault = piece.fault if piece else ""
        self.basis.setText(fault or (f"来自 {count} 条记录{changed}" if piece else "点一个蓝色数字块，看它从哪里来。"))
        self.records.setText(f"看 {count} 条记录")
        self.records.setVisible(count > 0)
        self.forms.setVisible(piece is not None)

    def _open(self) -> None:
        if self.piece is not None:
            self.records_wanted.emit(self.piece.ids, self.piece.name)
