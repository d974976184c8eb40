"""工作日: limits in working days; holidays and worked week-ends are data. A year without data is told, never guessed in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_SATURDAY = 5


@dataclass(frozen=True)
class Holidays:
    """``rest``: days of the week without work; ``work``: week-end days that are worked; ``years``: the years these are known for."""

    years: frozenset[int] = frozenset()
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Tell whether that day is a working day."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.rest)

    def after(self, day: date, number: int) -> date:
        """Return the ``number``-th working day after the day; the day itself is not counted."""
        while number > 0:
            day += timedelta(days=1)
            number -= self.works(day)
        return day

    def untold(self, start: date, end: date) -> tuple[int, ...]:
        """Return the years after ``start`` up to ``end`` without known holidays: of these, Saturdays and Sundays alone were left out."""
        first = start + timedelta(days=1)
        return tuple(year for year in range(first.year, end.year + 1) if year not in self.years)


NONE_KNOWN = Holidays()


def holidays_from(data: Mapping[Any, Any]) -> Holidays:
    """Read year → {rest: [days], work: [days]}, days as MM-DD; a year that stands there empty is not known yet. Raises ValueError."""
    known = {int(year): said for year, said in data.items() if said}
    if unknown := {str(word) for said in known.values() for word in said} - {"rest", "work"}:
        raise ValueError(f"不认识的词：{'、'.join(sorted(unknown))}。")
    return Holidays(frozenset(known), frozenset(_days(known, "rest")), frozenset(_days(known, "work")))


def _days(known: Mapping[int, Mapping[str, Any]], word: str) -> list[date]:
    return [date.fromisoformat(f"{year}-{day}") for year, said in known.items() for day in said.get(word, ())]
