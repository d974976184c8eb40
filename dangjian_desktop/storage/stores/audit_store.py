"""The log and the states records had: what undo needs. Only reads; commit.py writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from dangjian_desktop.domain.change import LogEntry
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground import chain

UNDOABLE = ("save", "void", "restore", "import", "batch", "evidence", "undo", "redo")
"""Kinds of change that undo can take back; settings and reports have their own ways."""

_ENTRY = (
    "SELECT a.seq, a.at, a.tz, a.actor, a.kind, a.label, a.ledgers, a.records, a.undoes,"
    " (SELECT max(u.seq) FROM audit u WHERE u.undoes = a.seq) FROM audit a"
)


@dataclass(frozen=True)
class StateChange:
    """One record in one change: its state before (None = it did not exist) and after, as chain.state_from gives them.

    ``stands``: the record still is what this change made of it.
    """

    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any]
    stands: bool


class AuditStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, limit: int, offset: int = 0) -> tuple[LogEntry, ...]:
        """The log, newest first."""
        return tuple(self._entry(row) for row in self._database.run(f"{_ENTRY} ORDER BY a.seq DESC LIMIT ? OFFSET ?", [limit, offset]))

    def entry(self, seq: int) -> LogEntry:
        """One line of the log; KeyError when there is none."""
        rows = list(self._database.run(f"{_ENTRY} WHERE a.seq = ?", [seq]))
        if not rows:
            raise KeyError(seq)
        return self._entry(rows[0])

    def since(self, seq: int) -> tuple[LogEntry, ...]:
        """Everything after that line, oldest first."""
        return tuple(self._entry(row) for row in self._database.run(f"{_ENTRY} WHERE a.seq > ? ORDER BY a.seq", [seq]))

    def redacted_since(self, seq: int) -> bool:
        """Whether something was taken out of a record of that change after it."""
        sql = (
            "SELECT 1 FROM audit a CROSS JOIN history n ON n.seq = a.seq CROSS JOIN history h ON h.record = n.record AND h.seq = ?"
            " WHERE a.seq > ? AND a.kind = 'redacted' LIMIT 1"
        )
        return bool(self._database.run(sql, [seq, seq]))

    def undoes(self, seq: int) -> int | None:
        ((number,),) = self._database.run("SELECT undoes FROM audit WHERE seq = ?", [seq])
        return None if number is None else int(number)

    def of_record(self, pk: int) -> tuple[LogEntry, ...]:
        """Every change of one record, newest first."""
        sql = f"{_ENTRY} JOIN history h ON h.seq = a.seq WHERE h.record = ? ORDER BY a.seq DESC"
        return tuple(self._entry(row) for row in self._database.run(sql, [pk]))

    def steps(self, seq: int) -> tuple[StateChange, ...]:
        """The records of one change with their states around it."""
        sql = (
            "SELECT h.record, h.after, n.after = h.after, (SELECT p.after FROM history p WHERE p.record = h.record AND p.seq < h.seq"
            " ORDER BY p.seq DESC LIMIT 1) FROM history h JOIN record r ON r.pk = h.record"
            " JOIN history n ON n.record = r.pk AND n.seq = r.seq WHERE h.seq = ? ORDER BY h.record"
        )
        return tuple(
            StateChange(pk, chain.state_from(before) if before else None, chain.state_from(after), bool(stands))
            for pk, after, stands, before in self._database.run(sql, [seq])
        )

    def records(self, seq: int) -> tuple[int, ...]:
        """Return the numbers of the records that this change touched, in their order."""
        return tuple(pk for (pk,) in self._database.run("SELECT record FROM history WHERE seq = ? ORDER BY record", [seq]))

    def state_at(self, pk: int, at: str) -> dict[str, Any] | None:
        """The state the change of that moment left (``updated_at`` of the record then); None when there was none."""
        sql = "SELECT h.after FROM history h JOIN audit a ON a.seq = h.seq WHERE h.record = ? AND a.at = ? ORDER BY h.seq DESC LIMIT 1"
        rows = self._database.run(sql, [pk, at])
        return chain.state_from(rows[0][0]) if rows else None

    def head(self) -> tuple[int, str]:
        """Number and digest of the last row: what a 核验码 is made of."""
        rows = list(self._database.run("SELECT seq, h FROM audit ORDER BY seq DESC LIMIT 1"))
        return rows[0] if rows else (0, "")

    def has(self, seq: int, digest: str) -> bool:
        """Whether the log has that very row."""
        return bool(self._database.run("SELECT 1 FROM audit WHERE seq = ? AND h = ?", [seq, digest]))

    def begins(self, seq: int, digits: str) -> bool:
        """Whether the log has a row of that number whose digest begins so."""
        return bool(self._database.run("SELECT 1 FROM audit WHERE seq = ? AND substr(h, 1, ?) = ?", [seq, len(digits), digits]))

    def last_of(self, kind: str) -> LogEntry | None:
        """The newest line of that kind."""
        rows = list(self._database.run(f"{_ENTRY} WHERE a.kind = ? ORDER BY a.seq DESC LIMIT 1", [kind]))
        return self._entry(rows[0]) if rows else None

    def common(self, other: AuditStore) -> int:
        """Number of the last row that both logs share; 0 when they are of different ledgers."""
        low, high = 0, min(self.head()[0], other.head()[0])
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._digest(middle) == other._digest(middle) else (low, middle - 1)
        return low

    def _digest(self, seq: int) -> str:
        ((digest,),) = self._database.run("SELECT h FROM audit WHERE seq = ?", [seq])
        return str(digest)

    def digests(self, pks: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Identity and content digest of records, for freezing the numbers of a report."""
        sql = "SELECT pk, id, digest FROM record WHERE pk IN (SELECT value FROM json_each(?))"
        return {pk: (identity, digest) for pk, identity, digest in self._database.run(sql, [json.dumps(list(pks))])}

    @staticmethod
    def _entry(row: Sequence[Any]) -> LogEntry:
        seq, at, tz, actor, kind, label, ledgers, records, _, undone_by = row
        local = datetime.fromisoformat(at).astimezone(timezone(timedelta(minutes=tz)))
        can = kind in UNDOABLE and undone_by is None and records > 0
        return LogEntry(seq, local, actor, kind, label, tuple(json.loads(ledgers)), records, undone_by, can)
