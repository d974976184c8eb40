"""The bytes of evidence: each content once, found by its SHA-256, taken out by 涂销 alone. Which record has what stands in the record.

``put`` and ``wipe`` are called inside the transaction of a change; everything else only reads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground import chain
from dangjian_desktop.storage.stores.setting_store import SettingStore

LEFT_OUT = "evidence_left_out"
"""The setting of a copy that was handed over without evidence: names and digests are there, bytes only of what came later."""


@dataclass(frozen=True)
class Content:
    """Bytes about to be stored, and the kind seen in them."""

    sha256: str
    media: str
    data: bytes


def put(database: Database, contents: Sequence[Content]) -> None:
    """Store what is not there yet; what is there but was damaged is made whole again."""
    for one in contents:
        found = database.run("SELECT size, data FROM evidence WHERE sha256 = ?", [one.sha256])
        if not found:
            row = [one.sha256, len(one.data), one.media, one.data]
            database.run("INSERT INTO evidence (sha256, size, media, data) VALUES (?, ?, ?, ?)", row)
        elif found != [(len(one.data), one.data)]:
            database.run("UPDATE evidence SET size = ?, data = ? WHERE sha256 = ?", [len(one.data), one.data, one.sha256])


def misplaced(database: Database) -> Iterator[str]:
    """Contents of another length than was noted, and such as no record ever had so; of those a record has, the indexes tell more.
    Reads no bytes.
    """
    bare = " AND length(data) > 0" if left_out(database) else ""
    yield from (key for (key,) in database.run(f"SELECT sha256 FROM evidence WHERE size IS NOT length(data){bare} ORDER BY sha256"))
    loose = "SELECT sha256, media FROM evidence WHERE sha256 NOT IN (SELECT sha256 FROM evidence_link)"
    for key, media in list(database.run(loose)):
        once = database.run("SELECT after FROM history WHERE instr(after, ?)", [key])
        if not any(piece.get("media") == media for (after,) in once for piece in _pieces(after, key)):
            yield key


def _pieces(after: str, sha256: str) -> Iterator[dict[str, Any]]:
    """What a state of a record says of that content."""
    for value in json.loads(chain.state_from(after)["data"]).values():
        listed = value if isinstance(value, list) else ()
        yield from (piece for piece in listed if isinstance(piece, dict) and piece.get("sha256") == sha256)


def wipe(database: Database, keys: Iterable[str]) -> None:
    """Take out the bytes that no record has or ever had; their last holder was just 涂销."""
    for key in keys:
        if not database.run("SELECT 1 FROM history WHERE instr(after, ?) LIMIT 1", [key]):
            database.run("DELETE FROM evidence WHERE sha256 = ?", [key])


def differing(database: Database) -> Iterator[str]:
    """Contents whose bytes are not those that were added; every byte is read."""
    bare = left_out(database)
    for key, data in database.stream("SELECT sha256, data FROM evidence ORDER BY sha256"):
        if hashlib.sha256(data).hexdigest() != key and not (bare and data == b""):
            yield key


def left_out(database: Database) -> bool:
    """Whether contents without bytes are what was meant."""
    return SettingStore(database).get(LEFT_OUT) is True


def leave_out(database: Database) -> None:
    """Take every byte out of a copy that leaves the house; what they were stays noted. Inside a transaction of the caller's."""
    database.run("UPDATE evidence SET data = x''")


class EvidenceStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    def data(self, sha256: str) -> bytes | None:
        """What is stored under that digest, unchecked; None when nothing is."""
        rows = self._database.run("SELECT data FROM evidence WHERE sha256 = ?", [sha256])
        return bytes(rows[0][0]) if rows else None

    def left_out(self) -> bool:
        """Whether this ledger came without the bytes of what was attached before."""
        return left_out(self._database)

    def media(self, sha256: str) -> str | None:
        """The kind noted when the content came first."""
        rows = self._database.run("SELECT media FROM evidence WHERE sha256 = ?", [sha256])
        return str(rows[0][0]) if rows else None

    def holders(self, sha256: str) -> tuple[tuple[int, str], ...]:
        """(record, name) of every link to the content."""
        return tuple(self._database.run("SELECT record, name FROM evidence_link WHERE sha256 = ? ORDER BY record, seq", [sha256]))

    def keys(self, after: str = "", room: int = -1) -> tuple[str, ...]:
        """Digests in order, from the one after ``after``, as many as fit into ``room`` bytes (at least one); all when negative."""
        found: list[str] = []
        size = 0
        for key, length in self._database.run("SELECT sha256, size FROM evidence WHERE sha256 > ? ORDER BY sha256", [after]):
            size += length
            if found and 0 <= room < size:
                break
            found.append(key)
        return tuple(found)

    def totals(self) -> tuple[int, int]:
        """How many contents, how many bytes."""
        ((number, size),) = self._database.run("SELECT count(*), COALESCE(sum(size), 0) FROM evidence")
        return number, size

    def largest(self) -> int:
        return self._database.number("SELECT COALESCE(max(size), 0) FROM evidence")

    def ledgers(self) -> dict[str, int]:
        """Links per ledger, void records left out: 佐证件数."""
        sql = (
            "SELECT r.ledger, count(*) FROM evidence_link e JOIN record r ON r.pk = e.record WHERE r.voided_at IS NULL"
            " GROUP BY r.ledger ORDER BY r.ledger"
        )
        return dict(self._database.run(sql))

    def named(self, records: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The names of the pieces of these records."""
        found: dict[int, tuple[str, ...]] = {}
        sql = "SELECT record, name FROM evidence_link WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, seq"
        for record, name in self._database.run(sql, [json.dumps(list(records))]):
            found[record] = (*found.get(record, ()), name)
        return found
