"""Copies for the user: the key file of a protected ledger goes along, or nothing does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.services.ledger_file import copies, opening, passwords
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Cost
from tests.fakes import FixedClock
from tests.storage.ledger_files import tamper

pytestmark = pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")


@pytest.fixture
def protected(services: Any, ledger_file: Path) -> Path:
    services.records.save("person", {"name": "班子成员01"})
    passwords.protect(services, passwords.fresh(), "正确的口令 12", cost=Cost(2**14))
    return ledger_file


def test_without_room_for_its_key_there_is_no_copy_and_a_second_try_succeeds(protected: Path, tmp_path: Path) -> None:
    target = tmp_path / "别处" / "副本.djtz"
    (held := target.with_name("副本.djkey.part")).mkdir(parents=True)
    with pytest.raises(DataFileError) as told:
        copies.copy_ledger(protected, target)
    assert told.value.code == "E-12"
    assert os.listdir(target.parent) == [held.name]
    held.rmdir()
    copies.copy_ledger(protected, target)
    assert keys.place(target).read_bytes() == keys.place(protected).read_bytes()


def test_a_copy_that_does_not_come_about_leaves_no_key(protected: Path, tmp_path: Path, clock: FixedClock) -> None:
    target = tmp_path / "别处" / "副本.djtz"
    (target.with_name("副本.djtz.part") / "held").mkdir(parents=True)
    key = passwords.unlock(protected, password="正确的口令 12")
    services = opening.open_ledger(protected, key=key, clock=clock)
    with pytest.raises((DataFileError, OSError)):
        copies.save_copy(services, target)
    opening.close(services)
    assert os.listdir(target.parent) == ["副本.djtz.part"]


def test_a_damaged_ledger_is_copied_as_it_is(services: Any, tmp_path: Path, clock: FixedClock) -> None:
    services.records.save("person", {"name": "班子成员01"})
    opening.close(services)
    tamper(services.path, "UPDATE record SET occurred_on = '2022-06-30'")
    damaged = opening.open_ledger(services.path, clock=clock)
    target = copies.save_copy(damaged, tmp_path / "副本.djtz")
    opening.close(damaged)
    assert target.read_bytes() == services.path.read_bytes()
    again = opening.open_ledger(target, clock=clock)
    assert again.notice is not None
    assert again.notice.code == "E-05"
    opening.close(again)


def test_a_recovered_copy_gets_a_name_of_its_own_and_its_key(protected: Path, clock: FixedClock) -> None:
    key = passwords.unlock(protected, password="正确的口令 12")
    target = copies.recovered_name(protected)
    assert target.name == f"{protected.stem}（已恢复）.djtz"
    assert copies.recover(protected, target, key=key).path == target
    assert passwords.unlock(target, password="正确的口令 12") == key
    with pytest.raises(DataFileError) as told:
        copies.recover(protected, target.with_suffix(".DJTZ"), key=key)
    assert told.value.code == "E-18"
    assert copies.recovered_name(protected).name == f"{protected.stem}（已恢复） (2).djtz"
