"""The grid of child rows: typed cell by cell, moved, added, pasted from a spreadsheet. Knows fields, no storage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.editors.table import Editor, Tools, make_editor
from dangjian_desktop.ui.kit.parts.field_note import FieldNote
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.parts.tables import dress
from dangjian_desktop.ui.ledger.grid.rows_model import RAW_ROLE, STATE_ROLE, RowsModel

ROW = 36


class CellDelegate(QStyledItemDelegate):
    """Paints row lines, edges of faults and hints of what is missing; opens the editor of the cell's kind."""

    typed = Signal()
    """In the open cell; the model hears of it when the cell is left."""

    def __init__(self, fields: Sequence[Field], tools: Tools, parent: QObject) -> None:
        super().__init__(parent)
        self.fields = fields
        self.tools = tools
        self.current: Editor | None = None
        self.place = QPersistentModelIndex()
        self._filled: Editor | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, self.tools.theme.control(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, rect = self.tools.theme, QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect.adjusted(0, 0, 1, 0), theme.color("sel" if selected else "paper"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        state, text = index.data(STATE_ROLE), str(index.data() or "")
        painter.setFont(theme.font(14))
        painter.setPen(theme.selected_ink() if selected else theme.color("ink"))
        if state == "missing" and not text:
            painter.setPen(theme.selected_ink() if selected and theme.contrast else theme.color("amber"))
            text = "待补"
        inner = rect.adjusted(theme.spacing(16 if index.column() == 0 else 8), 0, -theme.spacing(8), 0)
        side = Qt.AlignmentFlag.AlignRight if self.fields[index.column()].of.numeric else Qt.AlignmentFlag.AlignLeft
        elided = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, elided)
        if state == "fault":
            painter.setPen(theme.pen("danger", 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.pen("blue", 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QWidget:
        editor = make_editor(self.fields[index.column()], self.tools, parent, bare=True)
        editor.setAutoFillBackground(True)
        editor.left.connect(lambda: self._close(editor, QAbstractItemDelegate.EndEditHint.NoHint))
        if (proxy := editor.focusProxy()) is not None:
            proxy.installEventFilter(self)
        editor.edited.connect(self.typed)
        self.current, self.place = editor, QPersistentModelIndex(index)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Once, when the cell is opened: a state that changes meanwhile must not lay the old value over what is being typed."""
        if isinstance(editor, Editor) and editor is not self._filled:
            self._filled = editor
            editor.set_raw(index.data(RAW_ROLE))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, Editor):
            editor.settle()
            model.setData(index, editor.raw())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> None:
        wanted = max(option.rect.height(), editor.minimumSizeHint().height())
        editor.setGeometry(QRect(option.rect.topLeft(), QSize(max(option.rect.width(), 96), wanted)))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Enter and Tab take over and go on; Esc leaves the cell as it was."""
        if self.current is not None and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            hints = {
                Qt.Key.Key_Return: QAbstractItemDelegate.EndEditHint.EditNextItem,
                Qt.Key.Key_Enter: QAbstractItemDelegate.EndEditHint.EditNextItem,
                Qt.Key.Key_Tab: QAbstractItemDelegate.EndEditHint.EditNextItem,
                Qt.Key.Key_Backtab: QAbstractItemDelegate.EndEditHint.EditPreviousItem,
            }
            plain_key = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            hint = hints.get(Qt.Key(event.key())) if plain_key else None
            if hint is not None:
                self._close(self.current, hint)
                return True
            if event.key() == Qt.Key.Key_Escape:
                editor, self.current = self.current, None
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
                return True
        return False

    def _close(self, editor: Editor, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if self.current is not editor:
            return
        QGuiApplication.inputMethod().commit()
        self.current = None
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)

    def take_over(self) -> None:
        """The cell that is being typed in counts when the record is saved."""
        if self.current is not None:
            self._close(self.current, QAbstractItemDelegate.EndEditHint.NoHint)


class RowsView(QTableView):
    """Keyboard of the grid; Enter behind the last cell begins a new row."""

    wanted_row = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.widths: list[int] = []
        self.elastic: list[int] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts give way and take what is left, so that the grid does not scroll sideways without need."""
        super().resizeEvent(event)
        spare = self.viewport().width() - sum(self.widths)
        share = spare // len(self.elastic) if self.elastic else 0
        for place, width in enumerate(self.widths):
            self.setColumnWidth(place, max(width * 3 // 5, width + share) if place in self.elastic else width)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        here = self.currentIndex()
        last = here.isValid() and here.row() == self.model().rowCount() - 1 and here.column() == self.model().columnCount() - 1
        if action == QAbstractItemView.CursorAction.MoveNext and last:
            self.wanted_row.emit()
            return self.model().index(self.model().rowCount() - 1, 0)
        return super().moveCursor(action, modifiers)

    def event(self, event: QEvent) -> bool:
        """F2 means the cell here, not the record that the window's menu would edit."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_F2:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not event.modifiers():
            self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)


class RowsEditor(QWidget):
    """Heading with the verbs, the grid, one line of faults below."""

    edited = Signal()

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.tools = tools
        self.model = RowsModel(field, tools.lookup.names, self)
        self.model.edited.connect(self._changed)
        self.view = self._make_view()
        self.delegate.typed.connect(self.edited)
        self.count = label("", "caption")
        self.note = FieldNote(tools.theme, self)
        self.note.hide()
        column(tools.theme, self._heading(), grow(self.view), self.note, on=self, gap=8)
        self._fit()

    def _make_view(self) -> RowsView:
        theme = self.tools.theme
        view = RowsView(self)
        view.setModel(self.model)
        self.delegate = CellDelegate(self.field.rows, self.tools, view)
        view.setItemDelegate(self.delegate)
        head = dress(view, self.field.label, line=theme.control(ROW))
        head.setHighlightSections(True)
        view.setProperty("kind", "rows")
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.SelectedClicked)
        view.verticalHeader().show()
        view.verticalHeader().setProperty("kind", "numbers")
        view.verticalHeader().setMinimumWidth(theme.px(40))
        view.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        head.setFixedHeight(theme.control(32))
        view.widths = [theme.px(max(cell.of.cell_width, 14 * len(cell.label) + 24)) for cell in self.field.rows]
        view.elastic = [column for column, cell in enumerate(self.field.rows) if cell.of.elastic and not cell.of.refers]
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.wanted_row.connect(lambda: self.model.add())
        return view

    def _heading(self) -> QHBoxLayout:
        theme = self.tools.theme
        star = f' <span style="color:{theme.color("danger").name()}">*</span>' if self.field.required else ""
        title = label(f"<b>{self.field.label}</b>{star}", "", rich=True)
        self.add_button = self._command("row_add", self.add, words=f"增加{self.field.label}", kind="secondary")
        self.paste_button = button(theme, "批量粘贴", "quiet", "grid", clicked=self.paste)
        self.up_button = self._command("row_up", lambda: self.shift(-1))
        self.down_button = self._command("row_down", lambda: self.shift(1))
        self.remove_button = self._command("row_remove", self.remove)
        moving = (self.up_button, self.down_button, self.remove_button)
        return row(theme, title, self.count, ..., self.add_button, self.paste_button, *moving, gap=8)

    def _command(self, name: str, act: Callable[[], None], *, words: str = "", kind: str = "quiet") -> QPushButton:
        one = command(name)
        made = button(self.tools.theme, words or one.text, kind, one.icon, clicked=act, tip=one.tip(words))
        made.setShortcut(QKeySequence(one.keys))
        return made

    # ------------------------------------------------------------------ values
    def raw(self) -> list[dict[str, Any]]:
        return self.model.raw()

    def unfinished(self) -> list[dict[str, Any]]:
        """With what stands in the cell that is being typed in, which is left alone."""
        rows, open_cell = self.model.raw(), self.delegate
        if open_cell.current is not None and open_cell.place.isValid():
            rows[open_cell.place.row()][self.field.rows[open_cell.place.column()].key] = open_cell.current.raw()
        return rows

    def settle(self) -> None:
        self.delegate.take_over()

    def set_raw(self, rows: Sequence[Mapping[str, Any]] | None) -> None:
        self.model.set_raw(rows)
        self._fit()

    def show_states(self, problems: Sequence[Problem], missing: Sequence[Problem]) -> None:
        """Colours in the cells and the gravest sentence once below the grid."""
        self.model.show_states(problems, missing)
        if problems:
            first = problems[0]
            self.note.say("fault", f"第 {(first.item or 0) + 1} 项：{first.message}")
        elif missing:
            self.note.say("missing", f"{'、'.join(one.message for one in missing[:3])} 还没填，保存后记为待补。")
        else:
            self.note.say("ok", "")

    # ------------------------------------------------------------------ verbs
    def begin(self) -> None:
        """Enter in the last field above goes on here, in the first cell."""
        if not self.model.rows:
            self.add()
            return
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.edit(self.model.index(0, 0))

    def add(self) -> None:
        self.settle()
        line = self.model.add()
        self.view.setCurrentIndex(self.model.index(line, 0))
        self.view.edit(self.model.index(line, 0))

    def shift(self, step: int) -> None:
        self.settle()
        here = self.view.currentIndex()
        if here.isValid():
            self.view.setCurrentIndex(self.model.index(self.model.move(here.row(), step), here.column()))

    def remove(self) -> None:
        self.settle()
        here = self.view.currentIndex()
        if here.isValid():
            self.model.remove(here.row())

    def paste(self) -> None:
        """Lines of a spreadsheet become rows, cells in the order of the columns."""
        self.settle()
        for line in QGuiApplication.clipboard().text().splitlines():
            cells = [text.strip() for text in line.split("\t")]
            if any(cells):
                self.model.add({cell.key: text for cell, text in zip(self.field.rows, cells, strict=False) if text})
        filled = self.model.filled()
        for number in reversed(range(len(self.model.rows))):
            if number not in filled:
                self.model.remove(number)

    def _changed(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        """As tall as its rows, within reason: the page scrolls, not the grid."""
        theme = self.tools.theme
        lines = min(max(len(self.model.rows), 1), 10)
        self.view.setMinimumHeight(theme.control(32) + lines * theme.control(ROW) + theme.px(4))
        filled = len(self.model.filled())
        self.count.setText(f"{filled} 项" if filled else "")
        for one in (self.up_button, self.down_button, self.remove_button):
            one.setEnabled(bool(self.model.rows))
