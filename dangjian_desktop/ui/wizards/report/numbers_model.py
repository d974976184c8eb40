"""The table of 核对数字: areas, their numbers with parts, what is left to do. Counts nothing; knows no services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dangjian_desktop.domain.report import NumberLine

COLUMNS = ("指标", "本期", "上年同期", "增减", "依据", "核对")
LARGE = 0.5
"""A change beyond this share of last year is shown with its percentage."""
NUMERALS = "一二三四五六七八九十"
FILTERS = {"all": "全部", "explain": "要说明", "missing": "有待补", "typed": "手改", "ties": "勾稽提示"}
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Mark:
    """What the last column says: tint of the pill ("" = plain), icon, words, short words for narrow windows."""

    tint: str
    icon: str
    words: str
    short: str


@dataclass(frozen=True)
class TableRow:
    """A heading (``line`` None) or a number."""

    title: str
    line: NumberLine | None = None
    count: int = 0


def open_word(line: NumberLine, explanations: Mapping[str, str]) -> bool:
    """Whether the change of this number still wants a word."""
    return line.needs_word and not explanations.get(line.tag, "").strip()


def mark_of(line: NumberLine, explanations: Mapping[str, str]) -> Mark:
    """The gravest thing to say about a number."""
    if open_word(line, explanations):
        return Mark("amber", "warning-triangle", "变化超过一半，要说明", "要说明")
    if line.override is not None:
        return Mark("blue", "pen", f"手改：台账为 {line.value}", "手改")
    if line.missing:
        return Mark("amber", "warning-triangle", f"{line.missing} 条待补", f"待补 {line.missing}")
    if line.findings:
        return Mark("blue", "link", f"勾稽：{line.findings[0]}", "勾稽")
    return Mark("", "check", "已说明" if explanations.get(line.tag) else "已核对", "已核对")


def shown(line: NumberLine) -> str:
    return line.override.shown if line.override else line.value


def basis(line: NumberLine) -> str:
    return "手改" if line.override else f"{len(line.ids)} 条"


def change_words(line: NumberLine) -> str:
    if line.ratio is not None and (line.needs_word or abs(line.ratio) > LARGE):
        return f"{line.change}（{abs(line.ratio):.0%}）"
    return line.change


def kept_by(line: NumberLine, name: str, explanations: Mapping[str, str]) -> bool:
    """Whether a filter shows this number."""
    match name:
        case "explain":
            return open_word(line, explanations)
        case "missing":
            return line.missing > 0
        case "typed":
            return line.override is not None
        case "ties":
            return bool(line.findings)
    return True


class NumbersModel(QAbstractTableModel):
    """Headings and numbers in declared order; filters and a search text decide what is shown."""

    def __init__(self, areas: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.areas = dict(areas)
        self.lines: tuple[NumberLine, ...] = ()
        self.explanations: Mapping[str, str] = {}
        self.filter, self.text, self.narrow = "all", "", False
        self.rows: list[TableRow] = []

    def show_lines(self, lines: Sequence[NumberLine], explanations: Mapping[str, str]) -> None:
        self.lines, self.explanations = tuple(lines), explanations
        self.refill()

    def set_filter(self, name: str, text: str) -> None:
        self.filter, self.text = name, text.strip()
        self.refill()

    def set_explanations(self, explanations: Mapping[str, str]) -> None:
        """Show the marks anew; which rows stand there stays, so that nothing jumps while someone types."""
        self.explanations = explanations
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))

    def refill(self) -> None:
        self.beginResetModel()
        self.rows = []
        chosen = [line for line in self.lines if kept_by(line, self.filter, self.explanations) and self.text in line.name]
        for number, area in enumerate(dict.fromkeys(line.area for line in chosen)):
            own = [line for line in chosen if line.area == area]
            numeral = NUMERALS[number] if number < len(NUMERALS) else str(number + 1)
            self.rows.append(TableRow(f"{numeral}　{self.areas.get(area, area)}", count=len(own)))
            self.rows += [TableRow(line.part or line.label, line) for line in own]
        self.endResetModel()

    def tally(self, name: str) -> int:
        return sum(kept_by(line, name, self.explanations) for line in self.lines)

    def row_of(self, tag: str) -> int:
        return next((place for place, row in enumerate(self.rows) if row.line and row.line.tag == tag), -1)

    def next_open(self, after: int) -> int:
        """The next row that wants a word, from the top again when there is none below; -1 when all is said."""
        count = len(self.rows)
        places = [*range(after + 1, count), *range(0, max(after, 0))]
        return next((place for place in places if (line := self.rows[place].line) and open_word(line, self.explanations)), -1)

    # ------------------------------------------------------------------ Qt
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in (1, 2) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (1, 2):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and row.line and index.column() in (0, 5):
            return row.line.name if index.column() == 0 else "；".join((mark_of(row.line, self.explanations).words, *row.line.findings))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, index.column())
        return None

    def _text(self, row: TableRow, column: int) -> str:
        if row.line is None:
            return {0: row.title, 5: f"{row.count} 个数"}.get(column, "")
        line = row.line
        mark = mark_of(line, self.explanations)
        words = (row.title, shown(line), line.last_year, change_words(line), basis(line), mark.short if self.narrow else mark.words)
        return words[column]

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].line is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)
