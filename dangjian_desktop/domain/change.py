"""Change: what a service did, for screens, the log and undo. A change without a label cannot be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Change:
    """``kind`` save · void · restore · import · undo · redo · settings …; ``ledgers`` are the keys touched; ``ids`` the record
    numbers (pk); ``label`` the user's sentence, such as 作废 3 条谈话; ``seq`` its number in the log."""

    kind: str
    label: str
    ledgers: tuple[str, ...]
    ids: tuple[int, ...]
    seq: int

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise ValueError("a change without a label cannot be made")


@dataclass(frozen=True)
class LogEntry:
    """One line of 操作记录. ``undone_by`` is the number of the change that took it back; ``can_undo`` whether 撤销 applies."""

    seq: int
    at: datetime
    actor: str
    kind: str
    label: str
    ledgers: tuple[str, ...]
    records: int
    undone_by: int | None
    can_undo: bool
