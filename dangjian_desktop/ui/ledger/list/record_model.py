"""The list of records as a Qt model: pages of 200 rows brought by the database thread, the oldest pages let go. Paints nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query, Row, Tallies
from dangjian_desktop.domain.redaction import SAID
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.later import later
from dangjian_desktop.ui.ledger.parts.columns import EVIDENCE, STATUS, Column, columns_of, usual

PAGE = 200
KEPT_PAGES = 24
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
COLUMN_ROLE = Qt.ItemDataRole.UserRole + 2

_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Head:
    """What a query answers at once: how many and the first rows to show. The counts on the pills may come later."""

    size: int
    offset: int
    rows: tuple[Row, ...]


def read_head(services: Services, query: Query, offset: int) -> Head:
    size = services.records.size(query)
    offset = min(offset, max(0, (size - 1) // PAGE * PAGE))
    return Head(size, offset, services.records.page(query, offset, PAGE))


class RecordModel(QAbstractTableModel):
    """Rows are known by their number (pk); a row that is not here yet is empty and is asked for when it is looked at."""

    loaded = Signal()
    """The answer to the current query has come."""
    counted = Signal()
    """``tallies`` are those of what is shown."""

    def __init__(self, caller: Caller, spec: LedgerSpec, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.caller = caller
        self.spec = spec
        self.query = Query(spec.key)
        self.tallies = Tallies(0, 0, 0, 0, 0)
        self.keys: tuple[str, ...] = usual(spec)
        self.columns: tuple[Column, ...] = columns_of(spec, self.keys, evidence=False)
        self.veiled = True
        self._size = 0
        self._pages: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._wanted: list[int] = []
        self._asking = False
        self._generation = 0
        self._shown = (0, self.query)
        self._timer = later(self, 0, self._fetch)

    # ------------------------------------------------------------------ what is shown
    def ask_for(self, query: Query, *, offset: int = 0) -> None:
        """Show another query; what stands here stays until its answer has come."""
        self._generation += 1
        self.query = query
        generation = self._generation
        self.caller.ask(
            lambda services: read_head(services, query, offset),
            lambda head: self._arrived(generation, head),
            owner=self,
            latest="head",
        )

    def reload(self, *, near: int = 0) -> None:
        """The same query again, after a change; ``near`` is a row that shall be there at once."""
        self.ask_for(self.query, offset=max(0, near) // PAGE * PAGE)

    def _arrived(self, generation: int, head: Head) -> None:
        if generation != self._generation:
            return
        self.beginResetModel()
        self._shown = (generation, self.query)
        self._pages.clear()
        self._wanted.clear()
        self._size = head.size
        if head.rows:
            self._pages[head.offset // PAGE] = head.rows
        self._set_columns()
        self.endResetModel()
        self.loaded.emit()
        query = self.query
        self.caller.ask(
            lambda services: services.records.tallies(query),
            lambda tallies: self._counted(generation, tallies),
            owner=self,
            latest="tallies",
        )

    def _counted(self, generation: int, tallies: Tallies) -> None:
        if generation != self._generation:
            return
        before, self.tallies = self.evidence, tallies
        if self.evidence != before:
            self.choose_columns(self.keys)
        self.counted.emit()

    @property
    def evidence(self) -> bool:
        """Lacking evidence is an exception only in a ledger that has some."""
        return self.tallies.uses_evidence

    def choose_columns(self, keys: Sequence[str]) -> None:
        self.beginResetModel()
        self.keys = tuple(key for key in keys if key in self.spec.by_key) or usual(self.spec)
        self._set_columns()
        self.endResetModel()

    def _set_columns(self) -> None:
        self.columns = columns_of(self.spec, self.keys, evidence=self.evidence)

    def set_veiled(self, on: bool) -> None:
        """Whether secret fields are masked."""
        if on != self.veiled:
            self.veiled = on
            self.dataChanged.emit(self.index(0, 0), self.index(self._size - 1, len(self.columns) - 1))

    # ------------------------------------------------------------------ pages
    def row_at(self, line: int) -> Row | None:
        """The row when it is here; otherwise it is asked for and None."""
        page = self._pages.get(line // PAGE)
        if page is None:
            self._want(line // PAGE)
            return None
        self._pages.move_to_end(line // PAGE)
        at = line % PAGE
        return page[at] if at < len(page) else None

    def line_of(self, pk: int) -> int | None:
        """Where a record stands among the rows that are here."""
        for number, rows in self._pages.items():
            for at, row in enumerate(rows):
                if row.pk == pk:
                    return number * PAGE + at
        return None

    def known_rows(self) -> list[tuple[int, Row]]:
        return [(number * PAGE + at, row) for number, rows in sorted(self._pages.items()) for at, row in enumerate(rows)]

    def _want(self, page: int) -> None:
        """The pages looked at last come first; those scrolled past meanwhile are dropped."""
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        del self._wanted[:-3]
        if not self._asking:
            self._timer.start()

    def _fetch(self) -> None:
        if self._asking or not self._wanted:
            return
        page, (generation, query) = self._wanted.pop(), self._shown
        self._asking = True
        self.caller.ask(
            lambda services: services.records.page(query, page * PAGE, PAGE),
            lambda rows: self._page_arrived(generation, page, rows),
            failed=self._page_failed,
            owner=self,
        )

    def _page_arrived(self, generation: int, page: int, rows: tuple[Row, ...]) -> None:
        self._asking = False
        if generation == self._shown[0]:
            self._pages[page] = rows
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
            last = min(page * PAGE + PAGE, self._size) - 1
            if last >= page * PAGE:
                self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))
        if self._wanted:
            self._timer.start()

    def _page_failed(self, fault: BaseException) -> None:
        """Another page may still be read; the fault itself is told by the fault hook."""
        self._asking = False
        self._wanted.clear()
        self.caller.faulted.emit(fault)

    # ------------------------------------------------------------------ Qt's model
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._size

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < self._size:
            return None
        if role == COLUMN_ROLE:
            return self.columns[index.column()]
        wanted: dict[int, Callable[[Row, Column], Any]] = {
            ROW_ROLE: lambda row, _column: row,
            Qt.ItemDataRole.DisplayRole: self.cell_text,
            Qt.ItemDataRole.ToolTipRole: self.cell_text,
            Qt.ItemDataRole.AccessibleTextRole: lambda row, column: f"{column.label}：{self.cell_text(row, column)}",
        }
        if role not in wanted:
            return None
        row = self.row_at(index.row())
        return wanted[role](row, self.columns[index.column()]) if row else None

    def cell_text(self, row: Row, column: Column) -> str:
        if column.key == STATUS:
            return self.status_text(row)
        if column.key == EVIDENCE:
            return str(row.evidence) if row.evidence else "无"
        text = row.cells.get(column.key, "")
        if not text and column.key in row.redacted:
            return SAID
        return MASK if column.secret and text and self.veiled else text

    def status_text(self, row: Row) -> str:
        if row.void_reason is not None:
            return f"已作废：{row.void_reason}"
        if row.missing:
            return f"待补：{row.missing[0]}" if len(row.missing) == 1 else f"待补 {len(row.missing)} 项"
        return "缺佐证" if self.evidence and not row.evidence else "齐全"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            descending = order == Qt.SortOrder.DescendingOrder
            self.ask_for(replace(self.query, order=self.columns[column].key, descending=descending))
