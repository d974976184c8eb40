"""Backups: what is known of one, which may go, and what restoring one would do. Knows no file system and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

from dangjian_desktop.domain.timekeeping import doubtful

BEFORE_MIGRATION, BEFORE_IMPORT, DAILY, BY_HAND = "升级前", "导入前", "每日", "手动"
"""Reasons with a rule or a place of their own; every other step names itself."""
NEWEST, MONTHS = 10, 24
OLD_AFTER = 7
"""Days after which a backup is too old where the office has not said otherwise."""
_SOME_DAYS = timedelta(days=3)
PROTECTED = {BEFORE_MIGRATION: 3, BEFORE_IMPORT: 5}
"""How many of a reason are kept beyond the others."""


@dataclass(frozen=True)
class BackupInfo:
    """One backup as its manifest says. ``number`` orders them, ``at`` is for people; ``seq`` and ``head`` are of the audit chain.

    ``records`` counts those of registers too, ``evidence`` contents, ``size`` bytes. ``clock_suspect``: the clock was wrong
    when it was made. ``outside``: it lies in the second place.
    """

    path: Path
    number: int
    at: datetime
    reason: str
    seq: int
    head: str
    records: int
    evidence: int
    size: int
    clock_suspect: bool = False
    outside: bool = False


@dataclass(frozen=True)
class RecordChange:
    """What restoring does to one record: ``added`` comes back, ``removed`` vanishes, ``changed`` gets its older content."""

    ledger: str
    title: str
    day: str
    what: Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Difference:
    """What restoring a backup would do. ``operations`` are lines of the log made since, which would be gone."""

    backup: BackupInfo
    operations: int
    changes: tuple[RecordChange, ...]
    readable: bool = True
    """False when the present state is too damaged to compare with."""

    def count(self, what: str) -> int:
        """Return how many changes are of that sort."""
        return sum(change.what == what for change in self.changes)


def too_old(days: int, limit: int = OLD_AFTER) -> bool:
    """Tell whether a backup made so many days ago calls for another. One made in the future, as a wrong clock has it, does not."""
    return days >= limit


def clock_suspect(now: datetime, backups: Iterable[BackupInfo], logged: datetime | None) -> bool:
    """Tell whether a backup made now would carry a date nobody should count on.

    What counts is the newest backup with a right clock (where there is none, the last line of the log). Ten in a row that fit
    behind each other over some days, although not behind that one, are believed: then it was the old date that was wrong. A
    clock that begins anew each morning never gets so far.
    """
    newest_first = sorted(backups, key=lambda one: one.number, reverse=True)
    sound = next((one.at for one in newest_first if not one.clock_suspect), logged)
    if sound is None or not doubtful(now, sound):
        return False
    recent = newest_first[:NEWEST]
    ends = [now, *(one.at for one in recent)]
    fit = not any(doubtful(later, earlier) for later, earlier in pairwise(ends))
    return not (fit and len(recent) == NEWEST and all(one.clock_suspect for one in recent) and ends[0] - ends[-1] >= _SOME_DAYS)


def to_thin(backups: Iterable[BackupInfo]) -> tuple[BackupInfo, ...]:
    """Return those of one folder that may go, oldest first.

    Kept are the ten newest by number, the ten newest made with a right clock, one for this month and each of the 24 before,
    the last three before a migration, the last five before an import. A backup made with a wrong clock says nothing about
    months, and no month counts that lies ahead of the newest one. The newest of all is always among the kept.
    """
    newest_first = sorted(backups, key=lambda one: one.number, reverse=True)
    sound = [one for one in newest_first if not one.clock_suspect]
    kept = {one.number for one in (*newest_first[:NEWEST], *sound[:NEWEST])}
    months: dict[tuple[int, int], int] = {}
    for one in sound:
        if one.at <= sound[0].at:
            months.setdefault((one.at.year, one.at.month), one.number)
    kept |= {months[month] for month in sorted(months, reverse=True)[: MONTHS + 1]}
    for reason, count in PROTECTED.items():
        kept |= {one.number for one in (*_of(newest_first, reason)[:count], *_of(sound, reason)[:count])}
    return tuple(one for one in reversed(newest_first) if one.number not in kept)


def _of(backups: Sequence[BackupInfo], reason: str) -> list[BackupInfo]:
    return [one for one in backups if one.reason == reason]
