"""A clean Record → the Write that commit.py carries out: payload, links, dates, title and search text. Reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dangjian_desktop.domain.clean import to_payload
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.fields import Field, fold
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.record import Record, Stored
from dangjian_desktop.domain.spelling import initials
from dangjian_desktop.storage.writing.commit import Write

TitleOf = Callable[[str, int], str | None]
"""register, number → name."""

_TITLE_FIELDS = 2


def write_of(spec: LedgerSpec, record: Record, title_of: TitleOf, *, before: Stored | None = None) -> Write:
    """The write that stores this record anew or over ``before``; keys unknown to this version are kept."""
    unknown = before.unknown if before else {}
    day = record.values.get(spec.date_field) if spec.date_field else None
    return Write(
        pk=before.pk if before else None,
        ledger=spec.key,
        before=before,
        values={**unknown, **to_payload(spec, record.values)},
        occurred_on=day.isoformat() if day else None,
        voided_at=before.voided_at if before else None,
        void_reason=before.void_reason if before else None,
        missing=record.missing,
        reasons=dict(record.reasons),
        title=title(spec, record.values),
        search=search_text(spec, record.values, title_of),
        links=tuple(links(spec, record.values)),
        days=tuple(days(spec, record.values)),
        evidence=pieces(spec, record.values),
    )


def write_back(spec: LedgerSpec, stored: Stored, title_of: TitleOf, *, voided_at: str | None, void_reason: str | None) -> Write:
    """The same record with another void state."""
    record = Record(spec.key, stored.values, stored.missing, stored.reasons)
    return replace(write_of(spec, record, title_of, before=stored), voided_at=voided_at, void_reason=void_reason)


def title(spec: LedgerSpec, values: Mapping[str, Any]) -> str:
    """How a record is named in one line: in a register its name, else its first telling texts and choices."""
    if spec.stranger:
        return spec.label
    if spec.is_register:
        return str(values.get(spec.fields[0].key, ""))
    telling = [f for f in spec.fields if f.of.telling and not f.secret and f.key in values]
    telling.sort(key=lambda field: (not field.required, field.of.choosable))
    return "　".join(field.text(values[field.key]) for field in telling[:_TITLE_FIELDS]) or spec.label


def search_text(spec: LedgerSpec, values: Mapping[str, Any], title_of: TitleOf) -> str:
    """Every text of the record, folded; secret fields are left out, and what is worked out, which lies in no file; names of a register
    also by pinyin initials. A choice that is shown by another word is found by both."""
    words = list(_words(spec.fields, values, title_of))
    if spec.is_register:
        words.append(initials(title(spec, values)))
    return "\n".join(fold(word) for word in words)


def _words(fields: Sequence[Field], values: Mapping[str, Any], title_of: TitleOf) -> list[str]:
    words: list[str] = []
    for field in fields:
        value = values.get(field.key)
        if value is None or field.secret or field.computed:
            continue
        if field.of.children:
            words += [word for row in value for word in _words(field.rows, row, title_of)]
        elif field.of.pieces:
            words += [piece.name for piece in value]
        elif field.of.refers:
            words += [title_of(field.target, pk) or "" for pk in _many(value)]
        else:
            words += dict.fromkeys((field.text(value), field.of.text(value)))
    return words


def links(spec: LedgerSpec, values: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """(field, seq, target) of every ref; those of child rows as "items.presenter" with seq = 1000 · row + n."""
    found: list[tuple[str, int, int]] = []
    for field in spec.fields:
        if field.of.children:
            for index, row in enumerate(values.get(field.key, ())):
                for cell in field.rows:
                    found += _refs(cell, row, f"{field.key}.{cell.key}", index * 1000)
        else:
            found += _refs(field, values, field.key, 0)
    return found


def _refs(field: Field, values: Mapping[str, Any], name: str, first: int) -> list[tuple[str, int, int]]:
    if not field.of.refers or field.key not in values:
        return []
    return [(name, first + n, pk) for n, pk in enumerate(_many(values[field.key]))]


def _many(value: Any) -> Sequence[int]:
    return value if isinstance(value, tuple) else (value,)


def pieces(spec: LedgerSpec, values: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """The evidence of the record, in its order."""
    return tuple(piece for field in spec.fields if field.of.pieces for piece in values.get(field.key, ()))


def days(spec: LedgerSpec, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, day) of every typed date other than the ledger's own, so that a measure by another date costs only its period."""
    return [
        (field.key, values[field.key].isoformat())
        for field in spec.fields
        if field.of.dated and not field.computed and field.key != spec.date_field and field.key in values
    ]
