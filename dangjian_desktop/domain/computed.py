"""Values that are worked out from the others of a record each time it is read, so that they are never typed and never stale.

A field declared ``computed`` (影响期止) lies in no file: a table of law that changes changes what is shown, and nothing has to be
written again. Knows no ledger by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dangjian_desktop.domain.basis import Basis, current, in_force
from dangjian_desktop.domain.fields import Formula
from dangjian_desktop.domain.ledger import LedgerSpec, Question
from dangjian_desktop.domain.record_scope import RecordScope


def completed(spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with everything that can be worked out from them; a later computed field may use an earlier one."""
    whole = {key: value for key, value in values.items() if not spec.by_key[key].computed}
    for field in spec.computed:
        assert field.computed is not None
        if (value := _evaluate(spec, field.computed, whole, {})) is not None:
            whole[field.key] = value
    return whole


def answers(spec: LedgerSpec, key: str, values: Mapping[str, Any], day: date) -> bool:
    """Tell whether a record (with what is worked out) answers yes to the question ``key`` for that day."""
    return _evaluate(spec, spec.ask(key).when, values, {"day": day}) is True


@dataclass(frozen=True)
class Span:
    """What one record of a person brings (its place among them): from ``start`` to ``until``, the last day not counted, None while
    that is not known. ``added`` days are left of an earlier span; ``basis`` is the provision that adds them."""

    place: int
    start: date
    until: date | None
    added: int = 0
    basis: Basis | None = None


@dataclass(frozen=True)
class Answer:
    """The answer about everybody with the same code: yes or no, until when (None: not known yet, or no), how many days of an earlier
    span are in that and by which provision, and how many records were looked at."""

    yes: bool
    until: date | None
    added: int
    basis: Basis | None
    records: int


def spans(spec: LedgerSpec, ask: Question, members: Sequence[Mapping[str, Any]], day: date) -> tuple[Span, ...]:
    """Return the spans of one person that had begun on that day, the earliest first; added up where the law says so (Question.bases)."""
    begun = sorted((start, place) for place, one in enumerate(members) if (start := spec.day_of(one)) and start <= day)
    found: list[Span] = []
    running: date | None = None
    for start, place in begun:
        one = members[place]
        end: date | None = one.get(ask.until)
        if end is None or ask.adding is None or one.get(ask.adding.field) not in ask.adding.values:
            found.append(Span(place, start, end))
            continue
        left = (running - start).days if running and running > start and in_force(ask.bases, start) else 0
        end += timedelta(days=left)
        running = end if running is None else max(running, end)
        found.append(Span(place, start, end, left, current(ask.bases, start) if left else None))
    return tuple(found)


def _holding(spec: LedgerSpec, ask: Question, members: Sequence[Mapping[str, Any]], day: date) -> tuple[Span, ...]:
    """Return the spans that hold on that day."""
    return tuple(
        one
        for one in spans(spec, ask, members, day)
        if answers(spec, ask.key, members[one.place], day) or (one.until is not None and day < one.until)
    )


def verdict(spec: LedgerSpec, ask: Question, members: Sequence[Mapping[str, Any]], day: date) -> Answer:
    """Answer the question over all records of one person."""
    holding = _holding(spec, ask, members, day)
    looked = len(spans(spec, ask, members, day))
    known = [one for one in holding if one.until is not None]
    if not known or len(known) < len(holding):
        return Answer(bool(holding), None, 0, None, looked)
    last = max(known, key=lambda one: one.until or date.min)
    return Answer(True, last.until, last.added, last.basis, looked)


def answering(spec: LedgerSpec, ask: Question, records: Iterable[tuple[int, Mapping[str, Any]]], day: date) -> Iterator[int]:
    """Yield the numbers of the records that hold that day, what an earlier one of the same person adds counted in; one without a code
    stands for itself."""
    people: dict[Any, list[tuple[int, Mapping[str, Any]]]] = {}
    for pk, values in records:
        whom = values.get(ask.of)
        people.setdefault((pk, None) if whom is None else (None, whom), []).append((pk, values))
    for members in people.values():
        for one in _holding(spec, ask, [values for _, values in members], day):
            yield members[one.place][0]


def _evaluate(spec: LedgerSpec, text: Formula, values: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    return text.evaluate(RecordScope(spec, [values], None, specs={}, params=given))
