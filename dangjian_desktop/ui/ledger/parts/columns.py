"""Which columns a ledger's table has: derived from the declaration, chosen by the user. Knows no widget and no record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec

STATUS = "·status"
EVIDENCE = "·evidence"
USUAL = 6

WIDEST = 360


@dataclass(frozen=True)
class Column:
    """``key`` is a field key or one of STATUS and EVIDENCE; ``width`` in px at 大字 100 %; ``elastic`` and ``least`` as its kind has
    them (domain/kind)."""

    key: str
    label: str
    width: int
    numeric: bool = False
    dated: bool = False
    elastic: bool = False
    least: int = 0
    secret: bool = False

    @property
    def sortable(self) -> bool:
        return self.key not in (STATUS, EVIDENCE)

    @property
    def never_elided(self) -> bool:
        return self.numeric or self.dated or not self.sortable


def listable(spec: LedgerSpec) -> tuple[Field, ...]:
    """Every field that fits into one cell."""
    return tuple(field for field in spec.fields if field.of.fits_cell)


def usual(spec: LedgerSpec) -> tuple[str, ...]:
    """The columns before the user chooses: the list's date, the kind, who and what, how many; in declared order."""
    fields = [field for field in listable(spec) if not field.common and not field.of.prose]
    first = [field.key for field in fields if field.key == spec.listed_under]
    kind = [field.key for field in fields if _one_choice(field) and field.required][:1]
    required = [field.key for field in fields if field.required and not _one_choice(field)]
    several = [field.key for field in fields if field.of.refers and field.of.many]
    rest = sorted((field for field in fields if field.default is None), key=lambda field: not field.required)
    ranked = dict.fromkeys([*first, *kind, *required, *several, *(field.key for field in rest)])
    chosen = list(ranked)[:USUAL]
    return tuple([*first, *(field.key for field in fields if field.key in chosen and field.key not in first)])


def _one_choice(field: Field) -> bool:
    return field.of.choosable and not field.of.many


def headed(field: Field) -> str:
    """The heading of its column, with the unit."""
    return f"{field.label}（{field.of.unit}）" if field.of.unit else field.label


def of_field(field: Field) -> Column:
    label, of = headed(field), field.of
    width = max(of.width, 14 * len(label) + 26)
    return Column(field.key, label, width, of.numeric, of.dated, of.elastic, of.least, field.secret)


def columns_of(spec: LedgerSpec, keys: Sequence[str], *, evidence: bool) -> tuple[Column, ...]:
    """The chosen fields (unknown keys are passed over), then 佐证 where the ledger uses it, 状态 last."""
    made = [of_field(spec.field(key)) for key in keys if key in spec.by_key]
    if evidence:
        made.append(Column(EVIDENCE, "佐证", 64))
    return (*made, Column(STATUS, "状态", 160))


def shared_out(columns: Sequence[Column], needed: Sequence[int], room: int, *, px: Callable[[float], int]) -> list[int]:
    """Widths that show what stands in the cells: first everybody's need, then texts share what is left or give way."""
    widths = [min(need, px(WIDEST)) if column.elastic else need for column, need in zip(columns, needed, strict=True)]
    for number, column in enumerate(columns):
        if column.elastic:
            widths[number] += max(0, min(needed[number] - widths[number], room - sum(widths)))
    elastic = [number for number, column in enumerate(columns) if column.elastic] or [len(columns) - 1]
    for place, number in enumerate(elastic if columns else ()):
        widths[number] += max(0, room - sum(widths)) // (len(elastic) - place)
    for way in sorted({(column.elastic, column.least) for column in columns if column.least}, reverse=True):
        giving = [number for number, column in enumerate(columns) if (column.elastic, column.least) == way]
        _give_way(widths, giving, room, px(way[1]))
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
