"""The child rows of one record as a Qt model: raw values, faults per cell. Knows no storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.domain.fields import MASK, Field
from dangjian_desktop.ui.ledger.parts.columns import headed

RAW_ROLE = Qt.ItemDataRole.UserRole + 1
STATE_ROLE = Qt.ItemDataRole.UserRole + 2

_NOWHERE = QModelIndex()


def shown(field: Field, value: Any, names: Mapping[int, str]) -> str:
    """A raw value of a cell as text."""
    if value is None:
        return ""
    if field.of.refers:
        items = value if isinstance(value, (list, tuple)) else [value]
        return "、".join(names.get(item, f"#{item}") if isinstance(item, int) else str(item) for item in items)
    if not isinstance(value, str):
        return field.text(value)
    return field.word(str(value))


class RowsModel(QAbstractTableModel):
    """Rows are dicts of raw values by field key; an empty row at the end waits to be typed into."""

    edited = Signal()

    def __init__(self, field: Field, names: Mapping[int, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.names = names
        self.rows: list[dict[str, Any]] = []
        self._states: dict[tuple[int, str], str] = {}

    # ------------------------------------------------------------------ values
    def raw(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.rows]

    def set_raw(self, rows: Sequence[Mapping[str, Any]] | None) -> None:
        self.beginResetModel()
        self.rows = [dict(row) for row in rows or ()] or [self._fresh()]
        self._states = {}
        self.endResetModel()

    def filled(self) -> list[int]:
        """Where something stands; the check counts only these rows."""
        return [line for line, row in enumerate(self.rows) if any(value not in (None, "", (), []) for value in row.values())]

    def add(self, values: Mapping[str, Any] | None = None, *, at: int | None = None) -> int:
        line = len(self.rows) if at is None else at
        self.beginInsertRows(QModelIndex(), line, line)
        self.rows.insert(line, {**self._fresh(), **(values or {})})
        self.endInsertRows()
        self.edited.emit()
        return line

    def _fresh(self) -> dict[str, Any]:
        return {row.key: row.default for row in self.field.rows if row.default is not None}

    def remove(self, line: int) -> None:
        self.beginRemoveRows(QModelIndex(), line, line)
        del self.rows[line]
        self.endRemoveRows()
        self.edited.emit()

    def move(self, line: int, step: int) -> int:
        """One row up or down; the place where it stands then."""
        to = line + step
        if not 0 <= to < len(self.rows):
            return line
        self.beginMoveRows(QModelIndex(), line, line, QModelIndex(), to + 1 if step > 0 else to)
        self.rows.insert(to, self.rows.pop(line))
        self.endMoveRows()
        self.edited.emit()
        return to

    def show_states(self, problems: Sequence[Problem], missing: Sequence[Problem]) -> None:
        """Faults red, what is missing amber; ``item`` counts the rows in which something stands."""
        lines = self.filled()
        self._states = {}
        for found, state in ((missing, "missing"), (problems, "fault")):
            for one in found:
                if one.item is not None and one.item < len(lines):
                    self._states[lines[one.item], one.field.rpartition(".")[2]] = state
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, self.columnCount() - 1))

    # ------------------------------------------------------------------ Qt's model
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.field.rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """What another version wrote into a cell stays as it is."""
        typed = index.isValid() and not self.field.rows[index.column()].fixed
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable if typed else super().flags(index)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        cell = self.field.rows[index.column()]
        value = self.rows[index.row()].get(cell.key)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return MASK if cell.secret and value is not None else shown(cell, value, self.names)
        if role in (RAW_ROLE, Qt.ItemDataRole.EditRole):
            return value
        if role == STATE_ROLE:
            return self._states.get((index.row(), cell.key), "ok")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if cell.of.numeric else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        key = self.field.rows[index.column()].key
        if self.rows[index.row()].get(key) in (None, "") and value in (None, "", []):
            return False
        if self.rows[index.row()].get(key) == value:
            return False
        self.rows[index.row()][key] = value
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.field.rows):
            return None
        cell = self.field.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return headed(cell)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if cell.of.numeric else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None
