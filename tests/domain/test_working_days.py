"""工作日: across the long holidays of every year that is known, worked week-ends, and years that are not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.working_days import NONE_KNOWN, Holidays, holidays_from
from dangjian_desktop.ledgers.bases import load_holidays
from dangjian_desktop.ledgers.declared import read_yaml

KNOWN = load_holidays()
SATURDAY = 5
DAYS = st.dates(date(2023, 12, 1), date(2027, 3, 1))
TABLES = st.sampled_from([KNOWN, NONE_KNOWN])


@pytest.mark.parametrize(
    ("day", "working"),
    [
        # 春节
        ("2024-02-08", ["02-09", "02-18", "02-19"]),
        ("2025-01-24", ["01-26", "01-27", "02-05", "02-06", "02-07", "02-08", "02-10"]),
        ("2026-02-13", ["02-14", "02-24", "02-25", "02-26", "02-27", "02-28", "03-02"]),
        # 国庆
        ("2024-09-27", ["09-29", "09-30", "10-08", "10-09", "10-10", "10-11", "10-12", "10-14"]),
        ("2025-09-26", ["09-28", "09-29", "09-30", "10-09", "10-10", "10-11", "10-13"]),
        ("2026-09-30", ["10-08", "10-09", "10-10", "10-12"]),
        # from a day of rest
        ("2026-10-03", ["10-08"]),
    ],
)
def test_working_days_across_the_long_holidays(day: str, working: list[str]) -> None:
    start = date.fromisoformat(day)
    assert [KNOWN.after(start, number) for number in range(1, len(working) + 1)] == [
        date.fromisoformat(f"{start.year}-{one}") for one in working
    ]
    assert KNOWN.untold(start, KNOWN.after(start, len(working))) == ()


def test_no_working_day_after_a_day_is_that_day() -> None:
    assert KNOWN.after(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_the_declared_days_are_those_on_which_it_matters() -> None:
    declared = read_yaml("holidays.yaml")
    for year, said in declared.items():
        assert set(said) == {"rest", "work"}
        assert all(date.fromisoformat(f"{year}-{day}").weekday() < SATURDAY for day in said["rest"])
        assert all(date.fromisoformat(f"{year}-{day}").weekday() >= SATURDAY for day in said["work"])
        assert len(said["rest"]) > len(said["work"]) > 0
    assert KNOWN.years == {int(year) for year in declared}
    assert sorted(KNOWN.years) == list(range(min(KNOWN.years), max(KNOWN.years) + 1))


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), ()),
        (date(2026, 12, 31), date(2027, 1, 4), (2027,)),
        (date(2023, 12, 29), date(2024, 1, 3), (2023,)),
        (date(2023, 12, 31), date(2024, 1, 3), ()),
        (date(2022, 12, 31), date(2024, 1, 3), (2023,)),
        (date(2026, 12, 31), date(2026, 12, 31), ()),
    ],
)
def test_years_without_known_holidays_are_those_of_the_days_counted(start: date, end: date, years: tuple[int, ...]) -> None:
    assert KNOWN.untold(start, end) == years


def test_without_known_holidays_saturdays_and_sundays_are_left_out() -> None:
    assert NONE_KNOWN.after(date(2027, 9, 30), 2) == date(2027, 10, 4)
    assert NONE_KNOWN.untold(date(2027, 9, 30), date(2027, 10, 4)) == (2027,)


def test_a_year_that_stands_there_empty_is_not_known() -> None:
    assert holidays_from({"2027": None, "2028": {}, "2026": {"rest": ["01-01"]}}) == Holidays(
        frozenset({2026}), frozenset({date(2026, 1, 1)})
    )


@pytest.mark.parametrize("data", [{"2026": {"holiday": []}}, {"2026": {"rest": ["02-30"]}}, {"今年": {"rest": []}}])
def test_what_is_no_day_or_no_word_is_a_fault(data: Mapping[Any, Any]) -> None:
    with pytest.raises(ValueError, match=r"holiday|day|invalid"):
        holidays_from(data)


@given(holidays=TABLES, day=DAYS, number=st.integers(0, 40))
def test_exactly_so_many_working_days_are_counted(holidays: Holidays, day: date, number: int) -> None:
    end = holidays.after(day, number)
    assert sum(holidays.works(day + timedelta(days=one)) for one in range(1, (end - day).days + 1)) == number
    assert number == 0 or holidays.works(end)


@given(holidays=TABLES, day=DAYS, later=st.integers(0, 40), number=st.integers(0, 40))
def test_who_begins_later_or_waits_longer_is_never_done_earlier(holidays: Holidays, day: date, later: int, number: int) -> None:
    assert holidays.after(day, number) <= holidays.after(day + timedelta(days=later), number)
    assert holidays.after(day, number) < holidays.after(day, number + 1)
