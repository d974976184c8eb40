"""Which column is which field: the line of headings is found by itself, each heading matched by label. Knows no file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dangjian_desktop.domain.fields import Field, fold
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec

RECORD_ID, VOIDED_AT, VOID_REASON, REASONS = "记录编号", "作废时间", "作废原因", "放行理由"
EXTRA = (RECORD_ID, VOIDED_AT, VOID_REASON, REASONS)
"""Columns an export writes beside the fields, so that it can be read back without loss."""

FORBIDDEN = ("身份证", "手机", "电话", "住址", "地址", "银行卡", "银行账号", "出生日期", "举报人")
"""Private data that is never stored; a column of such a name is refused."""

_SEARCHED = 20


@dataclass(frozen=True)
class Headings:
    """``line`` of the headings (1-based); column index → field; of child rows → field of the row; → extra column."""

    line: int
    fields: Mapping[int, Field]
    rows: Mapping[int, Field]
    extra: Mapping[int, str]
    unknown: Mapping[int, str]
    forbidden: Mapping[int, str]


def spec_of(name: str, catalogue: Catalogue) -> LedgerSpec | None:
    """Return the ledger a sheet's name means, or None."""
    wanted = fold(re.sub(r"台账$|\(\d+\)$", "", name.strip()))
    return next((spec for spec in catalogue if fold(spec.label) == wanted), None)


def best_spec(rows: Sequence[Sequence[object]], catalogue: Catalogue) -> LedgerSpec | None:
    """Guess for a table without a telling name: the ledger most of whose required fields are among its headings."""
    best, most = None, 1
    for spec in catalogue.declared:
        found = find(rows, spec)
        hits = len(found.fields) + len(found.rows) if found else 0
        whole = found and all(field in found.fields.values() for field in spec.fields if field.required and not field.of.children)
        if whole and hits > most:
            best, most = spec, hits
    return best


def find(rows: Sequence[Sequence[object]], spec: LedgerSpec) -> Headings | None:
    """Return the first line among the top ones on which most labels stand; None when there is no such line."""
    best: Headings | None = None
    for number, row in enumerate(rows[:_SEARCHED], start=1):
        made = _read(number, row, spec)
        known = len(made.fields) + len(made.rows)
        if known and (best is None or known > len(best.fields) + len(best.rows)):
            best = made
    return best


def _read(number: int, row: Sequence[object], spec: LedgerSpec) -> Headings:
    fields: dict[int, Field] = {}
    rows: dict[int, Field] = {}
    extra: dict[int, str] = {}
    unknown: dict[int, str] = {}
    forbidden: dict[int, str] = {}
    for column, cell in enumerate(row):
        text = str(cell).strip() if cell is not None else ""
        if not text:
            continue
        field, of_rows = _match(text, spec)
        if field and field not in fields.values() and field not in rows.values():
            (rows if of_rows else fields)[column] = field
        elif text in EXTRA:
            extra[column] = text
        elif any(word in text for word in FORBIDDEN):
            forbidden[column] = text
        else:
            unknown[column] = text
    return Headings(number, fields, rows, extra, unknown, forbidden)


def _match(text: str, spec: LedgerSpec) -> tuple[Field | None, bool]:
    """By label; a unit in brackets, a mark for required and blanks do not matter."""
    wanted = {fold(text), fold(re.sub(r"[（(][^（()）]*[)）]$", "", text)), fold(text.rstrip("*＊"))}
    pools = [(field, False) for field in spec.fields if field.of.fits_cell and not field.of.kept]
    pools += [(row, True) for row in (spec.rows_field.rows if spec.rows_field else ())]
    exact = [(field, of_rows) for field, of_rows in pools if fold(field.label) == fold(text)]
    close = [(field, of_rows) for field, of_rows in pools if fold(field.label) in wanted]
    return next(iter(exact or close), (None, False))
