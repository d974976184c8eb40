"""What a form shows of a stored record and hands back: raw values that survive JSON (drafts). Knows no widget and no service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dangjian_desktop.domain.fields import SIMPLE, Field
from dangjian_desktop.domain.ledger import LedgerSpec


def as_raw(field: Field, value: Any) -> Any:
    """A clean value as a person would type it; numbers of records and flags stay what they are."""
    if field.kind == "rows":
        return [{cell.key: as_raw(cell, row[cell.key]) for cell in field.rows if cell.key in row} for row in value]
    if field.kind in ("ref", "flag"):
        return value
    if field.kind in ("refs", "choices"):
        return list(value)
    if isinstance(value, (date, Decimal, int)):
        return SIMPLE[field.kind].text(value)
    return value


def raw_values(spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed: neither evidence, which stays with the record, nor what is worked out."""
    typed = {field.key: field for field in spec.fields if field.kind != "evidence" and not field.computed}
    return {key: as_raw(typed[key], value) for key, value in values.items() if key in typed}


def mentioned(spec: LedgerSpec, raw: Mapping[str, Any]) -> tuple[int, ...]:
    """The register records a form needs the names of."""
    return tuple(dict.fromkeys(_refs(spec.fields, raw)))


def _refs(fields: Iterable[Field], raw: Mapping[str, Any]) -> Iterable[int]:
    for field in fields:
        value = raw.get(field.key)
        if field.kind == "rows":
            for row in value or ():
                yield from _refs(field.rows, row)
        elif field.kind in ("ref", "refs"):
            yield from (item for item in (value if isinstance(value, (list, tuple)) else [value]) if isinstance(item, int))


def kept_for_next(spec: LedgerSpec, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Date and kind stay for the next record of a series."""
    kind = next((field.key for field in spec.fields if field.kind == "choice" and field.required), "")
    return {key: raw[key] for key in (spec.listed_under, kind) if raw.get(key)}
