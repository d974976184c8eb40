"""Values that are worked out from the others of a record each time it is read, so that they are never typed and never stale.

A field declared ``computed`` (影响期止) lies in no file: a table of law that changes changes what is shown, and nothing has to be
written again. Knows no ledger by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dangjian_desktop.domain.basis import in_force
from dangjian_desktop.domain.fields import Formula
from dangjian_desktop.domain.ledger import Ask, LedgerSpec
from dangjian_desktop.domain.record_scope import RecordScope


def completed(spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with everything that can be worked out from them; a later computed field may use an earlier one."""
    whole = {key: value for key, value in values.items() if not spec.by_key[key].computed}
    for field in spec.computed:
        assert field.computed is not None
        if (value := _evaluate(spec, field.computed, whole, {})) is not None:
            whole[field.key] = value
    return whole


def answers(spec: LedgerSpec, key: str, values: Mapping[str, Any], day: date) -> bool:
    """Whether a record (with what is worked out) answers yes to the question ``key`` for that day."""
    return _evaluate(spec, spec.ask(key).when, values, {"day": day}) is True


@dataclass(frozen=True)
class Verdict:
    """The answer about everybody with the same code: yes or no, until when (None: not known yet or over), how many days of an earlier
    span were added, and how many records were looked at."""

    yes: bool
    until: date | None
    added: int
    records: int


def verdict(spec: LedgerSpec, ask: Ask, members: Sequence[Mapping[str, Any]], day: date) -> Verdict:
    """Over all records of one person that had begun on that day; spans are added up where the law says so (Ask.bases)."""
    begun = sorted(((start, one) for one in members if (start := spec.day_of(one)) and start <= day), key=lambda pair: pair[0])
    last: date | None = None
    running: date | None = None
    added = 0
    for start, one in begun:
        end = one.get(ask.until)
        if end is None:
            continue
        adds = ask.adding is not None and one.get(ask.adding.field) in ask.adding.values
        left = (running - start).days if adds and running and running > start and in_force(ask.bases, start) else 0
        end += timedelta(days=left)
        running = end if adds else running
        if last is None or end > last:
            last, added = end, left
    yes = any(answers(spec, ask.key, one, day) for _start, one in begun) or (last is not None and day < last)
    return Verdict(yes, last, added, len(begun))


def _evaluate(spec: LedgerSpec, text: Formula, values: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    return text.evaluate(RecordScope(spec, [values], None, specs={}, params=given))
