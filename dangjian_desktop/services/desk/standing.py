"""How the office stands, for the workbench: duties against what is recorded, and whom the leaders have talked to. Judges nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dangjian_desktop.domain.basis import in_force
from dangjian_desktop.domain.duty import Duty, asked_in, due_in
from dangjian_desktop.domain.fields import plain
from dangjian_desktop.domain.limits import days_over, is_over
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.services import Services

LATE, SHORT, AHEAD, DONE = "late", "short", "ahead", "done"
_URGENCY = (LATE, SHORT, AHEAD, DONE)


@dataclass(frozen=True)
class DutyLine:
    """``have`` of ``want``; ``state`` late · short · ahead · done; ``ids`` are the records counted in ``ledger``."""

    label: str
    about: str
    ledger: str
    measure: str
    have: str
    want: str
    lacking: str
    due: date
    state: str
    ids: tuple[int, ...]


def duty_lines(services: Services, period: Period) -> tuple[DutyLine, ...]:
    """Return the duties that a count can show and that were ones in the period, as far as it has come; the most urgent first."""
    today = services.clock.today()
    day = min(max(today, period.start), period.end)
    duties = [duty for duty in services.duties.in_force() if duty.counts and in_force(duty.bases, day)]
    lines = [_line(services, duty, period, today, day) for duty in duties]
    return tuple(sorted(lines, key=lambda one: (_URGENCY.index(one.state), one.due, one.label)))


def _line(services: Services, duty: Duty, period: Period, today: date, day: date) -> DutyLine:
    stretch, times = asked_in(duty, period, today)
    found = services.measuring.at(duty.measure, stretch)
    have = found.number or 0
    want = (services.measuring.at(duty.target, stretch).number or 0) if duty.target else times
    due = due_in(duty, stretch)
    state = DONE if have >= want else LATE if is_over(due, today) else AHEAD if -days_over(due, today) > duty.remind_days else SHORT
    label = duty.measure.partition(".")[0]
    return DutyLine(
        duty.label,
        f"{duty.who}；{stretch.label}；依据：{duty.rests_on(day)}",
        services.catalogue.measures[label].ledger,
        duty.measure,
        plain(have),
        plain(want),
        f"还差 {plain(want - have)} {found.unit}" if have < want else "够数",
        due,
        state,
        found.record_ids,
    )


def _known(services: Services, wish: Mapping[str, Any], words: Sequence[str]) -> bool:
    """Whether this catalogue has the ledger and the fields a card is made of; a card without them stays empty."""
    spec = services.catalogue.by_label.get(wish["ledger"])
    return spec is not None and all(wish[word] in spec.by_label for word in words)


@dataclass(frozen=True)
class Cell:
    """How often somebody talked to one group, with the records."""

    number: int
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Coverage:
    """Who (rows, those with least first) has talked how often with which kind of people (columns)."""

    ledger: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], int], ...]


def coverage(services: Services, period: Period, wish: Mapping[str, Any]) -> Coverage:
    """Count who talked to whom; ``wish`` names ledger and fields by label (resources/desk.yaml). Who has no record stands first."""
    catalogue = services.catalogue
    if not _known(services, wish, ("who", "kind", "number")):
        return Coverage("", (), ())
    spec = catalogue.by_label[wish["ledger"]]
    who, kind, number = (spec.by_label[wish[word]] for word in ("who", "kind", "number"))
    register = catalogue.get(who.target)
    belongs = {register.by_label[label].key: (value,) for label, value in wish["people"].items()}
    people = services.records.pks(Query(register.key, choices=belongs, descending=False))
    found: dict[int, dict[str, Cell]] = {pk: {} for pk in people}
    for pk, value, times, ids in services.store.records.cross(Query(spec.key, period=period), who.key, kind.key, number.key):
        if pk in found:
            found[pk][value] = Cell(times, ids)
    rows = []
    for person in services.records.lines(people):
        cells = found[person.pk]
        line = tuple(cells.get(column, Cell(0, ())) for column in kind.choices)
        rows.append((person.title, line, sum(cell.number for cell in cells.values())))
    return Coverage(spec.key, kind.shown or kind.choices, tuple(sorted(rows, key=lambda row: row[2])))


@dataclass(frozen=True)
class Limit:
    """Something open with a last day; ``days`` are left, negative when it is past."""

    words: str
    days: int
    ledger: str
    ids: tuple[int, ...]


def limits(services: Services, wish: Mapping[str, Any]) -> tuple[Limit, ...]:
    """Open cases, leads and rectifications by limit; plans (``wish``) have their own place."""
    plans = services.catalogue.by_label[wish["ledger"]].label if _known(services, wish, ()) else ""
    found = []
    for one in services.matters.of_records():
        if one.overdue_days is not None and one.group != plans:
            (line,) = services.records.lines(one.ids)
            found.append(Limit(f"{one.title} {one.content}".strip(), -one.overdue_days, line.ledger, one.ids))
    return tuple(sorted(found, key=lambda one: (one.days, one.words)))


@dataclass(frozen=True)
class Plan:
    """A 下步打算 of the period before, and what has become of it."""

    title: str
    state: str
    ledger: str
    ids: tuple[int, ...]


def plans(services: Services, period: Period, wish: Mapping[str, Any]) -> tuple[Plan, ...]:
    """Return them in the order in which they were written down."""
    if not _known(services, wish, ("title", "state")):
        return ()
    spec = services.catalogue.by_label[wish["ledger"]]
    title, state = spec.by_label[wish["title"]].key, spec.by_label[wish["state"]].key
    query = Query(spec.key, period=period.previous(), descending=False)
    stored = services.records.get_many(services.records.pks(query))
    return tuple(
        Plan(str(one.values.get(title, "")), spec.field(state).word(str(one.values.get(state, ""))), spec.key, (one.pk,)) for one in stored
    )
