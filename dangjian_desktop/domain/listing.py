"""What a list of records is asked for and what it answers. Knows no SQL and no table widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from dangjian_desktop.domain.period import Period


@dataclass(frozen=True)
class Query:
    """Which records of one ledger, in which order.

    ``period`` None = all; ``text`` is matched in every text of a record after folding; ``choices`` narrows choice fields
    (key → accepted values), ``asks`` to records that answer yes to a declared question on a day; ``voided`` is hide · also ·
    only; ``order`` a field key ("" = the date of the list, newest first); ``view`` shows only what the ledger's second area
    shows; ``ids`` exactly these records (a clicked number).
    """

    ledger: str
    period: Period | None = None
    text: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    asks: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    missing: bool = False
    without_evidence: bool = False
    voided: str = "hide"
    order: str = ""
    descending: bool = True
    view: bool = False
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Row:
    """One line of a list: texts by field key (names instead of numbers, secret fields in clear: the screen masks them)."""

    pk: int
    cells: Mapping[str, str]
    missing: tuple[str, ...]
    void_reason: str | None
    evidence: int
    redacted: frozenset[str] = frozenset()
    """Fields whose text was taken out; their cell is empty unless something was written since."""


@dataclass(frozen=True)
class Tallies:
    """The counts on the filter pills: within the query's period (``all`` = whole ledger), voided ones apart.

    ``uses_evidence``: some record of the ledger, whenever it was, has evidence; only then is lacking it an exception.
    """

    all: int
    in_period: int
    missing: int
    without_evidence: int
    voided: int
    uses_evidence: bool = False


@dataclass(frozen=True)
class Line:
    """A record named in one line: for numbers → records, search hits, tokens. ``day`` is 归属日期."""

    pk: int
    id: str
    ledger: str
    day: date | None
    title: str
    detail: str = ""
