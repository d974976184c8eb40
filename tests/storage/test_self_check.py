"""The self-check finds what is missing, and only that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dangjian_desktop.services import self_check as service
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.file import self_check


@pytest.fixture
def open_to_triggers(tmp_path: Path) -> Database:
    """A connection that was not hardened."""
    path = tmp_path / "a.djtz"
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript("CREATE TABLE a(x); CREATE TABLE b(x); CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES(1); END;")
    database = Database(path)
    database.db.connect()
    return database


def test_everything_holds_on_this_machine() -> None:
    assert [fact for fact in service.run() if not fact.held] == []


def test_a_trigger_that_runs_is_seen(open_to_triggers: Database) -> None:
    assert self_check._trigger(open_to_triggers) == (False, "触发器运行了")
    open_to_triggers.close()


def test_a_file_that_others_can_read_is_seen(open_to_triggers: Database) -> None:
    open_to_triggers.close()
    assert self_check._alone(open_to_triggers.path) == (False, "第二个连接也能读")
