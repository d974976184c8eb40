"""Periods: borders, labels, neighbours, codes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain import period as p
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.period import Period

LABELS = [
    ("2022H1", "2022年上半年"),
    ("2022h2", "2022年下半年"),
    ("2022", "2022年"),
    ("2022Q1", "2022年第一季度"),
    ("2022Q4", "2022年第四季度"),
    ("2022-03-01..2022-03-31", "2022年3月"),
    ("2022-01-01..2022-11-30", "2022年1—11月"),
    ("2022-02-01..2022-04-30", "2022年2—4月"),
    ("2022-10-25..2023-09-21", "2022年10月25日至2023年9月21日"),
    ("2021-12-01..2022-01-31", "2021年12月1日至2022年1月31日"),
    ("2022-04-01..2022-09-30", "2022年4—9月"),
    ("2022-03-05..2022-03-05", "2022年3月5日"),
]


@pytest.mark.parametrize(("code", "label"), LABELS)
def test_a_period_is_called_as_reports_call_it(code, label):
    assert p.parse(code).label == label


@pytest.mark.parametrize("code", ["2022", "2022H1", "2022H2", "2022Q3", "2022-10-25..2023-09-21", "2022-03-01..2022-03-31"])
def test_a_code_reads_back(code):
    assert p.parse(code).code == code


@pytest.mark.parametrize(
    "text", ["", "2022H3", "22H1", "2022-01-01", "2022-13-01..2022-14-01", "昨天", "2022-06-30..2022-01-01", "0000", "0000Q1"]
)
def test_what_is_no_period_is_refused_in_chinese(text):
    with pytest.raises(UserError) as caught:
        p.parse(text)
    assert caught.value.code == "E-84"


def test_both_borders_belong_to_the_period_and_no_date_to_none():
    first = p.half(2022, 1)
    assert date(2022, 1, 1) in first
    assert date(2022, 6, 30) in first
    assert date(2022, 7, 1) not in first
    assert None not in first


def test_the_same_period_last_year_keeps_month_ends():
    assert Period(date(2024, 2, 1), date(2024, 2, 29)).same_last_year() == Period(date(2023, 2, 1), date(2023, 2, 28))
    assert Period(date(2023, 2, 1), date(2023, 2, 28)).same_last_year().same_last_year() == Period(date(2021, 2, 1), date(2021, 2, 28))
    assert Period(date(2025, 2, 1), date(2025, 2, 28)).same_last_year().end == date(2024, 2, 29)
    assert Period(date(2024, 2, 29), date(2024, 3, 5)).same_last_year() == Period(date(2023, 2, 28), date(2023, 3, 5))


def test_neighbours_of_halves_quarters_and_days():
    assert p.parse("2022H1").previous() == p.parse("2021H2")
    assert p.parse("2022Q4").next() == p.parse("2023Q1")
    assert p.parse("2022").next() == p.parse("2023")
    assert p.parse("2022-01-05..2022-01-11").next() == p.parse("2022-01-12..2022-01-18")
    assert p.parse("2022-01-05..2022-01-11").previous() == p.parse("2021-12-29..2022-01-04")


def test_since_january_and_the_half_of_a_day():
    assert p.parse("2022Q3").year_to_date() == p.parse("2022-01-01..2022-09-30")
    assert p.half_of(date(2022, 6, 30)) == p.half(2022, 1)
    assert p.half_of(date(2022, 7, 1)) == p.half(2022, 2)
    assert p.half(2022, 1).year == 2022


def test_a_range_of_days_beside_whole_months_comes_back_to_itself():
    """28 days before February: whole months have whole months as neighbours, so these days must have others."""
    first = Period(date(2022, 1, 4), date(2022, 1, 31))
    assert first.next() == Period(date(2022, 2, 1), date(2022, 3, 1))
    assert first.next().previous() == first
    assert p.month_of(date(2022, 2, 1)).previous() == p.month_of(date(2022, 1, 1))


ANY_PERIOD = st.tuples(st.dates(), st.dates()).map(lambda two: Period(min(two), max(two)))


def near_months(first, count, before, after):
    """``count`` whole months from ``first`` (1 = January of the year 1), some days longer or shorter at both ends."""
    start, end = (date(month // 12 + 1, month % 12 + 1, 1) for month in (first - 1, first - 1 + count))
    days = sorted(min(max(one, 1), date.max.toordinal()) for one in (start.toordinal() + before, end.toordinal() - 1 + after))
    return Period(*map(date.fromordinal, days))


MONTHS_AND_NEAR = st.builds(near_months, st.integers(1, 12 * 9996), st.integers(1, 26), st.integers(-3, 3), st.integers(-3, 3))
"""Whole months and ranges that miss them by some days."""


@given(MONTHS_AND_NEAR | ANY_PERIOD)
def test_next_and_previous_are_inverse_and_touch(first):
    """Where the calendar ends there is no neighbour: a period stays where it is."""
    after, before = first.next(), first.previous()
    if after != first:
        assert after.previous() == first
        assert after.start == first.end + timedelta(days=1)
    if before != first:
        assert before.next() == first
        assert before.end == first.start - timedelta(days=1)


@given(MONTHS_AND_NEAR | ANY_PERIOD)
def test_a_neighbour_is_as_long(first):
    """Whole months have as many months; other days as many days, one more or less where as many would be whole months."""
    for other in (first.next(), first.previous()):
        assert other.kind == first.kind
        if first.kind == "days":
            assert abs((other.end - other.start) - (first.end - first.start)) <= timedelta(days=5)


@given(MONTHS_AND_NEAR | ANY_PERIOD)
def test_every_period_has_a_name_a_code_that_reads_back_and_a_year_before(first):
    assert first.label
    assert p.parse(first.code) == first
    before = first.same_last_year()
    assert before == first if first.year == 1 else (before.start.year, before.end.year) == (first.start.year - 1, first.end.year - 1)
    assert first.year_to_date().end == first.end


def test_the_calendar_ends_without_a_fault():
    first, last = p.year(1), p.year(9999)
    assert (first.previous(), last.next()) == (first, last)
    assert first.same_last_year() == first
    assert Period(date(1, 6, 1), date(2, 3, 1)).same_last_year() == Period(date(1, 6, 1), date(2, 3, 1))
    assert first.code == "0001"
    assert Period(date.min, date.max).next().previous() == Period(date.min, date.max)
    assert Period(date(9999, 12, 3), date(9999, 12, 20)).next() == Period(date(9999, 12, 3), date(9999, 12, 20))
    assert Period(date(1, 1, 3), date(1, 1, 20)).previous() == Period(date(1, 1, 3), date(1, 1, 20))
    assert Period(date(9999, 1, 4), date(9999, 11, 30)).next() == Period(date(9999, 1, 4), date(9999, 11, 30))
