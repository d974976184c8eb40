"""Which columns a ledger's table has: derived from the declaration, chosen by the user. Knows no widget and no record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dangjian_desktop.domain.fields import SIMPLE, Field
from dangjian_desktop.domain.ledger import LedgerSpec

STATUS = "·status"
EVIDENCE = "·evidence"
USUAL = 6

WIDTHS = {
    "date": 100,
    "whole": 72,
    "number": 88,
    "money": 112,
    "flag": 72,
    "choice": 104,
    "choices": 160,
    "ref": 112,
    "refs": 208,
    "text": 152,
    "long": 208,
}


ELASTIC = ("text", "long", "refs", "choices")
GIVING = ((ELASTIC, 96), (("ref", "choice"), 80))
"""What gives way where it is tight, and down to how many px: long texts first, then names and choices."""
WIDEST = 360


@dataclass(frozen=True)
class Column:
    """``key`` is a field key or one of STATUS and EVIDENCE; ``width`` in px at 大字 100 %; ``fixed`` never gives way."""

    key: str
    label: str
    kind: str
    width: int
    numeric: bool = False
    secret: bool = False

    @property
    def sortable(self) -> bool:
        return self.key not in (STATUS, EVIDENCE)

    @property
    def never_elided(self) -> bool:
        return self.numeric or self.kind == "date" or not self.sortable


def listable(spec: LedgerSpec) -> tuple[Field, ...]:
    """Every field that fits into one cell."""
    return tuple(field for field in spec.fields if field.kind not in ("rows", "evidence"))


def usual(spec: LedgerSpec) -> tuple[str, ...]:
    """The columns before the user chooses: the list's date, the kind, who and what, how many; in declared order."""
    fields = [field for field in listable(spec) if not field.common and field.kind != "long"]
    first = [field.key for field in fields if field.key == spec.listed_under]
    kind = [field.key for field in fields if field.kind == "choice" and field.required][:1]
    required = [field.key for field in fields if field.required and field.kind != "choice"]
    several = [field.key for field in fields if field.kind == "refs"]
    rest = sorted((field for field in fields if field.default is None), key=lambda field: not field.required)
    ranked = dict.fromkeys([*first, *kind, *required, *several, *(field.key for field in rest)])
    chosen = list(ranked)[:USUAL]
    return tuple([*first, *(field.key for field in fields if field.key in chosen and field.key not in first)])


def of_field(field: Field) -> Column:
    kind = SIMPLE[field.kind]
    label = f"{field.label}（元）" if field.kind == "money" else field.label
    width = max(WIDTHS[field.kind], 14 * len(label) + 26)
    return Column(field.key, label, field.kind, width, kind.numeric, field.secret)


def columns_of(spec: LedgerSpec, keys: Sequence[str], *, evidence: bool) -> tuple[Column, ...]:
    """The chosen fields (unknown keys are passed over), then 佐证 where the ledger uses it, 状态 last."""
    made = [of_field(spec.field(key)) for key in keys if key in spec.by_key]
    if evidence:
        made.append(Column(EVIDENCE, "佐证", "evidence", 64))
    return (*made, Column(STATUS, "状态", "status", 160))


def shared_out(columns: Sequence[Column], needed: Sequence[int], room: int, *, px: Callable[[float], int]) -> list[int]:
    """Widths that show what stands in the cells: first everybody's need, then texts share what is left or give way."""
    widths = [min(need, px(WIDEST)) if column.kind in ELASTIC else need for column, need in zip(columns, needed, strict=True)]
    for number, column in enumerate(columns):
        if column.kind in ELASTIC:
            widths[number] += max(0, min(needed[number] - widths[number], room - sum(widths)))
    elastic = [number for number, column in enumerate(columns) if column.kind in ELASTIC] or [len(columns) - 1]
    for place, number in enumerate(elastic if columns else ()):
        widths[number] += max(0, room - sum(widths)) // (len(elastic) - place)
    for kinds, least in GIVING:
        _give_way(widths, [number for number, column in enumerate(columns) if column.kind in kinds], room, px(least))
    return widths


def _give_way(widths: list[int], giving: Sequence[int], room: int, least: int) -> None:
    """The widest first, until all of them are alike or the lack is gone."""
    while (lack := sum(widths) - room) > 0 and giving:
        widest = max(widths[number] for number in giving)
        if widest <= least:
            return
        alike = [number for number in giving if widths[number] == widest]
        next_size = max([least, *(widths[number] for number in giving if widths[number] < widest)])
        step = max(1, min(widest - next_size, -(-lack // len(alike))))
        for number in alike:
            widths[number] -= step
