"""What a form shows of a stored record and hands back: raw values that survive JSON (drafts). Knows no widget and no service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec


def as_raw(field: Field, value: Any) -> Any:
    """A clean value as a person would type it; numbers of records and flags stay what they are."""
    if field.of.children:
        return [{cell.key: as_raw(cell, row[cell.key]) for cell in field.rows if cell.key in row} for row in value]
    return field.of.typed(value)


def raw_values(spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed: neither evidence, which stays with the record, nor what is worked out."""
    typed = {field.key: field for field in spec.fields if not field.of.pieces and not field.fixed}
    return {key: as_raw(typed[key], value) for key, value in values.items() if key in typed}


def mentioned(spec: LedgerSpec, raw: Mapping[str, Any]) -> tuple[int, ...]:
    """The register records a form needs the names of."""
    return tuple(dict.fromkeys(_refs(spec.fields, raw)))


def _refs(fields: Iterable[Field], raw: Mapping[str, Any]) -> Iterable[int]:
    for field in fields:
        value = raw.get(field.key)
        if field.of.children:
            for row in value or ():
                yield from _refs(field.rows, row)
        elif field.of.refers:
            yield from (item for item in (value if isinstance(value, (list, tuple)) else [value]) if isinstance(item, int))


def kept_for_next(spec: LedgerSpec, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Date and kind stay for the next record of a series."""
    kind = next((field.key for field in spec.fields if field.of.choosable and not field.of.many and field.required), "")
    return {key: raw[key] for key in (spec.listed_under, kind) if raw.get(key)}
