"""Real ledger files for the tests of storage: made through the store, looked into with plain sqlite3."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.record import Record
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.writing.record_writes import write_of
from tests.fakes import FixedClock

CONTENT = ("record", "record_link", "record_day", "record_search", "audit", "history", "setting", "migration")


def create(path: Path, catalogue: Catalogue, clock: FixedClock) -> Store:
    return Store.create(path, catalogue, settings={"unit_name": "某镇党委"}, actor="经办人", at=clock.now())


def save(store: Store, ledger: str, *values: Mapping[str, Any], clock: FixedClock, label: str = "登记") -> Change:
    """Store records as one change, without the rules of the office."""
    spec = store.catalogue.get(ledger)
    writes = [write_of(spec, Record(ledger, one), store.records.title) for one in values]
    return store.commit_change("save", label, writes, actor="经办人", at=clock.now())


def edit(store: Store, pk: int, clock: FixedClock, **values: Any) -> Change:
    before = store.records.get(pk)
    spec = store.catalogue.get(before.ledger)
    write = write_of(spec, Record(spec.key, {**before.values, **values}), store.records.title, before=before)
    return store.commit_change("save", "修改", [write], actor="经办人", at=clock.now())


def township(path: Path, catalogue: Catalogue, clock: FixedClock, *, talks: int = 30) -> tuple[int, ...]:
    """A closed file with people and talks that mention them, each talk a change of its own; the numbers of the talks."""
    store = create(path, catalogue, clock)
    people = save(store, "person", *({"name": f"班子成员{number:02d}"} for number in range(10)), clock=clock).ids
    pks: list[int] = []
    for number in range(talks):
        clock.move(minutes=1)
        talk = {
            "held_on": date(2022, 5, 1 + number % 28),
            "kind": "谈心谈话",
            "topic": f"事由{number}",
            "headcount": 1 + number % 3,
            "speaker": people[number % 10],
            "targets": (people[(number + 1) % 10], people[(number + 2) % 10]),
        }
        pks += save(store, "talk", talk, clock=clock).ids
    store.close()
    return tuple(pks)


@contextmanager
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as another program sees it; what is executed is committed at once."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def tamper(path: Path, *statements: str) -> None:
    with plain(path) as connection:
        for statement in statements:
            connection.execute(statement)


def content(path: Path) -> dict[str, list[Any]] | None:
    """Everything a user may see or count on; None when it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in CONTENT}
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def opened(path: Path, catalogue: Catalogue, clock: FixedClock) -> str:
    """What a user meets when he opens the file: "" or the code of the message."""
    try:
        store = Store.open(path, catalogue)
    except DataFileError as fault:
        return fault.code
    store.close()
    return store.notice.code if store.notice else ""


@contextmanager
def nobody(*paths: Path) -> Iterator[None]:
    """As a user without the rights of root, who may pass through the folders above ``paths``; what was made there is put right again."""
    scratch = Path(tempfile.gettempdir()).resolve()
    folders = {one for path in paths for one in path.resolve().parents if scratch in one.parents}
    modes = {one: one.stat().st_mode for one in folders}
    for one in folders:
        one.chmod(0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for one, mode in modes.items():
            one.chmod(mode)


IS_ROOT = hasattr(os, "seteuid") and os.getuid() == 0
