"""Which backups may go, and which dates are believed: ten simulated years with a clock that jumps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.backup import BackupInfo, Difference, RecordChange, clock_suspect, to_thin
from tests.fakes import CHINA

START = datetime(2022, 7, 5, 9, 0, tzinfo=CHINA)
WRONG = (datetime(1980, 1, 4, tzinfo=CHINA), datetime(2000, 1, 1, tzinfo=CHINA), datetime(2099, 12, 31, tzinfo=CHINA), 1, -1)
"""Where a clock jumps to; numbers are days beside the right time."""
JUMPS, YEARS = 1000, 10


def backup(number: int, at: datetime, reason: str = "每日", *, suspect: bool = False) -> BackupInfo:
    return BackupInfo(Path(f"{number}.djtz"), number, at, reason, number, "", 0, 0, 0, suspect)


def daily(count: int, *, every: float = 1.0) -> list[BackupInfo]:
    return [backup(number + 1, START + timedelta(days=number * every)) for number in range(count)]


def numbers(backups: tuple[BackupInfo, ...]) -> list[int]:
    return [one.number for one in backups]


def test_ten_backups_of_one_day_all_stay_and_the_oldest_of_twelve_goes() -> None:
    assert to_thin([backup(number, START) for number in range(10)]) == ()
    assert numbers(to_thin([backup(number, START) for number in range(12)])) == [0, 1]


def test_this_month_and_each_of_the_24_before_keep_their_newest() -> None:
    made = daily(900)
    kept = set(made) - set(to_thin(made))
    assert {(one.at.year, one.at.month) for one in kept} == {
        (day.year, day.month) for day in (made[-1].at - timedelta(days=30.4 * number) for number in range(25))
    }


def test_those_before_a_migration_and_before_an_import_stay_beyond_the_others() -> None:
    old = [backup(number, START, "升级前" if number % 2 else "导入前") for number in range(20)]
    kept = set(old) - set(to_thin([*old, *(backup(number, START) for number in range(20, 40))]))
    assert sorted(one.number for one in kept) == [10, 12, 14, 15, 16, 17, 18, 19]


def test_what_was_made_with_a_wrong_clock_takes_nobodys_place() -> None:
    sound = [backup(number, START + timedelta(hours=number)) for number in range(10)]
    wrong = [backup(10 + number, datetime(2099, 1 + number, 1, tzinfo=CHINA), "导入前", suspect=True) for number in range(12)]
    kept = set([*sound, *wrong]) - set(to_thin([*sound, *wrong]))
    assert set(sound) <= kept
    assert max(wrong, key=lambda one: one.number) in kept


@given(
    st.lists(st.tuples(st.integers(-40_000, 40_000), st.booleans(), st.sampled_from(["每日", "导入前", "升级前"])), min_size=1, max_size=80)
)
def test_whatever_the_dates_the_ten_newest_by_number_stay(made: list[tuple[int, bool, str]]) -> None:
    base = datetime(2099, 1, 1, tzinfo=CHINA)
    backups = [backup(number, base + timedelta(days=days // 2), reason, suspect=wrong) for number, (days, wrong, reason) in enumerate(made)]
    gone = set(to_thin(backups))
    assert not gone & set(backups[-10:])
    assert not gone & set([one for one in backups if one.reason == "导入前"][-5:])
    assert not gone & set([one for one in backups if one.reason == "升级前"][-3:])
    assert to_thin(set(backups) - gone) == (), "thinning once is enough"


# ---------------------------------------------------------------------- the clock
def test_a_date_is_doubted_that_does_not_fit_behind_the_newest_right_one() -> None:
    made = [backup(1, START), backup(2, datetime(2099, 1, 1, tzinfo=CHINA), suspect=True)]
    assert clock_suspect(START - timedelta(days=1), made, None)
    assert clock_suspect(datetime(2099, 1, 2, tzinfo=CHINA), made, None), "the second wrong one is no righter than the first"
    assert not clock_suspect(START + timedelta(days=1), made, datetime(2099, 1, 1, tzinfo=CHINA))


def test_without_a_backup_the_log_is_asked() -> None:
    assert clock_suspect(START, [], START + timedelta(days=1))
    assert not clock_suspect(START, [], START - timedelta(days=1))
    assert not clock_suspect(START, [], None)


def test_ten_in_a_row_are_believed_against_one() -> None:
    """A machine was off for two years, or its clock was once set wrong and then put right."""
    wrong = backup(1, START + timedelta(days=300))
    made = [wrong, *(backup(2 + number, START + timedelta(days=number), suspect=True) for number in range(10))]
    assert clock_suspect(START + timedelta(days=10), made[:-1], None)
    assert not clock_suspect(START + timedelta(days=10), made, None)
    torn = [*made[:5], replace(made[5], at=datetime(1980, 1, 1, tzinfo=CHINA)), *made[6:]]
    assert clock_suspect(START + timedelta(days=10), torn, None), "ten that do not even fit each other say nothing"
    one_morning = [wrong, *(backup(2 + number, START + timedelta(minutes=number), suspect=True) for number in range(10))]
    assert clock_suspect(START + timedelta(hours=1), one_morning, None), "ten of one morning neither"


# ---------------------------------------------------------------------- ten years
def working_days(seed: int) -> Iterator[tuple[datetime, datetime]]:
    """(right time, what the clock says): a backup on most days of ten years, and 1,000 jumps of one to five days."""
    chance, jump, left = random.Random(seed), None, 0
    jumps = set(chance.sample(range(YEARS * 365), JUMPS))
    for day in range(YEARS * 365):
        right = START + timedelta(days=day, minutes=chance.randrange(480))
        if day in jumps:
            jump, left = chance.choice(WRONG), chance.choice((1, 1, 1, 2, 5))
        elif left == 0:
            jump = None
        left = max(0, left - 1)
        if chance.random() < 0.7:
            shown = (
                right if jump is None else right + timedelta(days=jump) if isinstance(jump, int) else jump + timedelta(minutes=right.minute)
            )
            yield right, shown


@pytest.mark.parametrize("seed", [1])
def test_ten_years_of_a_clock_that_jumps_lose_no_month_of_the_last_24(seed: int) -> None:
    chance = random.Random(seed)
    there: list[BackupInfo] = []
    ever: list[tuple[datetime, BackupInfo]] = []
    for number, (right, shown) in enumerate(working_days(seed)):
        reason = chance.choices(("每日", "导入前", "升级前"), (90, 8, 2))[0]
        made = backup(number, shown, reason, suspect=clock_suspect(shown, there, None))
        there.append(made)
        ever.append((right, made))
        gone = set(to_thin(there))
        there = [one for one in there if one not in gone]
        kept = {one.number for one in there}
        assert {one.number for _, one in ever[-10:]} <= kept
        for protected, count in (("升级前", 3), ("导入前", 5)):
            assert {one.number for _, one in [pair for pair in ever if pair[1].reason == protected][-count:]} <= kept
        wanted = {month(one.at) for then, one in ever if then == one.at and not one.clock_suspect and months_between(then, right) < 24}
        assert wanted <= {month(one.at) for one in there}, (number, right)
        ever = [pair for pair in ever if months_between(pair[0], right) < 26]
    doubted = [one.clock_suspect for right, one in ever if right == one.at]
    assert sum(doubted) < len(doubted) / 4, "a right clock is believed again"
    assert len(there) < 60


def month(day: datetime) -> tuple[int, int]:
    return day.year, day.month


def months_between(earlier: datetime, later: datetime) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def test_a_difference_counts_its_changes_by_kind() -> None:
    changes = tuple(RecordChange("talk", "事由", "2022-03-05", what) for what in ("added", "removed", "removed"))
    difference = Difference(backup(1, START), 3, changes)
    assert [difference.count(what) for what in ("added", "removed", "changed")] == [1, 2, 0]
