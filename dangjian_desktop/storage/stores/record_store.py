"""Records out of the file: pages of a list, single records, names. Reads only; what is written goes through commit.py.

Every list is two steps: which numbers (an ordered, limited SELECT over the index), then those records in one query more
for their names – never a query per row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dangjian_desktop.domain.clean import from_payload
from dangjian_desktop.domain.fields import fold
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Line, Query, Row, Tallies
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.domain.redaction import MARK, marks
from dangjian_desktop.storage.stores.measure_sql import Run
from dangjian_desktop.storage.stores.row_cells import Cells
from dangjian_desktop.storage.stores.selection import day_of, like, select

_RECORD = (
    "SELECT r.pk, r.id, r.ledger, r.data, r.occurred_on, r.voided_at, r.void_reason, r.reasons, r.created_at, r.updated_at,"
    " s.missing, (SELECT count(*) FROM evidence_link e WHERE e.record = r.pk)"
    " FROM record r JOIN record_search s ON s.record = r.pk"
)
_ROW = (
    "SELECT r.pk, r.data, r.voided_at, r.void_reason, s.missing, (SELECT count(*) FROM evidence_link e WHERE e.record = r.pk)"
    " FROM record r JOIN record_search s ON s.record = r.pk"
)
_LINE = "SELECT r.pk, r.id, r.ledger, r.occurred_on, s.title FROM record r JOIN record_search s ON s.record = r.pk"
_BATCH = 500
_IDENTITY = re.compile(r"[0-9a-fA-F]{6,8}")
"""The beginning of a record's identity, as 数源索引 prints it."""


class RecordStore:
    """Reads records. ``run`` executes one statement on the file's only connection."""

    def __init__(self, run: Run, catalogue: Catalogue) -> None:
        self._run = run
        self._catalogue = catalogue
        self._books: dict[str, NameBook] = {}

    # -------------------------------------------------------------- lists
    def pks(self, query: Query, offset: int = 0, limit: int = -1) -> tuple[int, ...]:
        """Numbers of the records of a list, in its order."""
        made = select(self._catalogue.get(query.ledger), query)
        sql = f"SELECT r.pk FROM {made.tables} WHERE {made.where} ORDER BY {made.order} LIMIT ? OFFSET ?"
        return tuple(row[0] for row in self._run(sql, [*made.params, *made.order_params, limit, offset]))

    def any(self) -> bool:
        """Whether anything was ever registered."""
        return bool(self._run("SELECT 1 FROM record LIMIT 1", ()))

    def size(self, query: Query) -> int:
        made = select(self._catalogue.get(query.ledger), query)
        return self._number(f"SELECT count(*) FROM {made.tables} WHERE {made.where}", made.params)

    def cross(self, query: Query, one: str, other: str, number: str) -> tuple[tuple[Any, Any, int, tuple[int, ...]], ...]:
        """The records of a list counted by two fields: (value of one, of the other, sum of ``number``, their numbers by date)."""
        made = select(self._catalogue.get(query.ledger), query)
        first, second, amount = (f"json_extract(r.data, '$.{key}')" for key in (one, other, number))
        sql = f"SELECT {first}, {second}, COALESCE({amount}, 0), r.pk FROM {made.tables} WHERE {made.where} ORDER BY {made.order}"
        found: dict[tuple[Any, Any], tuple[int, list[int]]] = {}
        for row, column, times, pk in self._run(sql, [*made.params, *made.order_params]):
            total, pks = found.get((row, column), (0, []))
            pks.append(pk)
            found[row, column] = (total + times, pks)
        return tuple((row, column, total, tuple(pks)) for (row, column), (total, pks) in found.items())

    def page(self, query: Query, offset: int, limit: int) -> tuple[Row, ...]:
        """One page of a list as texts."""
        spec = self._catalogue.get(query.ledger)
        pks = self.pks(query, offset, limit)
        names = self._names_of(pks)
        rows = {}
        for part in _batches(list(pks)):
            for pk, data, voided_at, reason, missing, evidence in self._run(f"{_ROW} WHERE r.pk IN ({_placeholders(part)})", part):
                lacking = () if missing == "[]" else tuple(json.loads(missing))
                taken = frozenset(marks(json.loads(data))) if MARK in data else frozenset()
                rows[pk] = Row(pk, Cells(spec, data, names.get(pk, {})), lacking, reason if voided_at else None, evidence, taken)
        return tuple(rows[pk] for pk in pks)

    def tallies(self, query: Query) -> Tallies:
        """The counts on the filter pills, within the query's period."""
        within = Query(query.ledger, period=query.period, view=query.view)
        inside = self.size(within)
        total = inside if query.period is None else self.size(replace(within, period=None))
        made = select(self._catalogue.get(query.ledger), replace(within, missing=True))
        # from the few that lack something or have evidence to their records, never over the whole ledger
        lacking = f"SELECT count(*) FROM record_search t CROSS JOIN record r ON r.pk = t.record WHERE {made.where}"
        missing = self._number(lacking, made.params)
        made = select(self._catalogue.get(query.ledger), within)
        with_evidence = f"SELECT count(DISTINCT e.record) FROM evidence_link e CROSS JOIN record r ON r.pk = e.record WHERE {made.where}"
        bare = inside - self._number(with_evidence, made.params)
        voided = self.size(replace(within, voided="only"))
        return Tallies(total, inside, missing, bare, voided, self._uses_evidence(query.ledger))

    def _uses_evidence(self, ledger: str) -> bool:
        sql = "SELECT EXISTS(SELECT 1 FROM evidence_link e CROSS JOIN record r ON r.pk = e.record WHERE r.ledger = ?)"
        return bool(self._number(sql, [ledger]))

    def bare(self, period: Period | None) -> dict[str, int]:
        """How many records of each ledger that uses evidence have none in the period; ledgers without any are left out."""
        using = {row[0] for row in self._run("SELECT DISTINCT r.ledger FROM evidence_link e JOIN record r ON r.pk = e.record", ())}
        sizes = {key: self.size(Query(key, period=period, without_evidence=True)) for key in self._catalogue.by_key if key in using}
        return {key: number for key, number in sizes.items() if number}

    def sizes(self, period: Period | None) -> dict[str, int]:
        """How many records each ledger has in the period (registers: at all), for the side lists."""
        return {spec.key: self.size(Query(spec.key, period=None if spec.is_register else period)) for spec in self._catalogue}

    def lacking(self, period: Period | None) -> dict[str, int]:
        """How many records of each ledger are 待补 in the period; ledgers without any are left out."""
        found = {}
        for spec in self._catalogue:
            number = self.size(Query(spec.key, period=None if spec.is_register else period, missing=True))
            if number:
                found[spec.key] = number
        return found

    # -------------------------------------------------------------- records
    def get(self, pk: int) -> Stored:
        """One record by its number; KeyError when there is none."""
        found = self.get_many([pk])
        if not found:
            raise KeyError(pk)
        return found[0]

    def get_many(self, pks: Iterable[int]) -> tuple[Stored, ...]:
        """Records in the order of the numbers; numbers without record are left out."""
        wanted = list(pks)
        found = {record.pk: record for part in _batches(wanted) for record in self._stored(f"r.pk IN ({_placeholders(part)})", part)}
        return tuple(found[pk] for pk in wanted if pk in found)

    def all_of(self, ledger: str, start: date | None = None, end: date | None = None) -> tuple[Stored, ...]:
        """Every record of a ledger that is not void, by date; with borders only those dated within."""
        spec = self._catalogue.get(ledger)
        period = Period(start or date.min, end or date.max) if start or end else None
        made = select(spec, Query(ledger, period=period, descending=False))
        return tuple(self._stored(made.where, made.params, f"{day_of(spec)}, r.pk"))

    def everything(self) -> Iterator[Stored]:
        """Every record of the file, void ones too, in the order in which they came."""
        numbers = [row[0] for row in self._run("SELECT pk FROM record ORDER BY pk", ())]
        for part in _batches(numbers):
            yield from self._stored(f"r.pk IN ({_placeholders(part)})", part)

    def _stored(self, where: str, params: Sequence[Any], order: str = "r.pk") -> Iterable[Stored]:
        for row in self._run(f"{_RECORD} WHERE {where} ORDER BY {order}", params):
            pk, identity, ledger, data, day, voided_at, reason, reasons, created, updated, missing, evidence = row
            payload = json.loads(data)
            spec = self._catalogue.by_key.get(ledger)
            values = from_payload(spec, payload) if spec else {}
            unknown = {key: value for key, value in payload.items() if spec is None or key not in spec.by_key}
            yield Stored(
                pk, identity, ledger, values, tuple(json.loads(missing)), tuple(json.loads(reasons).items()),
                date.fromisoformat(day) if day else None, voided_at, reason, created, updated, evidence, unknown,
            )  # fmt: skip

    def pks_of(self, identities: Iterable[str]) -> dict[str, int]:
        """Numbers of records by the identity that leaves the file."""
        wanted = list(identities)
        return {
            identity: pk
            for part in _batches(wanted)
            for identity, pk in self._run(f"SELECT id, pk FROM record WHERE id IN ({_placeholders(part)})", part)
        }

    def lines(self, pks: Iterable[int]) -> tuple[Line, ...]:
        """Records named in one line each, in the order of the numbers."""
        wanted = list(pks)
        found = {}
        for part in _batches(wanted):
            for row in self._run(f"{_LINE} WHERE r.pk IN ({_placeholders(part)})", part):
                found[row[0]] = self._line(row)
        return tuple(found[pk] for pk in wanted if pk in found)

    def _line(self, row: Sequence[Any]) -> Line:
        """What another version called its record is not shown: nobody here can say whether it may be."""
        pk, identity, ledger, day, title = row
        spec = self._catalogue.get(ledger)
        return Line(pk, identity, ledger, date.fromisoformat(day) if day else None, spec.label if spec.stranger else title)

    def names_of(self, pk: int) -> dict[str, list[str]]:
        """The names behind the refs of one record, by field ("items.presenter" for child rows)."""
        return self._names_of([pk]).get(pk, {})

    def _names_of(self, pks: Sequence[int]) -> dict[int, dict[str, list[str]]]:
        found: dict[int, dict[str, list[str]]] = {}
        for part in _batches(list(pks)):
            sql = (
                "SELECT l.record, l.field, s.title FROM record_link l JOIN record_search s ON s.record = l.target"
                f" WHERE l.record IN ({_placeholders(part)}) ORDER BY l.record, l.field, l.seq"
            )
            for record, field, title in self._run(sql, part):
                found.setdefault(record, {}).setdefault(field, []).append(title)
        return found

    # -------------------------------------------------------------- names
    def find(self, register: str, name: str) -> Sequence[int]:
        return self.book(register).find(name)

    def title(self, register: str, pk: int) -> str | None:
        return self.book(register).titles.get(pk)

    def book(self, register: str) -> NameBook:
        """The names of a register, read again whenever one of its records was written."""
        seq = self._number("SELECT COALESCE(max(seq), 0) FROM audit", ())
        book = self._books.get(register)
        if book is not None and book.seq < seq and not self._written(register, book.seq):
            book.seq = seq
        if book is None or book.seq != seq:
            sql = (
                "SELECT r.pk, s.title, s.text, r.voided_at IS NOT NULL FROM record r"
                " JOIN record_search s ON s.record = r.pk WHERE r.ledger = ? ORDER BY r.pk"
            )
            book = self._books[register] = NameBook(seq, list(self._run(sql, [register])))
        return book

    def _written(self, register: str, since: int) -> bool:
        """Whether a record of the register was written after that change."""
        sql = "SELECT count(*) FROM history h JOIN record r ON r.pk = h.record WHERE h.seq > ? AND r.ledger = ?"
        return bool(self._number(sql, [since, register]))

    def mentions(self, pk: int) -> tuple[int, ...]:
        """Records that point at this one."""
        return tuple(row[0] for row in self._run("SELECT DISTINCT record FROM record_link WHERE target = ? ORDER BY record", [pk]))

    def recent_texts(self, ledger: str, key: str, limit: int) -> tuple[str, ...]:
        """The values last typed into a text field, newest first, each once."""
        sql = (
            f"SELECT json_extract(r.data, '$.{key}') AS v FROM record r WHERE r.ledger = ? AND r.voided_at IS NULL AND v IS NOT NULL"
            " GROUP BY v ORDER BY max(r.pk) DESC LIMIT ?"
        )
        return tuple(str(row[0]) for row in self._run(sql, [ledger, limit]))

    def search(self, text: str, limit: int) -> tuple[Line, ...]:
        """Over all ledgers and registers, newest first; void records are left out. Also by the first signs of 记录编号."""
        found, params = "s.text LIKE ? ESCAPE '\\'", [like(text)]
        if _IDENTITY.fullmatch(text):
            found, params = f"({found} OR r.id BETWEEN ? AND ?)", [*params, text.lower(), text.lower() + "g"]
        sql = f"{_LINE} WHERE {found} AND r.voided_at IS NULL ORDER BY r.occurred_on IS NULL DESC, r.occurred_on DESC, r.pk LIMIT ?"
        return tuple(self._line(row) for row in self._run(sql, [*params, limit]))

    def _number(self, sql: str, params: Sequence[Any]) -> int:
        ((number,),) = self._run(sql, params)
        return int(number)


class NameBook:
    """The names of one register at one moment; void records keep their name but are no longer found by it."""

    def __init__(self, seq: int, rows: Sequence[Sequence[Any]]) -> None:
        self.seq = seq
        self.titles: dict[int, str] = {pk: title for pk, title, _, _ in rows}
        self.texts: dict[int, str] = {pk: text for pk, _, text, voided in rows if not voided}
        self._by_name: dict[str, list[int]] = {}
        for pk, title, _, voided in rows:
            if not voided:
                self._by_name.setdefault(fold(title), []).append(pk)

    def find(self, name: str) -> Sequence[int]:
        """Exactly that name first, else the same after folding."""
        found = self._by_name.get(fold(name), ())
        exact = [pk for pk in found if self.titles[pk] == name]
        return exact or found


def _placeholders(items: Sequence[Any]) -> str:
    return ", ".join("?" * len(items))


def _batches(items: Sequence[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(items), _BATCH):
        yield list(items[start : start + _BATCH])
