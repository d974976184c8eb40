"""Export: the whole file as one workbook that imports back without loss, or a list as it is shown. Secret fields leave only
with the whole file, and that is noted in the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.fields import MASK, SIMPLE, Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.exchange.headings import REASONS, RECORD_ID, VOID_REASON, VOIDED_AT
from dangjian_desktop.exchange.workbook_out import OutSheet, write
from dangjian_desktop.services.ports import Clock
from dangjian_desktop.services.records import Records
from dangjian_desktop.storage.store import Store


class Exporting:
    """Exports of one open file."""

    def __init__(self, store: Store, catalogue: Catalogue, records: Records, clock: Clock, actor: str) -> None:
        self._store = store
        self._catalogue = catalogue
        self._records = records
        self._clock = clock
        self._actor = actor

    def export_all(self, path: Path, *, start: date | None = None, end: date | None = None, masked: bool = False) -> None:
        """Every ledger and register, void records too; with borders only records dated within. ``masked`` hides secret fields."""
        period = Period(start or date.min, end or date.max) if start or end else None
        sheets = [self._sheet(spec, self._all(spec, period), masked=masked) for spec in self._catalogue]
        write(path, sheets)
        if not self._store.read_only:
            words = "导出全部台账（保密字段已遮去）" if masked else "导出全部台账（含保密字段）"
            self._store.note("export", words, actor=self._actor, at=self._clock.now())

    def export_query(self, query: Query, keys: Sequence[str], path: Path) -> None:
        """A list as shown."""
        write(path, [self.listed(query, keys)])

    def listed(self, query: Query, keys: Sequence[str]) -> OutSheet:
        """These columns, this filter and order; secret fields stay hidden."""
        spec = self._catalogue.get(query.ledger)
        shown = [spec.field(key) for key in keys if key in spec.by_key and spec.field(key).kind != "evidence"]
        stored = self._records.get_many(self._records.pks(query))
        return self._sheet(spec, stored, masked=True, only=shown)

    def _all(self, spec: LedgerSpec, period: Period | None) -> Sequence[Stored]:
        query = Query(spec.key, period=None if spec.is_register else period, voided="also", descending=False)
        return self._records.get_many(self._records.pks(query))

    # -------------------------------------------------------------- one sheet
    def _sheet(self, spec: LedgerSpec, stored: Sequence[Stored], *, masked: bool, only: Sequence[Field] | None = None) -> OutSheet:
        fields = [field for field in (only or spec.fields) if field.kind not in ("evidence", "rows")]
        rows_field = spec.rows_field if only is None or spec.rows_field in only else None
        children = rows_field.rows if rows_field else ()
        heads = [(field.label, _column(field)) for field in (*fields, *children)]
        if only is None:
            heads += [(label, "text") for label in (RECORD_ID, VOIDED_AT, VOID_REASON, REASONS)]
        lines = self._lines(stored, fields, rows_field, masked=masked, whole=only is None)
        return OutSheet(spec.label, heads, lines)

    def _lines(
        self, stored: Sequence[Stored], fields: Sequence[Field], rows: Field | None, *, masked: bool, whole: bool
    ) -> Iterator[list[Any]]:
        """One line per record, or per child row with the record's own fields repeated."""
        names = {register.key: self._store.records.book(register.key).titles for register in self._catalogue.registers}
        for one in stored:
            own = [_cell(field, one.values.get(field.key), names, masked=masked) for field in fields]
            extra = [one.id, one.voided_at, one.void_reason, _reasons(one)] if whole else []
            children: Sequence[Mapping[str, Any]] = one.values.get(rows.key, ()) if rows else ()
            for child in children or [{}]:
                cells = [_cell(field, child.get(field.key), names, masked=masked) for field in (rows.rows if rows else ())]
                yield [*own, *cells, *extra]


def _column(field: Field) -> str:
    if field.kind == "money":
        return "money"
    return {"date": "date", "whole": "number", "number": "number"}.get(field.kind, "text")


def _cell(field: Field, value: Any, names: Mapping[str, Mapping[int, str]], *, masked: bool) -> Any:
    if value is None:
        return None
    if field.secret and masked:
        return MASK
    if field.kind == "money":
        return Decimal(value) / 100
    if field.kind in ("date", "whole", "number"):
        return value
    if field.kind in ("ref", "refs"):
        pks = value if isinstance(value, tuple) else (value,)
        return "、".join(names[field.target].get(pk, "") for pk in pks)
    return SIMPLE[field.kind].text(value)


def _reasons(one: Stored) -> str | None:
    return "\n".join(f"{rule}：{why}" for rule, why in one.reasons) or None
