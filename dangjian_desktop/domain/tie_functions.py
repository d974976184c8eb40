"""What the language of ties can call: of lists, of days. An empty value is not known, so what comes of it is not known either."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any


def filled(value: Any) -> bool:
    """Tell whether there is a value at all."""
    return value not in (None, "", (), [])


def total(values: Any) -> Any:
    """Add up the values that are known; 0 without any."""
    found = [value for value in listed(values) if value is not None]
    return sum(found, 0)


def biggest(*values: Any) -> Any:
    """Return the largest of the values, or of the one list, that are known; None without any."""
    found = [value for value in (listed(values[0]) if len(values) == 1 else values) if value is not None]
    return max(found, default=None)


def smallest(*values: Any) -> Any:
    """Return the smallest of the values, or of the one list, that are known; None without any."""
    found = [value for value in (listed(values[0]) if len(values) == 1 else values) if value is not None]
    return min(found, default=None)


def entries(value: Any) -> int:
    """Count how many entries a list has; nothing filled has none, a single value is one."""
    return len([item for item in listed(value) if item is not None])


def listed(value: Any) -> Sequence[Any]:
    """Return a list of the value, of none, or the list itself."""
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


def days(start: date | None, end: date | None) -> int | None:
    """Count the days from start to end; None while one of them is empty."""
    return None if start is None or end is None else (end - start).days


def months_after(day: date | None, months: Any) -> date | None:
    """Return the same day of a later month; where that month is shorter, its last day."""
    if day is None or months is None:
        return None
    number = day.year * 12 + day.month - 1 + int(months)
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_after(day: date | None, number: Any) -> date | None:
    """Return the day that many days later; None while something is empty."""
    return None if day is None or number is None else day + timedelta(days=int(number))


def weekday(day: date | None) -> int | None:
    """Return the day of the week: 1 = Monday … 7 = Sunday."""
    return None if day is None else day.isoweekday()


def ascending(*values: date | None) -> bool:
    """Tell whether the dates that are filled do not decrease."""
    found = [day for day in values if day is not None]
    return all(one <= two for one, two in pairwise(found))
