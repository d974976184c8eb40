"""What a ledger file holds, counted ledger by ledger, for the sheet of a hand-over and for whoever compares it. Only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dangjian_desktop.storage.engine.database import Database

_LINES = (
    "SELECT r.ledger, min(r.occurred_on), max(r.occurred_on), count(*),"
    " (SELECT count(*) FROM evidence_link e CROSS JOIN record x ON x.pk = e.record WHERE x.ledger = r.ledger AND x.voided_at IS NULL)"
    " FROM record r WHERE r.voided_at IS NULL GROUP BY r.ledger ORDER BY r.ledger"
)


@dataclass(frozen=True)
class CensusLine:
    """One ledger, void records left out. ``first`` and ``last`` are None where no record has a date."""

    key: str
    first: date | None
    last: date | None
    records: int
    evidence: int


def lines(database: Database) -> tuple[CensusLine, ...]:
    """Ledgers and registers that have records, by key."""
    return tuple(
        CensusLine(key, _day(first), _day(last), records, evidence) for key, first, last, records, evidence in database.run(_LINES)
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
