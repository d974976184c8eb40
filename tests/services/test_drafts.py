"""Drafts: in the ledger, or in the program's own folder while the ledger cannot be written; offered, never applied."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, UserError
from dangjian_desktop.services.ledger_file import opening, passwords
from tests.changed import other
from tests.fakes import FixedClock

KEY = "talk:new"
TYPED = {"topic": "没写完", "held_on": "2022-06-13", "remark": "很长的备注" * 900}


def full(services: Any) -> None:
    """No page more."""
    ((pages,),) = services.store.database.run("PRAGMA page_count")
    services.store.database.run(f"PRAGMA max_page_count = {pages}")


def not_writable(services: Any) -> None:
    services.store.database.run("PRAGMA query_only = ON")


def moved(services: Any) -> None:
    os.replace(services.path, services.path.with_suffix(".搬走"))


def replaced(services: Any) -> None:
    other = services.path.with_suffix(".另")
    shutil.copy(services.path, other)
    os.replace(other, services.path)


FAULTS: dict[str, tuple[Callable[[Any], None], str]] = {
    "disk full": (full, "E-11"),
    "not writable": (not_writable, "E-12"),
    "moved away": (moved, "E-15"),
    "replaced": (replaced, "E-15"),
}


def refusal(services: Any) -> str:
    """The code alone: a fault that is kept keeps the statement that failed, and that the lock."""
    try:
        services.records.save("talk", TYPED)
    except UserError as fault:
        return fault.code
    return ""


def outside(home: Path) -> list[Path]:
    return sorted((home / "drafts").glob("*")) if (home / "drafts").is_dir() else []


@pytest.mark.parametrize("what", FAULTS)
def test_a_draft_is_kept_outside_while_the_ledger_cannot_be_written(what: str, services: Any, clock: FixedClock, own_home: Path) -> None:
    spoil, code = FAULTS[what]
    services.drafts.keep(KEY, "talk", None, {"topic": "早些"})
    spoil(services)
    assert refusal(services) == code
    services.drafts.keep(KEY, "talk", None, TYPED)
    (lying,) = outside(own_home)
    assert lying.stat().st_mode & 0o077 == 0 or lying.parent.stat().st_mode & 0o077 == 0
    assert services.drafts.find(KEY).data == TYPED
    assert [one.key for one in services.drafts.all()] == [KEY]
    place = services.path
    services.store.close()
    gone = place.with_suffix(".搬走")
    again = opening.open_ledger(gone if gone.exists() else place, clock=clock)
    assert again.drafts.find(KEY).data == TYPED
    assert again.records.size(_talks()) == 0
    again.drafts.drop(KEY)
    assert again.drafts.all() == ()
    assert outside(own_home) == []
    opening.close(again)


def _talks() -> Any:
    from dangjian_desktop.domain.listing import Query

    return Query("talk")


def test_a_ledger_that_may_only_be_read_keeps_its_drafts_outside(services: Any, own_home: Path) -> None:
    services.drafts.keep("talk:3", "talk", 3, {"topic": "在里面"})
    services.store.stop_writing(Condition(Why.DAMAGED, {"count": 1, "earliest": ""}))
    services.drafts.keep(KEY, "talk", None, TYPED)
    assert {one.key for one in services.drafts.all()} == {KEY, "talk:3"}
    services.drafts.drop(KEY)
    services.drafts.drop("talk:3")
    assert [one.key for one in services.drafts.all()] == ["talk:3"], "what lies in a file that cannot be written stays there"


def test_the_newest_of_two_is_offered_and_the_older_one_goes(services: Any, clock: FixedClock, own_home: Path) -> None:
    services.store.database.run("PRAGMA query_only = ON")
    services.drafts.keep(KEY, "talk", None, {"topic": "在外面"})
    services.store.database.run("PRAGMA query_only = OFF")
    clock.move(minutes=1)
    services.drafts.keep(KEY, "talk", None, {"topic": "又能写了"})
    assert services.drafts.find(KEY).data == {"topic": "又能写了"}
    assert outside(own_home) == []


def test_drafts_of_another_ledger_are_not_offered(services: Any, tmp_path: Path, clock: FixedClock) -> None:
    not_writable(services)
    services.drafts.keep(KEY, "talk", None, TYPED)
    other = opening.create_ledger(tmp_path / "别的.djtz", "别的镇党委", clock=clock)
    assert other.drafts.find(KEY) is None
    assert other.drafts.all() == ()
    opening.close(other)


def test_a_draft_outside_that_is_damaged_is_not_offered_and_stays(services: Any, own_home: Path) -> None:
    not_writable(services)
    services.drafts.keep(KEY, "talk", None, TYPED)
    (lying,) = outside(own_home)
    for damaged in (lying.read_bytes()[:20], b"{}", b"\xff"):
        lying.write_bytes(damaged)
        assert services.drafts.find(KEY) is None
        assert services.drafts.all() == ()
        assert lying.read_bytes() == damaged


def test_what_can_be_kept_nowhere_is_told(services: Any, own_home: Path) -> None:
    not_writable(services)
    services.drafts.keep(KEY, "talk", None, TYPED)
    (lying,) = outside(own_home)
    lying.unlink()
    lying.with_name(lying.name + ".part").mkdir()
    with pytest.raises(DataFileError) as caught:
        services.drafts.keep(KEY, "talk", None, TYPED)
    assert caught.value.code == "E-12"


@pytest.mark.skipif(bool(passwords.lacking()), reason="no engine for protected ledgers here")
def test_a_draft_of_a_protected_ledger_is_sealed_outside(services: Any, clock: FixedClock, own_home: Path) -> None:
    key = passwords.fresh()
    passwords.protect(services, key, "口令口令口令口令")
    again = opening.open_ledger(services.path, clock=clock, key=key)
    not_writable(again)
    again.drafts.keep(KEY, "talk", None, TYPED)
    (lying,) = outside(own_home)
    assert "没写完".encode() not in lying.read_bytes()
    assert json.dumps("没写完").encode()[1:-1] not in lying.read_bytes()
    assert again.drafts.find(KEY).data == TYPED
    lying.write_bytes(other(lying.read_bytes()))
    assert again.drafts.find(KEY) is None
    again.store.close()


def test_a_draft_goes_with_its_save_in_one_transaction_or_stays_with_its_failure(services: Any) -> None:
    services.drafts.keep(KEY, "talk", None, TYPED)
    services.drafts.keep("talk:7", "talk", 7, {"topic": "别的"})
    seen: list[str] = []
    services.store.database.db.connection().set_trace_callback(seen.append)
    services.records.save("talk", TYPED, draft=KEY)
    services.store.database.db.connection().set_trace_callback(None)
    assert [statement.split()[0] for statement in seen if statement.split()[0] in ("BEGIN", "COMMIT")] == ["BEGIN", "COMMIT"]
    assert [one.key for one in services.drafts.all()] == ["talk:7"]
    full(services)
    with pytest.raises(UserError):
        services.records.save("talk", TYPED, draft="talk:7")
    assert [one.key for one in services.drafts.all()] == ["talk:7"]
    services.store.database.run("PRAGMA max_page_count = 1073741823")
    services.records.save("talk", {"held_on": "2022-06-14"})
    assert [one.key for one in services.drafts.all()] == ["talk:7"], "another change takes no draft with it"
