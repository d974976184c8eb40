"""Whether this build's SQLite keeps what the file's promises rest on: proved on a scratch file, not believed. Knows no ledger."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import peewee

from dangjian_desktop.storage.engine.database import SETTINGS, Database

OLDEST_SQLITE = (3, 37, 0)
Fact = tuple[str, bool, str]
"""What was looked at, whether it holds, what was found."""


def facts(folder: Path) -> Iterator[Fact]:
    """Writes a scratch file into ``folder`` under a name that SQLite could misread; a setting that does not hold raises."""
    yield "SQLite 版本", sqlite3.sqlite_version_info >= OLDEST_SQLITE, sqlite3.sqlite_version
    yield "peewee 版本", True, peewee.__version__  # type: ignore[attr-defined]
    scratch = folder / "自检 #1%20.djtz"
    with closing(sqlite3.connect(scratch)) as foreign:
        foreign.executescript(
            "CREATE TABLE a(x); CREATE TABLE b(x); CREATE VIEW v AS SELECT x FROM a;"
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES(new.x); END;"
        )
    with Database(scratch) as database:
        database.connect()
        yield "文件设置", True, f"{len(SETTINGS)} 项设置均已生效"
        yield "外来触发器不运行", *_trigger(database)
        yield "独占锁", *_alone(scratch)
    yield "国密摘要 SM3", "sm3" in hashlib.algorithms_available, "可用" if "sm3" in hashlib.algorithms_available else "不可用"


def _trigger(database: Database) -> tuple[bool, str]:
    try:
        database.run("INSERT INTO a VALUES(1)")
    except peewee.DatabaseError:
        said = "触发它的写入被拒绝"
    else:
        said = "写入照常，触发器没有运行"
    fired = database.number("SELECT count(*) FROM b")
    return not fired, said if not fired else "触发器运行了"


def _alone(path: Path) -> tuple[bool, str]:
    """A second connection can neither read nor write while ours is open."""
    with closing(sqlite3.connect(path, timeout=0)) as second:
        try:
            second.execute("SELECT count(*) FROM a").fetchall()
        except sqlite3.OperationalError:
            return True, "第二个连接被挡在外面"
    return False, "第二个连接也能读"
