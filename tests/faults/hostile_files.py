"""Ledger files that mean harm, or were harmed, each made from a good one: what is done to it, and what may be answered.

Every row about ledger files of the table of bad inputs that is a file by itself is among them.
"""

from __future__ import annotations

import random
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.faults.damage import PAGE

Change = Callable[[Path], object]
LOOKED_AT, REFUSED, EITHER = ("E-05",), ("E-02", "E-09"), ("E-02", "E-04", "E-05", "E-09")
"""Opened for looking only · not opened · one or the other, as the build of SQLite has it."""


def sql(*statements: str) -> Change:
    """What another program does to it."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", *statements):
                connection.execute(statement)

    return change


def schema(*statements: str) -> Change:
    """The same, by writing into the schema itself."""
    return sql("PRAGMA writable_schema = ON", *statements)


def entry(name: str, text: str, kind: str = "table", root: int = 0) -> Change:
    """An entry of the schema that SQLite would not have made."""
    return schema(
        f"INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('{kind}', '{name}', '{name}', {root}, '{text}')"
    )


def put(place: int, data: bytes) -> Change:
    def change(path: Path) -> None:
        raw = bytearray(path.read_bytes())
        raw[place : place + len(data)] = data
        path.write_bytes(raw)

    return change


def whole(data: bytes) -> Change:
    return lambda path: path.write_bytes(data)


def beside(end: str, data: bytes) -> Change:
    return lambda path: path.with_name(path.name + end).write_bytes(data)


def _root(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        ((root,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,))
    return int(root)


def page_of(table: str, place: int, data: bytes) -> Change:
    """Bytes of a table's first page: head of the tree, pointers, cells."""

    def change(path: Path) -> None:
        put((_root(path, table) - 1) * PAGE + place, data)(path)

    return change


def same_page(one: str, two: str) -> Change:
    return schema(f"UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = '{one}') WHERE name = '{two}'")


def replaced(old: bytes, new: bytes) -> Change:
    def change(path: Path) -> None:
        raw = path.read_bytes()
        assert old in raw, old
        path.write_bytes(raw.replace(old, new))

    return change


def with_module(module: str, columns: str, spoil: str) -> Change:
    """A virtual table whose shadow tables are nonsense; where the module is missing, the bare entry of the schema."""

    def change(path: Path) -> None:
        try:
            sql(f"CREATE VIRTUAL TABLE x USING {module}({columns})", spoil)(path)
        except sqlite3.OperationalError:
            entry("x", f"CREATE VIRTUAL TABLE x USING {module}({columns})")(path)

    return change


def a_lying_length(path: Path) -> None:
    """The first text of a record says it is a gigabyte long."""
    place = (_root(path, "draft") - 1) * PAGE
    raw = bytearray(path.read_bytes())
    (cell,) = struct.unpack(">H", raw[place + 8 : place + 10])
    raw[place + cell : place + cell + 9] = b"\x84\x80\x80\x80\x80\x80\x80\x80\x0d"
    path.write_bytes(raw)


def hot_journal(path: Path) -> None:
    """An unfinished change as a power cut leaves it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (
            "PRAGMA cache_size = 1",
            "BEGIN IMMEDIATE",
            "UPDATE record SET data = data || ' '",
            "UPDATE history SET after = ''",
        ):
            connection.execute(statement)
        journal = path.with_name(path.name + "-journal")
        kept = path.read_bytes(), journal.read_bytes()
        connection.execute("ROLLBACK")
    path.write_bytes(kept[0])
    journal.write_bytes(kept[1])


def tiny_rows(count: int) -> Change:
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    return sql(f"{numbers} INSERT INTO draft (key, ledger, record, data, at) SELECT 'k' || i, 'talk', NULL, '{{}}', '' FROM n")


DEEP = "[" * 100_000 + "]" * 100_000
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(1).randbytes(60_000)

CRAFTED: dict[str, tuple[Change, tuple[str, ...]]] = {
    # ---- not a ledger at all
    "empty": (whole(b""), ("E-02",)),
    "random bytes": (whole(random.Random(2).randbytes(50_000)), ("E-02",)),
    "a picture": (whole(JPEG), ("E-02",)),
    "ninety-nine bytes": (lambda path: path.write_bytes(path.read_bytes()[:99]), ("E-02",)),
    "another program's": (put(68, b"abcd"), ("E-02",)),
    "no program's": (put(68, bytes(4)), ("E-02",)),
    "newer": (put(60, struct.pack(">I", 9)), ("E-03",)),
    "far newer": (put(60, b"\x7f\xff\xff\xff"), ("E-03",)),
    "negative version": (put(60, b"\xff\xff\xff\xff"), ("E-02", "E-03")),
    "version nought": (put(60, bytes(4)), ("E-02",)),
    "sealed by its head only": (put(0, b"DJTZ\x01"), ("E-61",)),
    # ---- the head lies
    "page size": (put(16, b"\x10\x00"), ("E-02",)),
    "page size of one": (put(16, b"\x00\x01"), ("E-02",)),
    "reserved bytes": (put(20, b"\x40"), ("E-02",)),
    "fractions": (put(21, b"\x00\x00\x00"), ("E-02",)),
    "schema format": (put(44, struct.pack(">I", 1)), ("E-02",)),
    "another encoding": (put(56, struct.pack(">I", 2)), ("E-02",)),
    "page count": (put(28, struct.pack(">I", 2**31)), EITHER),
    "free list into itself": (put(32, struct.pack(">II", 2, 2**31 - 1)), EITHER),
    "write-ahead log": (put(18, b"\x02\x02"), ("E-04",)),
    "auto vacuum": (put(52, struct.pack(">I", 3)), EITHER),
    # ---- things that would run
    "trigger on every save": (sql("CREATE TRIGGER t AFTER INSERT ON record BEGIN UPDATE record SET data = '{}'; END"), LOOKED_AT),
    "trigger on the log": (sql("CREATE TRIGGER t BEFORE INSERT ON audit BEGIN DELETE FROM record; END"), LOOKED_AT),
    "trigger that never ends": (sql(f"CREATE TRIGGER t AFTER UPDATE ON setting BEGIN INSERT INTO draft {ENDLESS}; END"), EITHER),
    "trigger under the name of a query": (sql("CREATE TRIGGER hits AFTER INSERT ON audit BEGIN DELETE FROM history; END"), LOOKED_AT),
    "view that never ends": (sql(f"CREATE VIEW x AS {ENDLESS}"), LOOKED_AT),
    "view in place of one of ours": (sql('DROP VIEW "谈话"', f'CREATE VIEW "谈话" AS {ENDLESS}'), LOOKED_AT),
    "view in place of a table": (schema("UPDATE sqlite_schema SET type = 'view', rootpage = 0, sql = 'CREATE VIEW draft AS SELECT 1' WHERE name = 'draft'"), EITHER),
    "generated column": (sql("ALTER TABLE draft ADD COLUMN x TEXT AS (data || data)"), LOOKED_AT),
    "index over an expression": (sql("CREATE INDEX x ON record (length(data) * 9)"), LOOKED_AT),
    "check that never ends": (schema(f"UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ', CHECK ((SELECT 1 FROM ({ENDLESS})) = 1)) STRICT') WHERE name = 'draft'"), EITHER),
    "default that calls": (schema("UPDATE sqlite_schema SET sql = replace(sql, 'DEFAULT 1', 'DEFAULT (load_extension(1))') WHERE name = 'record'"), EITHER),
    "full text with broken shadows": (with_module("fts5", "a", "UPDATE x_data SET block = zeroblob(9)"), EITHER),
    "full text of version four": (with_module("fts4", "a", "INSERT INTO x_segdir VALUES (0, 0, 1, 2, '9 9', randomblob(90))"), EITHER),
    "tree of places with broken nodes": (with_module("rtree", "i, a, b", "UPDATE x_node SET data = randomblob(51)"), EITHER),
    "table of the system's": (entry("x", "CREATE VIRTUAL TABLE x USING dbstat"), EITHER),
    "module that is not there": (entry("x", "CREATE VIRTUAL TABLE x USING nosuch(a)"), EITHER),
    # ---- the schema lies
    "a table more": (sql("CREATE TABLE x (y)"), LOOKED_AT),
    "a table less": (sql("DROP TABLE draft"), ("E-09",)),
    "a column more": (sql("ALTER TABLE setting ADD COLUMN x TEXT"), LOOKED_AT),
    "an index less": (sql("DROP INDEX record_by_day"), LOOKED_AT),
    "statistics that mislead": (sql("ANALYZE", "UPDATE sqlite_stat1 SET stat = '9999999999999 1 1 1'"), LOOKED_AT),
    "ten thousand tables": (sql("BEGIN", *(f"CREATE TABLE x{number} (y)" for number in range(3_000)), "COMMIT"), EITHER),
    "two thousand columns": (sql(f"CREATE TABLE x ({', '.join(f'c{number}' for number in range(2_000))})"), LOOKED_AT),
    "a name of a megabyte": (entry("x" * 900_000, "CREATE TABLE x (y)", root=2), EITHER),
    "a name that is a statement": (sql('CREATE TABLE "x"";DROP TABLE record;--" (y)'), LOOKED_AT),
    "text that is no statement": (entry("x", "this is no statement", root=2), EITHER),
    "two tables in one place": (same_page("record", "draft"), EITHER),
    "the schema as a table": (schema("UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'record'"), EITHER),
    "a place beyond the file": (schema("UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'audit'"), EITHER),
    "a negative place": (schema("UPDATE sqlite_schema SET rootpage = -3 WHERE name = 'audit'"), EITHER),
    "no schema": (schema("DELETE FROM sqlite_schema"), EITHER),
    "a schema that is no text": (replaced('AS "谈话日期"'.encode(), b'AS "' + b"\xa9" * 12 + b'"'), EITHER),
    # ---- pages lie
    "a page of garbage": (page_of("record", 0, random.Random(3).randbytes(PAGE)), EITHER),
    "a page of another kind": (page_of("history", 0, b"\x05"), EITHER),
    "a child that is its parent": (page_of("record", 8, struct.pack(">I", 2)), EITHER),
    "cells outside the page": (page_of("audit", 8, b"\xff" * 40), EITHER),
    "more cells than fit": (page_of("audit", 3, b"\xff\xff"), EITHER),
    "a length that lies": (a_lying_length, EITHER),
    "cut in half": (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), EITHER),
    "a length between two pages": (lambda path: path.write_bytes(path.read_bytes() + b"x" * 100), EITHER),
    "zeros at the end": (lambda path: path.write_bytes(path.read_bytes()[:-3 * PAGE] + bytes(3 * PAGE)), EITHER),
    # ---- content lies
    "a record edited": (sql("UPDATE record SET data = json_set(data, '$.topic', '别的') WHERE ledger = 'talk'"), LOOKED_AT),
    "a record gone": (sql("DELETE FROM record WHERE ledger = 'talk'"), LOOKED_AT),
    "orphans": (sql("INSERT INTO record_link (record, field, seq, target) VALUES (999999, 'speaker', 0, 888888)"), LOOKED_AT),
    "bytes that are no text": (sql("UPDATE record SET data = CAST(x'7b22ff00fe227d' AS TEXT) WHERE ledger = 'talk'"), LOOKED_AT),
    "a nought in a text": (sql("UPDATE setting SET value = '\"甲' || char(0) || '乙\"' WHERE key = 'unit_name'"), LOOKED_AT),
    "depths of JSON in a record": (sql(f"UPDATE record SET data = '{DEEP}' WHERE ledger = 'talk'"), LOOKED_AT),
    "depths of JSON in the log": (sql(f"UPDATE audit SET detail = '{DEEP}'"), LOOKED_AT),
    "depths of JSON in a draft": (sql(f"INSERT INTO draft (key, ledger, record, data, at) VALUES ('talk:new', 'talk', NULL, '{DEEP}', '')"), ("", *EITHER)),
    "a draft that is no JSON": (sql("INSERT INTO draft (key, ledger, record, data, at) VALUES ('talk:new', 'talk', NULL, 'x', '')"), ("", *EITHER)),
    "numbers beyond numbers": (sql("UPDATE audit SET records = 9223372036854775807, seq = seq + 9223372036854770000"), LOOKED_AT),
    "a record beyond numbers": (sql("UPDATE record SET pk = 9223372036854775807 WHERE pk = (SELECT max(pk) FROM record)"), LOOKED_AT),
    "a day that is none": (sql("UPDATE record SET occurred_on = '9999-99-99' WHERE ledger = 'talk'"), LOOKED_AT),
    "a time that is none": (sql("UPDATE audit SET at = 'x'"), LOOKED_AT),
    "the log empty": (sql("DELETE FROM audit"), LOOKED_AT),
    "settings that are no JSON": (sql("UPDATE setting SET value = 'x'"), LOOKED_AT),
    "no settings": (sql("DELETE FROM setting"), LOOKED_AT),
    "a setting of ours changed": (sql("UPDATE setting SET value = '\"/etc\"' WHERE key = 'unit_name'"), LOOKED_AT),
    "a megabyte as a setting": (sql("UPDATE setting SET value = '\"' || hex(zeroblob(9000000)) || '\"' WHERE key = 'unit_name'"), LOOKED_AT),
    "seventy megabytes in one row": (sql("INSERT INTO evidence (sha256, size, media, data) VALUES ('x', 1, 'x', zeroblob(70000000))"), EITHER),
    "evidence that is something else": (sql("INSERT INTO evidence (sha256, size, media, data) VALUES ('../../x', 4, 'x', x'4d5a9000')"), LOOKED_AT),
    "a report nobody wrote": (sql("INSERT INTO report (id, kind, title, start, end, state, updated_at, data, frozen, mark, sha256, docx) VALUES ('x', 'half', 'x', '', '', 'final', '', '{}', '{}', '', 'x', x'504b')"), LOOKED_AT),
    "a template nobody added": (sql("INSERT INTO template (key, name, kind, sha256, added_at, data) VALUES ('x', 'x', 'half', 'x', '', x'504b0304')"), LOOKED_AT),
    "steps nobody took": (sql("INSERT INTO migration (name, at) VALUES ('9999_x', '')"), LOOKED_AT),
    "very many rows": (tiny_rows(200_000), ("",)),
    # ---- what lies beside it
    "a log beside it": (beside("-wal", b"x" * 100), ("E-04",)),
    "an unfinished change beside it": (hot_journal, ("E-04",)),
    "a journal that says nothing": (beside("-journal", bytes(600)), ("",)),
}  # fmt: skip
