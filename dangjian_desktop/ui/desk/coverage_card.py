"""谈话覆盖: who has talked to whom how often; zero is said, not left blank. Every cell opens its records. Knows no ledger by name."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from dangjian_desktop.services.desk.standing import Cell, Coverage
from dangjian_desktop.ui.desk.card import Card, clear, text
from dangjian_desktop.ui.kit.theme import Theme

SHOWN = 7
STEPS = (1, 4, 8)
"""From how many on a cell is darker."""


class CoverageCard(Card):
    """``records_wanted`` (ledger, ids, words): the records of one cell."""

    records_wanted = Signal(str, object, str)

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(theme, title, "本期人次，少的在前。点格子看记录。", parent)
        self.found: Coverage | None = None
        self.whole = False
        self.grid.setHorizontalSpacing(theme.spacing(4))
        self.grid.setVerticalSpacing(2)
        self.link.clicked.connect(lambda _checked=False: self._turn())

    def show_coverage(self, found: Coverage) -> None:
        self.found = found
        self._fill(found)

    def _turn(self) -> None:
        self.whole = not self.whole
        if self.found is not None:
            self._fill(self.found)

    def _fill(self, found: Coverage) -> None:
        clear(self.grid)
        if not found.rows:
            self.grid.addWidget(text("在“基础信息”的人员里登记班子成员后，这里列出谁谈过谁。", "caption"), 0, 0)
        for column, words in enumerate(("", *found.columns, "合计") if found.rows else ()):
            head = text(words, "caption", right=column > len(found.columns))
            if 0 < column <= len(found.columns):
                head.setAlignment(Qt.AlignmentFlag.AlignCenter)
                self.grid.setColumnStretch(column, 1)
            self.grid.addWidget(head, 0, column)
        for line, (name, cells, total) in enumerate(found.rows if self.whole else found.rows[:SHOWN], start=1):
            self.grid.addWidget(text(name, ""), line, 0)
            for column, cell in enumerate(cells, start=1):
                self.grid.addWidget(self._cell(found, name, found.columns[column - 1], cell), line, column)
            self.grid.addWidget(
                text(f"{total:,}" if total else "无记录", "strong" if total else "missing", right=True), line, len(cells) + 1
            )
        self.link.setVisible(len(found.rows) > SHOWN)
        self.link.setText("只看前几人" if self.whole else f"全部 {len(found.rows)} 人")

    def _cell(self, found: Coverage, name: str, kind: str, cell: Cell) -> QWidget:
        if not cell.ids:
            empty = QLabel("无", self)
            empty.setProperty("kind", "matrix-none")
            empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
            empty.setAccessibleName(f"{name}，{kind}，无")
            return empty
        button = self.number(f"{cell.number:,}", f"{name}，{kind}，{cell.number}", f"看这 {len(cell.ids)} 条记录")
        button.setProperty("kind", "matrix")
        button.setProperty("grade", str(sum(cell.number >= step for step in STEPS)))
        button.clicked.connect(lambda _checked=False: self.records_wanted.emit(found.ledger, cell.ids, f"{name} {kind} {cell.number}"))
        return button
