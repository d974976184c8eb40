"""What a file holds and this version does not declare: ledgers and fields of another version, described by what their records show.

They stand in the catalogue beside the declared ones, so that nothing leaves them out; nothing is written into them. Knows no store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.grammar import COMMON
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec

FIELD = "不认识的栏"
_KIND = "foreign"
EVIDENCE = next(field for field in COMMON if field.of.pieces)


@dataclass(frozen=True, order=True)
class Sight:
    """A place in the records of a ledger: a ``field`` of the payload, or a ``cell`` of its child rows; "" for the ledger itself."""

    ledger: str
    field: str = ""
    cell: str = ""


def with_strangers(catalogue: Catalogue, sights: Iterable[Sight], days: Mapping[str, str]) -> Catalogue:
    """Return the catalogue with a ledger or field more for everything among the sights that it does not declare.

    ``days``: the field that holds 归属日期, by ledger.
    """
    found: dict[str, list[Sight]] = {}
    for sight in sorted(set(sights)):
        found.setdefault(sight.ledger, []).append(sight)
    known = [_with_fields(spec, found.pop(spec.key, ())) for spec in catalogue]
    return replace(catalogue, specs=(*known, *(_ledger(key, seen, days.get(key, "")) for key, seen in found.items())))


def shape(catalogue: Catalogue) -> Mapping[str, object]:
    """Return what decides whether a record is understood: the ledgers, their fields and what may be chosen, by key."""
    return {spec.key: _shape(spec.fields) for spec in catalogue}


def _shape(fields: Iterable[Field]) -> dict[str, object]:
    return {field.key: [field.kind, list(field.choices), _shape(field.rows)] for field in fields if not field.computed}


def _with_fields(spec: LedgerSpec, sights: Iterable[Sight]) -> LedgerSpec:
    fields = {field.key: field for field in spec.fields}
    for sight in sights:
        known = fields.get(sight.field)
        if known is None:
            if sight.field and not sight.cell:
                fields[sight.field] = _field(sight.field)
        elif sight.cell and known.of.children and all(cell.key != sight.cell for cell in known.rows):
            fields[sight.field] = replace(known, rows=(*known.rows, _field(sight.cell)))
    made = tuple(fields.values())
    return spec if made == spec.fields else replace(spec, fields=made)


def _ledger(key: str, sights: Sequence[Sight], day: str) -> LedgerSpec:
    fields = [Field(day, "归属日期", "date")] if day else []
    common = {field.key: field.label for field in COMMON}
    keys = [sight.field for sight in sights if sight.field and not sight.cell and sight.field not in (day, EVIDENCE.key)]
    fields += [Field(key, common.get(key, f"{FIELD} {key}"), _KIND) for key in keys]
    return LedgerSpec.strange(key, (*fields, replace(EVIDENCE, secret=True)), date_field=day)


def _field(key: str) -> Field:
    return Field(key, f"{FIELD} {key}", _KIND)
