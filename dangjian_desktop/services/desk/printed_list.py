"""A list of records as a sheet to print: title, what is listed, one table whose head stands on every page. Knows no printer.

A4 across; secret fields stay hidden, as in every list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dangjian_desktop.domain.blocks import MM, Document, PageSetup, Paragraph, Run, Table
from dangjian_desktop.domain.fields import plain
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.base.settings import UNIT_NAME
from dangjian_desktop.services.services import Services

TITLE, HEAD, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
TITLE_SIZE, CAPTION_SIZE, CELL_SIZE, CELL_PITCH = 18.0, 12.0, 10.5, 17.0
_SETUP = PageSetup(width=297 * MM, height=210 * MM, top=22 * MM, bottom=20 * MM, left=20 * MM, right=20 * MM)
_NARROWEST, _WIDEST = 3, 24
"""Characters a column asks for."""


def sheet(services: Services, query: Query, keys: Sequence[str], what: str) -> Document:
    """Return the records of ``query`` with the fields ``keys``; ``what`` says in words which ones these are."""
    listed = services.exporting.listed(query, keys)
    unit = str(services.settings.get(UNIT_NAME, ""))
    rows = [tuple(_text(cell, kind) for cell, (_label, kind) in zip(row, listed.heads, strict=True)) for row in listed.rows]
    caption = f"{what}　共 {len(rows):,} 条　{services.clock.today():%Y-%m-%d} 打印"
    return Document(
        _SETUP,
        (
            Paragraph((Run(f"{unit}{listed.name}台账", TITLE, TITLE_SIZE),), "center", after=6, keep_next=True),
            Paragraph((Run(caption, BODY, CAPTION_SIZE),), "center", after=6, keep_next=True),
            _table([label for label, _kind in listed.heads], [kind in ("number", "money") for _label, kind in listed.heads], rows),
        ),
    )


def _table(heads: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]]) -> Table:
    """Numbered lines; a column is as wide as what stands in it asks for."""
    asked = [
        min(_WIDEST, max(_NARROWEST, len(head), *(_room(row[column]) for row in rows))) if rows else max(_NARROWEST, len(head))
        for column, head in enumerate(heads)
    ]
    asked = [_NARROWEST, *asked]
    width = _SETUP.width - _SETUP.left - _SETUP.right
    head = tuple(_cell(words, HEAD, "center") for words in ("序号", *heads))
    body = (
        (
            _cell(str(number), BODY, "center"),
            *(_cell(text, BODY, "right" if side else "left") for text, side in zip(row, numeric, strict=True)),
        )
        for number, row in enumerate(rows, start=1)
    )
    return Table(tuple(width * one / sum(asked) for one in asked), (head, *body), head=1)


def _room(text: str) -> int:
    """In whole characters: digits and letters take half of one."""
    return -(-sum(1 if char.isascii() else 2 for char in text) // 2) + 1


def _cell(text: str, font: str, align: str) -> tuple[Paragraph, ...]:
    return (Paragraph((Run(text, font, CELL_SIZE),), align, pitch=CELL_PITCH),)


def _text(cell: Any, kind: str) -> str:
    if cell is None:
        return ""
    if kind == "money":
        return f"{cell:,.2f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return plain(cell) if isinstance(cell, Decimal) else str(cell)
