"""Periods: what 上半年 means in days. Knows no ledger and no clock."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

from dangjian_desktop.domain.errors import Error, UserError

_QUARTERS = "一二三四"
_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``start`` to ``end``; both borders belong to the period."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise UserError(Error.UNCLEAR, text=f"{self.start}..{self.end}", reason="结束日期早于开始日期", hint="请把两个日期对调。")

    def __contains__(self, day: date | None) -> bool:
        """Both borders belong to the period; a missing date belongs to none."""
        return day is not None and self.start <= day <= self.end

    @property
    def year(self) -> int:
        """Return the year in which it begins."""
        return self.start.year

    @property
    def kind(self) -> str:
        """Tell what it is: year, half, quarter, month, or days."""
        months = self._whole_months()
        if months is None or self.start.year != self.end.year:
            return "days"
        if months == 12:
            return "year"
        if months == 6 and self.start.month in (1, 7):
            return "half"
        if months == 3 and self.start.month in (1, 4, 7, 10):
            return "quarter"
        return "month" if months == 1 else "days"

    @property
    def label(self) -> str:
        """Name the period in the words a report uses, always with the full year."""
        year, first, last = self.start.year, self.start.month, self.end.month
        match self.kind:
            case "year":
                return f"{year}年"
            case "half":
                return f"{year}年{'上' if first == 1 else '下'}半年"
            case "quarter":
                return f"{year}年第{_QUARTERS[(first - 1) // 3]}季度"
            case "month":
                return f"{year}年{first}月"
        if self._whole_months() is not None and self.start.year == self.end.year:
            return f"{year}年{first}—{last}月"
        begin, end = f"{self.start.year}年{first}月{self.start.day}日", f"{self.end.year}年{last}月{self.end.day}日"
        return begin if begin == end else f"{begin}至{end}"

    @property
    def code(self) -> str:
        """The command line's word for it: 2022 · 2022H1 · 2022Q3 · 2022-01-01..2022-06-15."""
        match self.kind:
            case "year":
                return f"{self.year:04d}"
            case "half":
                return f"{self.year:04d}H{1 if self.start.month == 1 else 2}"
            case "quarter":
                return f"{self.year:04d}Q{(self.start.month + 2) // 3}"
        return f"{self.start}..{self.end}"

    def _whole_months(self) -> int | None:
        if self.start.day != 1 or self.end.day != calendar.monthrange(self.end.year, self.end.month)[1]:
            return None
        return _months_between(self.start, self.end) + 1

    def same_last_year(self) -> Period:
        """Return 上年同期; 29 February becomes the 28th, whole months stay whole. The first year of the calendar is its own."""
        if self.year == MINYEAR:
            return self
        whole = self._whole_months() is not None
        return Period(_year_before(self.start), _year_before(self.end, month_end=whole))

    def previous(self) -> Period:
        """Return the period before that has this one as its next; this one itself where the calendar begins."""
        return self._neighbour(-1)

    def next(self) -> Period:
        """Return the period after that has this one as its previous; this one itself where the calendar ends."""
        return self._neighbour(1)

    def _neighbour(self, step: int) -> Period:
        months = self._whole_months()
        try:
            if months is None:
                return self._days_beside(step)
            return _months(self.start.year, self.start.month + step * months, months)
        except (ValueError, OverflowError):  # no such days in the calendar
            return self

    def _days_beside(self, step: int) -> Period:
        """As many days as these. Whole months belong to each other, so at the border of a month lengths that make whole months
        are passed over on both sides: what has the n-th of the other lengths on one side has the n-th on the other.
        """
        near, length = self.end if step > 0 else self.start, (self.end - self.start).days + 1
        edge = near + step * _DAY
        if edge.month != near.month:
            place = length = length - _months_between(self.start, self.end)
            while length != (longer := place + abs(_months_between(edge, edge + step * length * _DAY))):
                length = longer
        return Period(*sorted((edge, edge + step * (length - 1) * _DAY)))

    def year_to_date(self) -> Period:
        """Return 全年累计: since 1 January of the year in which the period ends."""
        return Period(date(self.end.year, 1, 1), self.end)


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def _year_before(day: date, *, month_end: bool = False) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, last if month_end else min(day.day, last))


def _months(year: int, month: int, count: int) -> Period:
    """Return ``count`` whole months from a month that may lie outside 1..12."""
    first = year * 12 + month - 1
    last = first + count - 1
    end_year, end_month = divmod(last, 12)
    return Period(date(first // 12, first % 12 + 1, 1), date(end_year, end_month + 1, calendar.monthrange(end_year, end_month + 1)[1]))


def year(number: int) -> Period:
    """Return the whole year."""
    return _months(number, 1, 12)


def half(number: int, which: int) -> Period:
    """Return the half-year; ``which``: 1 = 上半年, 2 = 下半年."""
    return _months(number, 6 * which - 5, 6)


def quarter(number: int, which: int) -> Period:
    """Return the quarter, counted from 1."""
    return _months(number, 3 * which - 2, 3)


def half_of(day: date) -> Period:
    """Return the half-year in which the day lies."""
    return half(day.year, 1 if day.month <= 6 else 2)


def quarter_of(day: date) -> Period:
    """Return the quarter in which the day lies."""
    return quarter(day.year, (day.month + 2) // 3)


def month_of(day: date) -> Period:
    """Return the month in which the day lies."""
    return _months(day.year, day.month, 1)


def parse(text: str) -> Period:
    """Read 2022 · 2022H1 · 2022Q3 · 2022-01-01..2022-06-15; raises UserError E-84 on anything else."""
    try:
        if found := re.fullmatch(r"(\d{4})(?:([HhQq])([1-4]))?", text.strip()):
            number, letter, which = int(found[1]), (found[2] or "").upper(), int(found[3] or 0)
            if not letter:
                return year(number)
            if letter == "Q":
                return quarter(number, which)
            if which <= 2:
                return half(number, which)
        start, _, end = text.strip().partition("..")
        return Period(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        hint = "请写成 2022、2022H1、2022Q3 或 2022-01-01..2022-06-15。"
        raise UserError(Error.UNCLEAR, text=text, reason="不是报告期", hint=hint) from None
