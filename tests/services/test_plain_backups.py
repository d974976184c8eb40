"""Backups that are older than the password of their ledger: told, and gone once an encrypted one is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.ledger_file import opening, passwords, plain_backups
from dangjian_desktop.storage.engine.keys import Cost
from tests.fakes import FixedClock

NAME = "班子成员零壹"


@pytest.fixture
def protected(services: Any, clock: FixedClock) -> Iterator[Any]:
    """A ledger that had backups before it got its password."""
    services.records.save("person", {"name": NAME})
    services.backups.make()
    assert plain_backups.found(services) == ()
    key = passwords.fresh()
    passwords.protect(services, key, "正确的口令 12", cost=Cost(2**14))
    again = opening.open_ledger(services.path, key=key, clock=clock)
    yield again
    opening.close(again)


def files_with(name: str, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and name.encode() in path.read_bytes()]


def test_they_go_behind_an_encrypted_one_and_the_log_says_so(protected: Any) -> None:
    count = len(plain_backups.found(protected))
    assert count == len(files_with(NAME, protected.path.parent)) > 0
    change = plain_backups.clear(protected)
    assert change.label == f"删去 {count} 份没有加密的备份"
    assert plain_backups.found(protected) == ()
    assert files_with(NAME, protected.path.parent) == []
    (left,) = protected.backups.all()
    assert passwords.protected(left.path)
    assert backup_files.intact(left.path)


def test_one_that_cannot_be_removed_is_named_and_the_rest_stays_told(protected: Any) -> None:
    stuck = plain_backups.found(protected)[0]
    content = stuck.path.read_bytes()
    blocked = backup_files.manifest(stuck.path).with_suffix(".djkey")
    (blocked / "held").mkdir(parents=True)
    with pytest.raises(DataFileError) as refused:
        plain_backups.clear(protected)
    assert refused.value.code == "E-12"
    assert f"第 {stuck.number} 号备份没有删去" in refused.value.message.happened
    assert content


def test_what_is_gone_stands_in_the_log_although_another_stayed(protected: Any) -> None:
    stuck, other = plain_backups.found(protected)
    (stuck.path.with_suffix(".djkey") / "held").mkdir(parents=True)
    with pytest.raises(DataFileError, match=f"第 {stuck.number} 号备份没有删去"):
        plain_backups.clear(protected)
    assert protected.history.entries(1)[0].label == "删去 1 份没有加密的备份"
    assert not other.path.exists()


def test_a_ledger_that_cannot_be_written_keeps_them(protected: Any) -> None:
    before = plain_backups.found(protected)
    protected.store.stop_writing(Condition(Why.HANDED_OVER, {"date": "2022-07-05"}))
    with pytest.raises(DataFileError) as refused:
        plain_backups.clear(protected)
    assert refused.value.code == "E-83"
    assert plain_backups.found(protected) == before
