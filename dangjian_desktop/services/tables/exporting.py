"""Export: the whole file as one workbook that imports back without loss, or a list as it is shown. Secret fields leave only
with the whole file, and that is noted in the log; masked it is the workbook of a masked copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.fields import MASK, Field
from dangjian_desktop.domain.handover_rules import Hidden
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.exchange.headings import REASONS, RECORD_ID, VOID_REASON, VOIDED_AT
from dangjian_desktop.exchange.workbook_out import OutSheet, write
from dangjian_desktop.services.base.files import ensure_for_others
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.records.records import Records
from dangjian_desktop.services.tables import masked_copy
from dangjian_desktop.services.trust.inspection import work_folder
from dangjian_desktop.storage.file import snapshot
from dangjian_desktop.storage.store import Store


class Exporting:
    """Exports of one open file."""

    def __init__(self, file: OpenLedger, records: Records, hidden: Callable[[], Hidden]) -> None:
        """``hidden``: what a masked export hides, asked for when one is made."""
        self._store, self._catalogue, self._clock, self._actor = file.store, file.catalogue, file.clock, file.actor
        self._records, self._hidden = records, hidden

    def export_all(self, path: Path, *, start: date | None = None, end: date | None = None, masked: bool = False) -> None:
        """Every ledger and register, void records too; with borders only records dated within. ``masked``: what a masked copy holds."""
        ensure_for_others(path)
        period = Period(start or date.min, end or date.max) if start or end else None
        with self._masked() if masked else nullcontext(self._store) as store:
            write(path, [self._sheet(spec, _all(store, spec, period), store, masked=False) for spec in self._catalogue])
        if not self._store.read_only:
            words = "导出全部台账（已隐去姓名和代号）" if masked else "导出全部台账（含保密字段）"
            self._store.note("export", words, actor=self._actor, at=self._clock.now())

    @contextmanager
    def _masked(self) -> Iterator[Store]:
        """A masked copy that is there only for this."""
        with work_folder() as work:
            copy = work / "masked.djtz"
            masked_copy.write(self._store, self._catalogue, self._hidden(), copy, at=self._clock.now())
            with snapshot.opened(copy) as database:
                yield Store(database, self._catalogue)

    def export_query(self, query: Query, keys: Sequence[str], path: Path, *, masked: bool = True) -> None:
        """A list as shown. Secret fields leave only when wanted, and that is noted."""
        ensure_for_others(path)
        write(path, [self.listed(query, keys, masked=masked)])
        if not masked and not self._store.read_only:
            words = f"导出{self._catalogue.get(query.ledger).label}（含保密字段）"
            self._store.note("export", words, actor=self._actor, at=self._clock.now())

    def listed(self, query: Query, keys: Sequence[str], *, masked: bool = True) -> OutSheet:
        """These columns, this filter and order; secret fields stay hidden unless wanted."""
        spec = self._catalogue.get(query.ledger)
        shown = [spec.field(key) for key in keys if key in spec.by_key and not spec.field(key).of.pieces]
        stored = self._records.get_many(self._records.pks(query))
        return self._sheet(spec, stored, self._store, masked=masked, only=shown)

    # -------------------------------------------------------------- one sheet
    def _sheet(
        self, spec: LedgerSpec, stored: Sequence[Stored], store: Store, *, masked: bool, only: Sequence[Field] | None = None
    ) -> OutSheet:
        fields = [field for field in (only or spec.fields) if field.of.fits_cell]
        rows_field = spec.rows_field if only is None or spec.rows_field in only else None
        children = rows_field.rows if rows_field else ()
        heads = [(field.label, field.of.excel) for field in (*fields, *children)]
        if only is None:
            heads += [(label, "text") for label in (RECORD_ID, VOIDED_AT, VOID_REASON, REASONS)]
        names = {register.key: store.records.book(register.key).titles for register in self._catalogue.registers}
        lines = self._lines(stored, fields, rows_field, names, masked=masked, whole=only is None)
        return OutSheet(spec.label, heads, lines)

    @staticmethod
    def _lines(
        stored: Sequence[Stored],
        fields: Sequence[Field],
        rows: Field | None,
        names: Mapping[str, Mapping[int, str]],
        *,
        masked: bool,
        whole: bool,
    ) -> Iterator[list[Any]]:
        """One line per record, or per child row with the record's own fields repeated."""
        for one in stored:
            own = [_cell(field, one.values.get(field.key), names, masked=masked) for field in fields]
            extra = [one.id, one.voided_at, one.void_reason, _reasons(one)] if whole else []
            children: Sequence[Mapping[str, Any]] = one.values.get(rows.key, ()) if rows else ()
            for child in children or [{}]:
                cells = [_cell(field, child.get(field.key), names, masked=masked) for field in (rows.rows if rows else ())]
                yield [*own, *cells, *extra]


def _all(store: Store, spec: LedgerSpec, period: Period | None) -> Sequence[Stored]:
    query = Query(spec.key, period=None if spec.is_register else period, voided="also", descending=False)
    return store.records.get_many(store.records.pks(query))


def _cell(field: Field, value: Any, names: Mapping[str, Mapping[int, str]], *, masked: bool) -> Any:
    if value is None:
        return None
    if field.secret and masked:
        return MASK
    if field.of.excel != "text":
        return field.of.raw(value)
    if field.of.refers:
        pks = value if isinstance(value, tuple) else (value,)
        return "、".join(names[field.target].get(pk, "") for pk in pks)
    return field.text(value)


def _reasons(one: Stored) -> str | None:
    return "\n".join(f"{rule}：{why}" for rule, why in one.reasons) or None
