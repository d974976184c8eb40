"""commit_change(): the only way records are written. Rows, links, history and audit in one transaction, or nothing.

Everything here is bulk: an import of twenty thousand records costs a handful of statements.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import dangjian_desktop
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.domain.timekeeping import doubtful
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground import chain
from dangjian_desktop.storage.stores import evidence_store
from dangjian_desktop.storage.stores.evidence_store import Content
from dangjian_desktop.storage.stores.setting_store import SettingStore
from dangjian_desktop.storage.writing import indexes

_NEW = (
    "INSERT INTO record (id, ledger, occurred_on, voided_at, void_reason, reasons, data, seq, digest, updated_at, pk, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_OVER = (
    "UPDATE record SET id = ?, ledger = ?, occurred_on = ?, voided_at = ?, void_reason = ?, reasons = ?, data = ?,"
    " seq = ?, digest = ?, updated_at = ? WHERE pk = ?"
)


@dataclass(frozen=True)
class Write:
    """One record to be stored: new when ``pk`` is None, else over ``before``.

    ``values`` is the payload (JSON values); ``links`` (field, seq, target), ``days`` (field, ISO day), ``evidence``, ``title``
    and ``search`` go to the indexes.
    """

    pk: int | None
    ledger: str
    before: Stored | None
    values: Mapping[str, Any]
    occurred_on: str | None
    voided_at: str | None
    void_reason: str | None
    missing: tuple[str, ...]
    reasons: Mapping[str, str]
    title: str
    search: str
    links: tuple[tuple[str, int, int], ...] = ()
    days: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Deed:
    """Who does what, when: the words of one audit row. ``detail`` is data of the change that concerns no record, ``draft`` the key of
    the draft that this change is the end of."""

    kind: str
    label: str
    actor: str
    at: datetime
    undoes: int | None = None
    detail: str | None = None
    reindex: Sequence[tuple[int, str, str]] = field(default=())
    draft: str = ""


def commit_change(database: Database, deed: Deed, writes: Sequence[Write], contents: Sequence[Content] = ()) -> Change:
    """Carry out one change in one transaction; 已保存 may be shown when this returns. ``contents`` are bytes of its evidence."""
    with database.transaction():
        evidence_store.put(database, contents)
        if deed.draft:
            database.run("DELETE FROM draft WHERE key = ?", [deed.draft])
        return put(database, deed, writes)


def put(database: Database, deed: Deed, writes: Sequence[Write]) -> Change:
    """The statements of one change; the caller holds the transaction (commit_change, a migration, a rehearsal)."""
    seq, previous, last_at = _head(database)
    next_pk = database.number("SELECT COALESCE(max(pk), 0) + 1 FROM record")
    stamp = deed.at.astimezone(UTC).isoformat(timespec="microseconds")
    news: list[tuple[Any, ...]] = []
    overs: list[tuple[Any, ...]] = []
    pks: list[int] = []
    history: list[tuple[Any, ...]] = []
    for write in writes:
        identity = write.before.id if write.before else str(uuid.uuid4())
        state = {
            "ledger": write.ledger,
            "occurred_on": write.occurred_on,
            "voided_at": write.voided_at,
            "void_reason": write.void_reason,
            "reasons": chain.canonical(dict(write.reasons)),
            "data": chain.canonical(dict(write.values)),
        }
        text, salt = chain.state_text(identity, state), secrets.token_hex(8)
        digest = chain.record_digest(salt, text)
        row = (identity, *state.values(), seq, digest, stamp)
        if write.pk is None:
            pks.append(next_pk)
            news.append((*row, next_pk, stamp))
            next_pk += 1
        else:
            pks.append(write.pk)
            overs.append((*row, write.pk))
        history.append((pks[-1], seq, text, salt, digest))
    _audit(database, deed, seq, previous, last_at, stamp, writes, history)
    database.many(_NEW, news)
    database.many(_OVER, overs)
    database.many("INSERT INTO history (record, seq, after, salt, digest) VALUES (?, ?, ?, ?, ?)", history)
    indexes.put(database, list(zip(pks, writes, strict=True)), fresh=not overs)
    indexes.rename(database, deed.reindex)
    return Change(deed.kind, deed.label, tuple(dict.fromkeys(write.ledger for write in writes)), tuple(pks), seq)


def put_settings(database: Database, deed: Deed, settings: Mapping[str, Any]) -> Change:
    """Settings with their line in the log, which keeps the old values too; the caller holds the transaction."""
    store = SettingStore(database)
    before = {key: store.get(key) for key in settings}
    for key, value in settings.items():
        store.write(key, value)
    return put(database, replace(deed, detail=chain.canonical({"settings": dict(settings), "before": before})), [])


def _head(database: Database) -> tuple[int, str, str]:
    """Number of the next audit row, digest and time of the last one."""
    rows = list(database.run("SELECT seq, h, at FROM audit ORDER BY seq DESC LIMIT 1"))
    if rows:
        ((seq, previous, at),) = rows
        return seq + 1, previous, at
    settings = dict(database.run("SELECT key, value FROM setting WHERE key IN ('ledger_id', 'created_at')"))
    return 1, chain.first_link(settings["ledger_id"], settings["created_at"]), ""


def _audit(
    database: Database,
    deed: Deed,
    seq: int,
    previous: str,
    last_at: str,
    stamp: str,
    writes: Sequence[Write],
    history: Sequence[tuple[Any, ...]],
) -> None:
    suspect = _clock_suspect(database, deed.at, last_at)
    offset = deed.at.utcoffset()
    row: dict[str, Any] = {
        "seq": seq,
        "id": str(uuid.uuid4()),
        "at": stamp,
        "tz": int(offset.total_seconds() // 60) if offset else 0,
        "actor": deed.actor,
        "device": database.device,
        "app": dangjian_desktop.__version__,
        "kind": deed.kind,
        "label": deed.label,
        "ledgers": chain.canonical(list(dict.fromkeys(write.ledger for write in writes))),
        "records": len(history),
        "undoes": deed.undoes,
        "clock_suspect": int(suspect),
        "detail": deed.detail,
        "content": chain.content_digest((line[0], line[4]) for line in history),
        "alg": chain.ALGORITHM,
        "prev": previous,
    }
    row["h"] = chain.link(previous, row)
    database.run(f"INSERT INTO audit ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def _clock_suspect(database: Database, now: datetime, last_at: str) -> bool:
    """Whether the clock fits neither behind the last row nor behind the last one whose time was believed: it may have been set right."""
    if not last_at or not doubtful(now, datetime.fromisoformat(last_at)):
        return False
    believed = list(database.run("SELECT at FROM audit WHERE NOT clock_suspect ORDER BY seq DESC LIMIT 1"))
    return all(doubtful(now, datetime.fromisoformat(at)) for (at,) in believed)
