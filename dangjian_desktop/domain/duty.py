"""应办事项: what an office has to do, how often, and which measure shows it. Knows no store; counts are handed in.

Declared in duties.yaml, a starting set that counties change: what differs from place to place is off until an office switches it
on. The counts are compared and nothing more: a ledger that is not up to date is no neglected duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dangjian_desktop.domain.basis import Basis, BasisError, Documents, bases_from, current
from dangjian_desktop.domain.declaration import Fault, lacking, strange
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.period import Period, half_of, month_of, quarter_of, year

COUNTED = ("week", "month", "quarter", "half_year", "year")
_PER = re.compile("week|month|quarter|half_year|year|case|event")
CHECKED, LOCAL, UNSURE = CERTAINTIES = ("checked", "local practice", "to be confirmed")
_OFTEN = dict(zip(COUNTED, ("每周", "每月", "每季度", "每半年", "每年"), strict=True))
_WORDS = {
    "id", "label", "who", "frequency", "measure", "target_measure", "alternatives", "ties", "source", "certainty", "confirm", "defaults",
    "basis",
}  # fmt: skip
_TOP = {"version", "ledgers", "editable", "general_defaults", "messages", "duties"}
_DEFAULTS = {"enabled", "times", "per", "due", "remind_days"}


@dataclass(frozen=True)
class Duty:
    """``measure`` is a label with or without a part, "" for a plain reminder; ``target`` the measure it has to reach instead of
    ``times``. ``due`` is MM-DD or "". ``ties`` watch the limits of single cases. ``enabled``: whether the office has to do it; as
    declared it is off by default where it is local practice."""

    id: str
    label: str
    who: str
    times: int
    per: str
    measure: str
    target: str
    alternatives: tuple[str, ...]
    ties: tuple[str, ...]
    source: str
    certainty: str
    confirm: str
    enabled: bool
    due: str
    remind_days: int
    bases: tuple[Basis, ...] = ()

    def rests_on(self, day: date | None) -> str:
        """Return the provision in force on that day and what else it comes from, for people."""
        found = current(self.bases, day)
        return "；".join(words for words in (found.cited if found else "", self.source) if words)

    @property
    def counts(self) -> bool:
        """Tell whether a count can show that something is still to be done."""
        return self.enabled and bool(self.measure) and self.per in COUNTED

    @property
    def often(self) -> str:
        """How often and until when, in words: 每年 1 次，3月31日前."""
        if self.per not in COUNTED:
            return "随时" if self.per == "event" else "逐件"
        until = f"，{int(self.due[:2])}月{int(self.due[3:])}日前" if self.due else ""
        return f"{_OFTEN[self.per]} {self.times} 次{until}"


def duties_from(data: Mapping[str, Any], documents: Documents | None = None) -> tuple[tuple[Duty, ...], list[Fault]]:
    """Read the whole of duties.yaml, with every fault of its form; what it names is looked at by ``check``."""
    faults = strange("D02", "应办事项", data, _TOP)
    general = data.get("general_defaults", {})
    duties = tuple(duty for block in data["duties"] if (duty := _duty(block, general, documents or {}, faults)))
    ids = [duty.id for duty in duties]
    faults += [Fault("D01", one, "编号出现了两次。") for one in sorted({one for one in ids if ids.count(one) > 1})]
    return duties, faults


def _duty(block: Mapping[str, Any], general: Mapping[str, Any], documents: Documents, faults: list[Fault]) -> Duty | None:
    where = str(block.get("id", "?"))
    resting = ("source",) if "basis" not in block else ()
    if absent := lacking("D02", where, block, ("id", "label", "who", *resting, "certainty", "defaults")):
        faults += absent
        return None
    said = {"times": None, "per": "", **general, **block["defaults"]}
    faults += strange("D02", where, (set(block) - _WORDS) | (set(said) - _DEFAULTS), ())
    if (
        not _PER.fullmatch(str(said["per"]))
        or block["certainty"] not in CERTAINTIES
        or (said["per"] in COUNTED and not _positive(said["times"]))
    ):
        faults.append(Fault("D02", where, "次数、周期或可信程度的写法不对。"))
        return None
    try:
        bases = bases_from(block.get("basis"), documents)
    except BasisError as fault:
        faults.append(Fault("D02", where, str(fault)))
        return None
    return Duty(
        id=where,
        label=str(block["label"]),
        who=str(block["who"]),
        times=said["times"] or 0,
        per=said["per"],
        measure=block.get("measure") or "",
        target=block.get("target_measure") or "",
        alternatives=tuple(block.get("alternatives", ())),
        ties=tuple(block.get("ties", ())),
        source=str(block.get("source", "")),
        certainty=block["certainty"],
        confirm=str(block.get("confirm", "")),
        enabled=bool(said["enabled"]) and block["certainty"] != LOCAL,
        due=said["due"] or "",
        remind_days=int(said["remind_days"]),
        bases=bases,
    )


def switched(duties: Iterable[Duty], chosen: Mapping[str, bool]) -> tuple[Duty, ...]:
    """Return the duties as an office has them: on or off as it chose, else by default. A choice about an unknown one changes nothing."""
    return tuple(replace(duty, enabled=chosen.get(duty.id, duty.enabled)) for duty in duties)


def differing(duties: Iterable[Duty], chosen: Mapping[str, bool]) -> dict[str, bool]:
    """Return the choices that are not the default; one about an unknown duty is kept, another version may know it."""
    default = {duty.id: duty.enabled for duty in duties}
    return {one: on for one, on in chosen.items() if default.get(one) != on}


def _positive(number: Any) -> bool:
    return type(number) is int and number > 0


def fitting(duties: Iterable[Duty], catalogue: Catalogue, ties: Iterable[str]) -> tuple[tuple[Duty, ...], tuple[Fault, ...]]:
    """Return the duties this catalogue can count, their measures by the labels in force; and why the others are set aside."""
    every, rules = tuple(duties), tuple(ties)
    faults = tuple(check(every, catalogue, rules))
    wrong = {fault.where for fault in faults}
    return tuple(_relabelled(duty, catalogue) for duty in every if duty.id not in wrong), faults


def _relabelled(duty: Duty, catalogue: Catalogue) -> Duty:
    measure, target = (_path(path, catalogue) for path in (duty.measure, duty.target))
    return replace(duty, measure=measure, target=target, alternatives=tuple(_path(path, catalogue) for path in duty.alternatives))


def _path(path: str, catalogue: Catalogue) -> str:
    """Return a measure or one part of it, by its label in force."""
    label, dot, part = path.partition(".")
    return f"{catalogue.measures[label].label}{dot}{part}" if label else ""


def check(duties: Iterable[Duty], catalogue: Catalogue, ties: Iterable[str]) -> list[Fault]:
    """Find duties that name what is not declared."""
    rules = set(ties)
    faults = []
    for duty in duties:
        faults += [Fault("D03", duty.id, f"没有指标“{path}”。") for path in _measures(duty) if not _declared(path, catalogue)]
        faults += [Fault("D03", duty.id, f"没有勾稽关系“{rule}”。") for rule in duty.ties if rule not in rules]
        if duty.certainty == CHECKED and not any(basis.article and basis.checked_on for basis in duty.bases):
            faults.append(Fault("D04", duty.id, "条文已核的事项要写明文件和条，以及哪一天核对的。"))
        if duty.due and not _day(duty.due):
            faults.append(Fault("D03", duty.id, f"“{duty.due}”不是日期，请写成 03-31。"))
    return faults


def _measures(duty: Duty) -> Iterator[str]:
    yield from (path for path in (duty.measure, duty.target, *duty.alternatives) if path)


def _declared(path: str, catalogue: Catalogue) -> bool:
    label, _, part = path.partition(".")
    measure = catalogue.measures.get(label)
    if measure is None or not part:
        return measure is not None
    spec = catalogue.spec_of(measure)
    return bool(measure.split) and part in spec.by_key[measure.split].choices


def _day(due: str) -> bool:
    try:
        date.fromisoformat(f"2000-{due}")
    except ValueError:
        return False
    return True


def period_of(duty: Duty, today: date) -> Period:
    """Return the stretch of time around today in which it has to be done."""
    match duty.per:
        case "week":
            monday = today - timedelta(days=today.weekday())
            return Period(monday, monday + timedelta(days=6))
        case "month":
            return month_of(today)
        case "quarter":
            return quarter_of(today)
        case "half_year":
            return half_of(today)
    return year(today.year)


def due_in(duty: Duty, period: Period) -> date:
    """Return the last day: the one declared where it lies in the period, else the period's end."""
    if duty.due:
        month, day = (int(part) for part in duty.due.split("-"))
        wanted = date(period.end.year, month, min(day, 28) if month == 2 else day)
        if wanted in period:
            return wanted
    return period.end


def asked_in(duty: Duty, period: Period, today: date) -> tuple[Period, int]:
    """Return what is counted while one looks at a period: the stretch, and how often it has to have happened when the stretch ends.

    A monthly duty seen in a half-year adds up month by month to the current one; a yearly one is counted over its year.
    """
    day = min(max(today, period.start), period.end)
    current = period_of(duty, day)
    if current.start <= period.start:
        return current, duty.times
    turns, stretch = 0, period_of(duty, period.start)
    while stretch.start <= day:
        turns, stretch = turns + 1, period_of(duty, stretch.end + timedelta(days=1))
    return Period(period.start, current.end), turns * duty.times
