"""A Query → the FROM, WHERE and ORDER BY of its list. Knows no record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.domain.fields import fold
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.storage.stores.computing import ANSWERING, VALUE


@dataclass(frozen=True)
class Selection:
    """The parts of a statement; ``params`` belong to ``where``, ``order_params`` to ``order``."""

    tables: str
    where: str
    params: tuple[Any, ...]
    order: str
    order_params: tuple[Any, ...]


def day_of(spec: LedgerSpec) -> str:
    """The date a record is listed under: 归属日期, else (where that may be empty) the first required date."""
    if spec.listed_under == spec.date_field:
        return "r.occurred_on"
    return f"COALESCE(r.occurred_on, json_extract(r.data, '$.{spec.listed_under}'))"


def select(spec: LedgerSpec, query: Query) -> Selection:
    where, params = ["r.ledger = ?"], [spec.key]
    tables = "record r"
    voided = {"hide": "r.voided_at IS NULL", "only": "r.voided_at IS NOT NULL"}.get(query.voided)
    if voided:
        where.append(voided)
    if query.period and spec.date_field:
        where.append(f"{day_of(spec)} BETWEEN ? AND ?")
        params += [query.period.start.isoformat(), query.period.end.isoformat()]
    if query.text or query.missing:
        tables += " JOIN record_search t ON t.record = r.pk"
    if query.text:
        where.append("t.text LIKE ? ESCAPE '\\'")
        params.append(like(query.text))
    if query.missing:
        where.append("t.lacking > 0")
    if query.without_evidence:
        where.append("NOT EXISTS(SELECT 1 FROM evidence_link e WHERE e.record = r.pk)")
    if query.ids is not None:
        where.append("r.pk IN (SELECT value FROM json_each(?))")
        params.append(json.dumps(list(query.ids)))
    for key, day in query.asks.items():
        where.append(ANSWERING)
        params += [key, day.isoformat(), spec.key]
    for key, accepted in query.choices.items():
        clause, values = _accepts(spec, key, accepted)
        where.append(clause)
        params += values
    if query.view and spec.view and spec.rows_field:
        for condition in spec.view.where_row:
            where.append(
                f"EXISTS(SELECT 1 FROM json_each(r.data, '$.{spec.rows_field.key}') i,"
                f" json_each(i.value, '$.{condition.field}') c WHERE c.value IN ({_placeholders(condition.values)}))"
            )
            params += list(condition.values)
    order, order_params = _order(spec, query)
    return Selection(tables, " AND ".join(where), tuple(params), order, order_params)


def _accepts(spec: LedgerSpec, key: str, accepted: tuple[str, ...]) -> tuple[str, list[str]]:
    """A choice field holds one of the accepted values; "" stands for not filled."""
    path = f"json_extract(r.data, '$.{key}')"
    if spec.field(key).of.many:
        return f"EXISTS(SELECT 1 FROM json_each(r.data, '$.{key}') c WHERE c.value IN ({_placeholders(accepted)}))", list(accepted)
    return f"COALESCE({path}, '') IN ({_placeholders(accepted)})", list(accepted)


def _order(spec: LedgerSpec, query: Query) -> tuple[str, tuple[str, ...]]:
    """Always ends in the record's number, so that pages never overlap."""
    if not query.order:
        if not spec.date_field:
            return "r.pk", ()
        turn = "DESC" if query.descending else "ASC"
        return f"{day_of(spec)} {turn}, r.pk {turn}", ()
    field = spec.field(query.order)
    turn = "DESC" if query.descending else "ASC"
    path = f"json_extract(r.data, '$.{field.key}')"
    if field.key == spec.date_field:
        return f"r.occurred_on {turn}, r.pk {turn}", ()
    if field.computed:
        return f"{VALUE} {turn}, r.pk {turn}", (field.key,)
    if field.of.refers:
        name = (
            "(SELECT o.title FROM record_link l JOIN record_search o ON o.record = l.target"
            " WHERE l.record = r.pk AND l.field = ? ORDER BY l.seq LIMIT 1)"
        )
        return f"{name} {turn}, r.pk {turn}", (field.key,)
    return f"{field.of.order.format(value=path)} {turn}, r.pk {turn}", ()


def like(text: str) -> str:
    """The folded text as a LIKE pattern; its own wildcards are taken as typed."""
    folded = fold(text)
    for char in "\\%_":
        folded = folded.replace(char, "\\" + char)
    return f"%{folded}%"


def _placeholders(values: tuple[Any, ...]) -> str:
    return ", ".join("?" * len(values))
