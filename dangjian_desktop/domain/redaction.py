"""涂销: which texts of a record may be taken out for good, what of its earlier states goes with them, and the mark that stays.

Works on values and payloads alone. Knows no store and no log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.measure import Measure
from dangjian_desktop.domain.strangers import FIELD

MARK = "_redacted"
"""The key of a payload under which stands which places were 涂销 (place → number of the change in the log), never what stood there."""
SAID = "已涂销"
"""Shown where a text was taken out and nothing was written since."""
VOIDED, PASSED = "_void_reason", "_reason."
"""As fields of a state as a whole (``whole``): why the record was voided, and why a rule (its id follows) was passed."""
_EARLIER = "（以前的版本）"


@dataclass(frozen=True, order=True)
class Place:
    """A text field of a record, or a ``cell`` of the child row number ``row``; ``earlier``: whatever stood there and no longer does."""

    field: str
    row: int = -1
    cell: str = ""
    earlier: bool = False

    @property
    def name(self) -> str:
        """As the mark has it: a cell whatever its row, for rows come and go."""
        return f"{self.field}.{self.cell}" if self.cell else self.field


@dataclass(frozen=True)
class Text:
    """One filled text. ``obstacle`` says why it cannot be taken out; "" when it can."""

    place: Place
    label: str
    text: str
    secret: bool
    obstacle: str
    before: tuple[str, ...] = ()
    """What stood there earlier and goes along."""

    @property
    def words(self) -> tuple[str, ...]:
        """Every text that goes with it."""
        return (self.text, *self.before)


@dataclass(frozen=True)
class Gone:
    """What is taken out of every state a record ever had. ``fields`` have the values that may stay: what stands there now, where only
    what stood there earlier goes. ``cells`` are (rows, cell) with the texts that may stay in it: those of the rows that were not chosen,
    for a row's number says nothing about earlier states."""

    fields: Mapping[str, Sequence[Any]]
    cells: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def out_of(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the payload without it."""
        left = {key: value for key, value in payload.items() if value in self.fields.get(key, (value,))}
        for (rows, cell), staying in self.cells.items():
            if rows in left:
                left[rows] = [_without(row, cell) if row.get(cell) not in staying else row for row in left[rows]]
        return left

    def touches(self, payload: Mapping[str, Any]) -> bool:
        """Tell whether anything of it lies in this payload."""
        return self.out_of(payload) != payload


def whole(payload: Mapping[str, Any], void_reason: str | None, reasons: Mapping[str, str]) -> dict[str, Any]:
    """Return a state as one mapping: its payload, and beside it the words that people wrote about the record."""
    said = {VOIDED: void_reason, **{f"{PASSED}{rule}": why for rule, why in reasons.items()}}
    return {**payload, **{key: words for key, words in said.items() if words not in (None, SAID)}}


def parted(left: Mapping[str, Any], void_reason: str | None, reasons: Collection[str]) -> tuple[dict[str, Any], str | None, dict[str, str]]:
    """Part the mapping of ``whole`` again after something was taken out: payload, void reason and reasons, which say so without words."""
    payload = {key: value for key, value in left.items() if key != VOIDED and not key.startswith(PASSED)}
    said = left.get(VOIDED, SAID) if void_reason is not None else None
    return payload, said, {rule: left.get(f"{PASSED}{rule}", SAID) for rule in reasons}


def marks(payload: Mapping[str, Any]) -> Mapping[str, int]:
    """Place → number of the change that took its text out."""
    found: Mapping[str, int] = payload.get(MARK, {})
    return found


def redacted(spec: LedgerSpec, values: Mapping[str, Any], marked: Collection[str]) -> dict[str, str]:
    """Place → label, where something was taken out and nothing stands now; of a cell where some row still lacks it."""
    found = {}
    for one in spec.fields if marked else ():
        if one.key in marked and one.key not in values:
            found[one.key] = one.label
        for cell in one.rows:
            name = f"{one.key}.{cell.key}"
            if name in marked and any(cell.key not in row for row in values.get(one.key, ())):
                found[name] = f"{one.label}　{cell.label}"
    return found


def texts(spec: LedgerSpec, now: Mapping[str, Any], before: Sequence[Mapping[str, Any]] = ()) -> tuple[Text, ...]:
    """Return every filled text of a record, in the order of the form, then what only stood there earlier.

    ``now`` and ``before`` (oldest first) are states as a whole.
    """
    here = (*_texts(spec, now), *_beside(spec, now))
    standing = {(one.place.name, one.text) for one in here}
    past: dict[str, dict[str, Text]] = {}
    for state in before:
        loaded = {**state, **{field.key: field.load(state[field.key]) for field in spec.fields if field.key in state}}
        for one in (*_texts(spec, loaded), *_beside(spec, loaded)):
            if (one.place.name, one.text) not in standing:
                past.setdefault(one.place.name, {})[one.text] = one
    found = [replace(one, before=tuple(past.get(one.place.name, ()))) for one in here]
    for texts_there in past.values():
        *older, last = texts_there.values()
        place = Place(last.place.field, cell=last.place.cell, earlier=True)
        found.append(Text(place, f"{_label(spec, place)}{_EARLIER}", last.text, last.secret, "", tuple(one.text for one in older)))
    return tuple(found)


def _texts(spec: LedgerSpec, values: Mapping[str, Any]) -> Iterator[Text]:
    for one in spec.fields:
        if one.of.redactable and one.key in values:
            yield Text(Place(one.key), one.label, one.text(values[one.key]), one.secret, obstacle(spec, one))
        for number, row in enumerate(values.get(one.key, ()) if one.of.children else ()):
            for cell in one.rows:
                if cell.of.redactable and cell.key in row:
                    place, label = Place(one.key, number, cell.key), f"{one.label}{number + 1}　{cell.label}"
                    alone = "这一行只填了这一处，涂销后整行就没有了" if len(row) == 1 else ""
                    yield Text(place, label, cell.text(row[cell.key]), cell.secret, obstacle(spec, cell, in_rows=True) or alone)


def _beside(spec: LedgerSpec, values: Mapping[str, Any]) -> Iterator[Text]:
    """Return what stands in no field: words about the record, and what another version of the program wrote, which may be a secret."""
    for key, value in values.items():
        if key not in spec.by_key and key != MARK:
            yield Text(Place(key), _label(spec, Place(key)), str(value), key != VOIDED and not key.startswith(PASSED), "")


def _label(spec: LedgerSpec, place: Place) -> str:
    if place.field in spec.by_key:
        field = spec.field(place.field)
        return f"{field.label}　{field.row(place.cell).label}" if place.cell else field.label
    if place.field == VOIDED:
        return "作废原因"
    return "仍要保存的理由" if place.field.startswith(PASSED) else f"{FIELD} {place.field}"


def obstacle(spec: LedgerSpec, field: Field, *, in_rows: bool = False) -> str:
    """Tell why the declaration forbids it; "" when it does not."""
    if field is spec.must_have:
        return "没有它就不知道登记的是谁"
    counting = next((measure.label for measure in spec.measures if _counts(measure, field.key, in_rows=in_rows)), "")
    return f"“{counting}”按它统计，涂销后数就变了" if counting else ""


def _counts(measure: Measure, key: str, *, in_rows: bool) -> bool:
    """Tell whether the number would be another one without this text."""
    own = {measure.field, measure.other, measure.split} if measure.on_rows == in_rows else set()
    asked = measure.where_row if in_rows else (*measure.where, *measure.where_not)
    whole = set() if in_rows else {*measure.condition_fields, measure.unit_field}
    other = measure.variant is not None and _counts(measure.variant, key, in_rows=in_rows)
    return key in own | whole | {condition.field for condition in asked} or other


def without(values: Mapping[str, Any], places: Collection[Place], evidence: str = "") -> dict[str, Any]:
    """Clean values after these texts, and the evidence in that field, were taken out."""
    left = {key: value for key, value in values.items() if Place(key) not in places and key != evidence}
    for place in places:
        if place.cell and not place.earlier:
            rows: Sequence[Mapping[str, Any]] = left[place.field]
            left[place.field] = tuple(_without(row, place.cell) if number == place.row else row for number, row in enumerate(rows))
    return left


def gone(values: Mapping[str, Any], places: Collection[Place], evidence: str = "") -> Gone:
    """Return what goes with these texts out of every earlier state. ``evidence``: the key of the field that goes as a whole."""
    left = without(values, places)
    fields = {place.field: (left[place.field],) if place.field in left else () for place in places if not place.cell}
    cells = {
        (place.field, place.cell): frozenset(row[place.cell] for row in left.get(place.field, ()) if place.cell in row)
        for place in places
        if place.cell
    }
    return Gone({**fields, **({evidence: ()} if evidence else {})}, cells)


def _without(row: Mapping[str, Any], cell: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != cell}
