"""Hand-over: what is still open, what is handed over, what arrives. Plain descriptions; knows no file system and no screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dangjian_desktop.domain.fields import without_controls

if TYPE_CHECKING:
    from dangjian_desktop.domain.check_code import CheckCode

PackKind = Literal["complete", "masked", "without_evidence"]
Relation = Literal["new", "same", "continues", "older", "fork"]
LEDGER, KEY = "台账.djtz", "台账.djkey"
"""What a pack holds in data/: the ledger, and its key file where it is protected."""
_LONGEST = 60
"""Characters of a name that comes from elsewhere."""


@dataclass(frozen=True)
class OpenMatter:
    """One 未了事项. ``who`` "" is nobody; ``state`` in words; ``overdue_days`` positive when late, negative or 0 when there is still
    time, None without a limit. ``ids`` are the record numbers (pk) behind it."""

    group: str
    title: str
    content: str
    who: str
    due: date | None
    state: str
    overdue_days: int | None
    ids: tuple[int, ...] = ()

    @property
    def overdue(self) -> bool:
        """Tell whether its limit has passed."""
        return self.overdue_days is not None and self.overdue_days > 0


@dataclass(frozen=True)
class Check:
    """One line of 自检. What is not ``ok`` is told, and does not stop the hand-over unless ``stops``."""

    name: str
    ok: bool
    words: str
    stops: bool = False


@dataclass(frozen=True)
class HandoverOptions:
    """Who hands what to whom. ``reason`` is 移交事由; ``encrypted`` False only on express choice."""

    giver: str = ""
    receiver: str = ""
    witness: str = ""
    message: str = ""
    kind: PackKind = "complete"
    encrypted: bool = True
    reason: str = ""


@dataclass(frozen=True)
class PackInfo:
    """A pack that was written and read again. ``passphrase`` None when it is plain; it is shown once and stored nowhere.

    ``files`` are those of the pack, ``evidence`` the pieces handed over, as the sheet counts them. ``mark`` tells this pack
    from every other.
    """

    path: Path
    size: int
    files: int
    code: CheckCode
    passphrase: str | None
    ledgers: int
    records: int
    evidence: int
    reports: int
    matters: int
    options: HandoverOptions = HandoverOptions()
    mark: str = ""


@dataclass(frozen=True)
class LedgerLine:
    """One ledger of the 移交清单. ``first`` and ``last`` day are None without records or dates."""

    label: str
    first: date | None
    last: date | None
    records: int
    open: int
    evidence: int


@dataclass(frozen=True)
class Incoming:
    """A pack that verified, before it is accepted. ``ledgers``: label, first to last day in words, records, evidence.

    ``mine`` and ``theirs`` list what only one side did since both were alike (a fork: both; ``parted`` is the last number of the log
    they share). ``code_checked``: the 核验码 on paper was compared. ``copy`` is the ledger inside, in a private folder that
    lasts as long as this object; ``key`` opens it where it is protected. ``mark`` tells this pack from every other.
    ``uncompared``: ledgers here that could not be compared with, and why.
    """

    path: Path
    package: Mapping[str, Any]
    unit: str
    code: CheckCode
    ledgers: tuple[tuple[str, str, int, int], ...]
    records: int
    evidence: int
    relation: Relation
    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    code_checked: bool = False
    parted: int = 0
    parted_on: str = ""
    copy: Path = Path()
    sha256: str = ""
    mark: str = ""
    uncompared: tuple[str, ...] = ()
    key: bytes = field(default=b"", repr=False)

    @property
    def giver(self) -> str:
        """Who gives, as the pack says; one short line."""
        return _line(self.package.get("giver", ""))

    @property
    def receiver(self) -> str:
        """Who is to receive, as the pack says."""
        return _line(self.package.get("receiver", ""))

    @property
    def masked(self) -> bool:
        """Names and codes were replaced: it can be looked at, and nobody can go on with it."""
        return self.package.get("kind") == "masked"

    @property
    def bare(self) -> bool:
        """The pieces of evidence were left out."""
        return self.package.get("kind") == "without_evidence"


def _line(text: str) -> str:
    return " ".join(without_controls(text).split())[:_LONGEST]
