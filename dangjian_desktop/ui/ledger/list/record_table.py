"""The table of records: one delegate that paints rows, pills and void ones; keyboard, sorting, type-ahead. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from dangjian_desktop.domain.fields import MASK, fold
from dangjian_desktop.domain.listing import Row
from dangjian_desktop.domain.redaction import SAID
from dangjian_desktop.ui.kit.parts.tables import dress
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.list.record_model import COLUMN_ROLE, ROW_ROLE, RecordModel
from dangjian_desktop.ui.ledger.parts.columns import EVIDENCE, STATUS, Column, shared_out

ROW = 32
SAMPLE = 40
ROUNDING = 2
"""A text exactly as wide as its cell would be cut."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RecordDelegate(QStyledItemDelegate):
    """Row lines only, no zebra; selected rows carry a blue bar; void ones are struck out; 状态 is a pill or a quiet tick."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered = -1
        self.short_pills = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, self.theme.control(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, rect = self.theme, QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        row, column = index.data(ROW_ROLE), index.data(COLUMN_ROLE)
        painter.save()
        ground = "sel" if selected else "hover" if index.row() == self.hovered else "paper"
        painter.fillRect(rect.adjusted(0, 0, 1, 0), theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("blue"))
        if row is not None and column is not None:
            inner = rect.adjusted(theme.spacing(16 if index.column() == 0 else 8), 0, -theme.spacing(8), -1)
            if column.key == STATUS:
                self.paint_status(painter, inner, row, str(index.data()), selected=selected)
            else:
                self.paint_cell(painter, inner, row, column, text=str(index.data() or ""), selected=selected)
        painter.restore()

    def paint_cell(self, painter: QPainter, rect: QRect, row: Row, column: Column, *, text: str, selected: bool) -> None:
        theme = self.theme
        font = QFont(theme.font(14))
        void = row.void_reason is not None
        font.setStrikeOut(void)
        painter.setFont(font)
        quiet = void or (column.key == EVIDENCE and not row.evidence) or (column.key in row.redacted and text == SAID)
        painter.setPen(theme.selected_ink() if selected and not void else theme.color("ink3" if quiet else "ink"))
        if column.key == EVIDENCE and row.evidence:
            side = theme.px(14)
            painter.drawPixmap(rect.left(), rect.center().y() - side // 2, theme.pixmap("clip", 14, theme.color("ink2")))
            rect = rect.adjusted(side + theme.px(4), 0, 0, 0)
        words = text.replace("\n", " ")
        if not column.never_elided:
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, RIGHT if column.numeric else LEFT, words)

    def status_words(self, row: Row, text: str) -> tuple[str, str]:
        """The words of the pill, shorter where the window is narrow, and their tone; "" for what is in order."""
        if row.void_reason is not None:
            return ("已作废" if self.short_pills else text), "grey"
        if row.missing:
            return (f"待补 {len(row.missing)} 项" if self.short_pills else text), "amber"
        return text, "" if text == "齐全" else "amber"

    def paint_status(self, painter: QPainter, rect: QRect, row: Row, text: str, *, selected: bool) -> None:
        words, tone = self.status_words(row, text)
        if tone:
            self.theme.paint_pill(painter, rect, words, tone, "minus" if tone == "grey" else "warning-triangle")
        else:
            self.theme.paint_done(painter, rect, words, selected=selected)


class RecordTable(QTableView):
    """``opened`` carries the record to edit, ``chosen`` those selected (after the selection has settled),
    ``dropped`` the record under the mouse and what was let fall on it."""

    opened = Signal(int)
    chosen = Signal(list)
    void_wanted = Signal()
    copy_wanted = Signal()
    dropped = Signal(int, object)
    drawn_wide = Signal()
    """The user has drawn a column wider or narrower; ``drawn`` has them all."""

    def __init__(self, model: RecordModel, theme: Theme, initials: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.records = model
        self._initials = initials
        self._typed = ""
        self._kept: list[int] = []
        self._wanted: int | None = None
        self.drawn: dict[str, int] = {}
        self._needs: dict[str, int] = {}
        self._fitting = False
        self._pill = theme.px(14) + theme.spacing(24)
        self.setModel(model)
        self.delegate = RecordDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        head = dress(self, model.spec.label, line=theme.control(ROW))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("kind", "records")
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setFixedHeight(theme.control(ROW))
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(theme.px(40))
        head.sectionClicked.connect(self._sort_by)
        head.sectionResized.connect(self._drawn_by_hand)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._after_reset)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.selectionModel().selectionChanged.connect(lambda *_ranges: self.chosen.emit(self.selected()))
        self.takes_files = False
        self.setAcceptDrops(True)
        self.resize_columns()

    # ------------------------------------------------------------------ selection
    def selected(self) -> list[int]:
        """The numbers of the selected records that are here, in the order of the list."""
        lines = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [row.pk for line in lines if (row := self.records.row_at(line)) is not None]

    def select(self, pk: int) -> None:
        """Go to a record, now or as soon as it is here."""
        self._wanted = pk
        line = self.records.line_of(pk)
        if line is not None:
            self._wanted = None
            # not selectRow(): with Ctrl still down from Ctrl+S it would toggle
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.records.index(line, 0), flags)
            self.scrollTo(self.records.index(line, 0))

    def _remember(self) -> None:
        self._kept = self.selected()
        self._offset = self.verticalScrollBar().value()

    def _after_reset(self) -> None:
        self._needs.clear()
        self.resize_columns()
        self._show_order()
        self.verticalScrollBar().setValue(self._offset)
        wanted = self._wanted
        if wanted is not None:
            self.select(wanted)
        for pk in self._kept if wanted is None else []:
            if (line := self.records.line_of(pk)) is not None:
                selection = self.selectionModel()
                flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
                selection.select(self.records.index(line, 0), flags)
                selection.setCurrentIndex(self.records.index(line, 0), selection.SelectionFlag.NoUpdate)
        self.chosen.emit(self.selected())

    # ------------------------------------------------------------------ columns and order
    def _sort_by(self, section: int) -> None:
        column = self.records.columns[section]
        if not column.sortable:
            return
        query = self.records.query
        same = column.key == (query.order or self.records.spec.listed_under)
        falling = not query.descending if same else column.dated or column.numeric
        self.records.sort(section, Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder)

    def _show_order(self) -> None:
        query, head = self.records.query, self.horizontalHeader()
        key = query.order or self.records.spec.listed_under
        section = next((number for number, column in enumerate(self.records.columns) if column.key == key), -1)
        head.setSortIndicatorShown(section >= 0)
        if section >= 0:
            head.setSortIndicator(section, Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder)

    def resize_columns(self) -> None:
        """Dates, numbers and 状态 are shown whole; texts share what is left, and give way first where it is tight.
        A width the user has drawn stays."""
        columns = self.records.columns
        if not columns:
            return
        needed = [self.drawn.get(column.key) or self._need(number, column) for number, column in enumerate(columns)]
        widths = shared_out(columns, needed, self.viewport().width(), px=self.theme.px)
        self._fitting = True
        for number, column in enumerate(columns):
            self.setColumnWidth(number, self.drawn.get(column.key, widths[number]))
        self._fitting = False

    def set_short_pills(self, on: bool) -> None:
        self.delegate.short_pills = on
        self._needs.pop(STATUS, None)
        self.resize_columns()

    def _need(self, number: int, column: Column) -> int:
        """The heading and the cells of the first screens; measured once per answer."""
        if column.key not in self._needs:
            heading = QFontMetrics(self.theme.font(13)).horizontalAdvance(column.label) + self.theme.px(18 if column.sortable else 0)
            plain, small = QFontMetrics(self.theme.font(14)), QFontMetrics(self.theme.font(12))
            widest = self.theme.px(64) if column.key in (STATUS, EVIDENCE) else 0
            for _line, row in self.records.known_rows()[:SAMPLE]:
                if column.key == STATUS:
                    widest = max(
                        widest,
                        small.horizontalAdvance(self.delegate.status_words(row, self.records.cell_text(row, column))[0]) + self._pill,
                    )
                elif (text := self.records.cell_text(row, column)[:60]) and column.key != EVIDENCE:
                    widest = max(widest, plain.horizontalAdvance(text))
            self._needs[column.key] = max(heading, widest) + self.theme.spacing(16 if number else 24) + ROUNDING
        return self._needs[column.key]

    def _drawn_by_hand(self, section: int, _before: int, width: int) -> None:
        if not self._fitting and section < len(self.records.columns):
            self.drawn[self.records.columns[section].key] = width
            self.drawn_wide.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resize_columns()

    # ------------------------------------------------------------------ keyboard and mouse
    def _open(self, index: QModelIndex) -> None:
        row = self.records.row_at(index.row())
        if row is not None:
            self.opened.emit(row.pk)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain_key = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain_key and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._open(self.currentIndex())
        elif plain_key and event.key() == Qt.Key.Key_Delete:
            self.void_wanted.emit()
        elif event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_C:
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead by text or pinyin initials among the rows that are here, from the current one on."""
        known = self.records.known_rows()
        start = self.currentIndex().row()
        for words in (self._typed + search, search):
            wanted = fold(words)
            again = start if len(words) > 1 else start + 1
            for line, row in sorted(known, key=lambda pair: (pair[0] < again, pair[0])):
                if any(self._begins(row, column, wanted) for column in self.records.columns if column.sortable):
                    self._typed = words
                    self.selectRow(line)
                    return
        self._typed = ""

    def _begins(self, row: Row, column: Column, wanted: str) -> bool:
        text = self.records.cell_text(row, column)
        if not text or text == MASK:
            return False
        return fold(text).startswith(wanted) or self._initials(text[:12]).startswith(wanted)

    # ------------------------------------------------------------------ files let fall on a row
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.takes_files and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Only a row takes them; it is marked."""
        line = self.indexAt(event.position().toPoint()).row()
        self._hover(line)
        if line >= 0:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._hover(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        self._hover(-1)
        line = self.indexAt(event.position().toPoint()).row()
        row = self.records.row_at(line) if line >= 0 else None
        if row is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(row.pk, event.mimeData())

    def leaveEvent(self, _event: object) -> None:
        self._hover(-1)

    def mouseMoveEvent(self, event: object) -> None:
        super().mouseMoveEvent(event)  # type: ignore[arg-type]
        self._hover(self.indexAt(event.position().toPoint()).row())  # type: ignore[attr-defined]

    def _hover(self, line: int) -> None:
        if line != self.delegate.hovered:
            self.delegate.hovered = line
            self.viewport().update()
