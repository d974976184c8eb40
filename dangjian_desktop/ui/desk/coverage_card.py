"""谈话覆盖: who has talked to whom how often; zero is said, not left blank. Every cell opens its records. Knows no ledger by name."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.services.desk.standing import Cell, Coverage
from dangjian_desktop.ui.desk.card import FoldingCard
from dangjian_desktop.ui.kit.parts.parts import label
from dangjian_desktop.ui.kit.theme import Theme

SHOWN = 7
STEPS = (1, 4, 8)
"""From how many on a cell is darker."""


class CoverageCard(FoldingCard):
    """``records_wanted`` (ledger, ids, words): the records of one cell."""

    records_wanted = Signal(str, object, str)

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(theme, title, "本期人次，少的在前。点格子看记录。", parent, unit="人", few=SHOWN)
        self.found: Coverage | None = None
        self.grid.setHorizontalSpacing(theme.spacing(4))
        self.grid.setVerticalSpacing(2)

    def show_coverage(self, found: Coverage) -> None:
        self.found = found
        self.fill()

    def fill(self) -> None:
        found = self.found
        if found is None:
            return
        shown = self.folded(found.rows)
        if not found.rows:
            self.show_rows([label("在“基础信息”的人员里登记班子成员后，这里列出谁谈过谁。", "caption")], stretch=1)
            return
        heads = [label(words, "caption") for words in found.columns]
        for place, head in enumerate(heads, start=1):
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.grid.setColumnStretch(place, 1)
        lines = [
            (
                label(name, ""),
                *(self._cell(found, name, kind, cell) for kind, cell in zip(found.columns, cells, strict=True)),
                label(f"{total:,}" if total else "无记录", "strong" if total else "missing", right=True),
            )
            for name, cells, total in shown
        ]
        self.show_rows((label("", "caption"), *heads, label("合计", "caption", right=True)), *lines, stretch=1)

    def _cell(self, found: Coverage, name: str, kind: str, cell: Cell) -> QWidget:
        if not cell.ids:
            empty = label("无", "")
            empty.setProperty("kind", "matrix-none")
            empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
            empty.setAccessibleName(f"{name}，{kind}，无")
            return empty
        opens = partial(self.records_wanted.emit, found.ledger, cell.ids, f"{name} {kind} {cell.number}")
        number = self.number(f"{cell.number:,}", f"{name}，{kind}，{cell.number}", f"看这 {len(cell.ids)} 条记录", opens)
        number.setProperty("kind", "matrix")
        number.setProperty("grade", str(sum(cell.number >= step for step in STEPS)))
        return number
