"""涂销: texts leave the row, its earlier states, the indexes and the drafts in one transaction, and one row of the log vouches for it.

An earlier state keeps the digest the log was made of, so the chain holds; its text gives way to what is left of it, with a salt of
its own, and the row of the log has the digest of that. integrity.py accepts these states and no others. Knows no ledger.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.redaction import MARK, Gone, marks, parted, whole
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground import chain
from dangjian_desktop.storage.ground.text_stores import STORES, Redacting
from dangjian_desktop.storage.stores import evidence_store
from dangjian_desktop.storage.writing import commit
from dangjian_desktop.storage.writing.commit import Deed, Write

KIND = "redacted"


@dataclass(frozen=True)
class State:
    """One state a record had: the change that made it, its parts as they lie in the file, and all of them as one mapping."""

    seq: int
    state: dict[str, Any]
    whole: dict[str, Any]


def states(database: Database, pk: int) -> Iterator[State]:
    """Every state of a record, oldest first."""
    for seq, after in database.run("SELECT seq, after FROM history WHERE record = ? ORDER BY seq", [pk]):
        state = chain.state_from(after)
        yield State(seq, state, whole(json.loads(state["data"]), state["void_reason"], json.loads(state["reasons"])))


def redact(database: Database, deed: Deed, write: Write, gone: Gone, *, places: Iterable[str], evidence: str) -> Change:
    """Store ``write`` over the record and take ``gone`` out of all its earlier states. ``places`` are marked in the record;
    ``evidence``: the field whose bytes go too, unless another record has or had them.
    """
    assert write.pk is not None
    with database.transaction():
        number = database.number("SELECT max(seq) + 1 FROM audit")
        before = tuple(states(database, write.pk))
        lines = [_blank(database, write.pk, one, gone) for one in before if gone.touches(one.whole)]
        marked = {**marks(write.values), **dict.fromkeys(places, number)}
        values = {**write.values, **({MARK: marked} if marked else {})}
        for store in STORES:
            if store.redacting is Redacting.DROPPED:
                database.run(f"DELETE FROM {store.table} WHERE {store.record} = ?", [write.pk])
        said = chain.canonical({KIND: {"record": write.pk, "lines": lines}})
        change = commit.put(database, replace(deed, detail=said), [replace(write, values=values)])
        evidence_store.wipe(database, {piece["sha256"] for one in before for piece in one.whole.get(evidence, ())})
        return change


def _blank(database: Database, pk: int, one: State, gone: Gone) -> list[Any]:
    """[change, digest of what is left of the state it made]."""
    payload, void_reason, reasons = parted(gone.out_of(one.whole), one.state["void_reason"], json.loads(one.state["reasons"]))
    state = {**one.state, "data": chain.canonical(payload), "void_reason": void_reason, "reasons": chain.canonical(reasons)}
    text, salt = chain.state_text(one.state["id"], state), secrets.token_hex(8)
    database.run("UPDATE history SET after = ?, salt = ? WHERE record = ? AND seq = ?", [text, salt, pk, one.seq])
    return [one.seq, chain.record_digest(salt, text)]


def vouched(database: Database) -> dict[tuple[int, int], str]:
    """(record, change) → the digest that stands for a state from which something was taken out; the last word counts."""
    said: dict[tuple[int, int], str] = {}
    for (detail,) in database.run(f"SELECT detail FROM audit WHERE kind = '{KIND}' ORDER BY seq"):
        noted = json.loads(detail)[KIND]
        said.update({(noted["record"], seq): digest for seq, digest in noted["lines"]})
    return said
