"""The opening password: set, changed, taken off; wrong ones harm nothing, the recovery code always opens."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import paths
from dangjian_desktop.domain.errors import DataFileError, LockedError, UserError
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.trust import attempts
from dangjian_desktop.storage.engine import cipher, keys
from dangjian_desktop.storage.engine.keys import Cost
from dangjian_desktop.storage.file import reencrypt
from dangjian_desktop.storage.ground import endings, header
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.writing.commit import Deed
from tests.fakes import FixedClock
from tests.samples import new_name

pytestmark = pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")

CHEAP = Cost(2**14)
PASSWORD = "正确的口令 12"
NAME = "班子成员零壹"


def at_once(_seconds: float) -> None:
    """Nobody waits in a test."""


@pytest.fixture
def key(services: Any) -> Key:
    """The key of a ledger that was protected and is closed."""
    services.records.save("person", {"name": NAME})
    fresh = passwords.fresh()
    passwords.protect(services, fresh, PASSWORD, cost=CHEAP)
    return fresh


@pytest.fixture
def opened(key: Key, ledger_file: Path, clock: FixedClock) -> Iterator[Any]:
    services = opening.open_ledger(ledger_file, key=key, clock=clock)
    yield services
    opening.close(services)


def refusal(act: Any, *args: Any, **named: Any) -> UserError:
    with pytest.raises(UserError) as refused:
        act(*args, **named)
    return refused.value


def names(folder: Path) -> set[str]:
    """What lies in the folder; the backups that closing makes stand in one of their own."""
    return {path.name for path in folder.iterdir()} - {backup_files.FOLDER}


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def people(services: Any) -> list[str]:
    return [line.title for line in services.records.targets("person", "", 10)]


# ---------------------------------------------------------------------- set
def test_a_protected_ledger_opens_with_its_key_and_holds_what_it_held(opened: Any) -> None:
    assert opened.notice is None
    assert people(opened) == [NAME]
    assert opened.store.damage() == []
    assert opened.history.entries(1)[0].label == "设置口令"


def test_no_name_stands_in_the_file_or_beside_it(key: Key, ledger_file: Path) -> None:
    assert names(ledger_file.parent) == {ledger_file.name, ledger_file.with_suffix(".djkey").name}
    for path in (ledger_file, ledger_file.with_suffix(".djkey")):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert NAME.encode(encoding) not in path.read_bytes()
    assert not ledger_file.read_bytes().startswith(b"SQLite")


def test_without_a_password_a_protected_ledger_stays_shut(key: Key, ledger_file: Path) -> None:
    before = ledger_file.read_bytes()
    assert isinstance(refusal(opening.open_ledger, ledger_file), LockedError)
    assert isinstance(refusal(opening.open_ledger, ledger_file, copy=True), LockedError)
    assert refusal(opening.open_ledger, ledger_file, key=Key.fresh()).code == "E-62"
    assert ledger_file.read_bytes() == before


def test_a_protected_ledger_can_be_written_again_and_again(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    for number in range(3):
        services = opening.open_ledger(ledger_file, key=key, clock=clock)
        services.records.save("person", {"name": f"村书记{number:02d}"})
        opening.close(services)
    services = opening.open_ledger(ledger_file, key=key, clock=clock)
    assert len(people(services)) == 4
    opening.close(services)


def test_a_protected_ledger_that_somebody_holds_is_looked_at_as_a_copy(opened: Any, key: Key, ledger_file: Path) -> None:
    copy = opening.open_ledger(ledger_file, key=key, copy=True)
    assert people(copy) == [NAME]
    assert copy.read_only
    opening.close(copy)


def test_a_read_only_ledger_gets_no_password(services: Any) -> None:
    services.store.database.forbid_writing()
    assert refusal(passwords.protect, services, passwords.fresh(), PASSWORD, cost=CHEAP).code == "E-83"


def test_damage_in_a_protected_ledger_is_noticed(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    data = bytearray(ledger_file.read_bytes())
    data[header.PAGE_SIZE * 9 + 100] ^= 1
    ledger_file.write_bytes(data)
    try:
        services = opening.open_ledger(ledger_file, key=key, clock=clock)
    except DataFileError as fault:
        assert fault.code in ("E-05", "E-09")
    else:
        assert services.notice.code == "E-05"
        assert services.read_only
        opening.close(services)


def test_a_protected_ledger_of_a_newer_version_or_another_program_is_refused(key: Key, ledger_file: Path) -> None:
    for pragma, code in (("user_version = 99", "E-03"), ("application_id = 7", "E-02")):
        with closing(cipher.connect(f"file:{ledger_file.as_posix().replace('#', '%23').replace('%20', '%2520')}?mode=rw", key)) as raw:
            raw.execute(f"PRAGMA {pragma}")
        assert refusal(opening.open_ledger, ledger_file, key=key).code == code


# ---------------------------------------------------------------------- opening
def test_password_and_recovery_code_give_the_same_key(key: Key, ledger_file: Path) -> None:
    assert passwords.protected(ledger_file)
    assert passwords.unlock(ledger_file, password=PASSWORD, sleep=at_once) == key
    assert passwords.unlock(ledger_file, code="\n".join(passwords.code_lines(key)), sleep=at_once) == key
    assert "".join(passwords.code_lines(key)[0].split()[:3]) == "".join(passwords.code_groups(key)[:3])


def test_a_wrong_password_is_counted_and_changes_nothing(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    before = contents(ledger_file.parent)
    said = [refusal(passwords.unlock, ledger_file, password="错", clock=clock, sleep=at_once) for _ in range(3)]
    assert [one.message.happened for one in said] == [f"口令不正确（已试 {number} 次）。" for number in (1, 2, 3)]
    assert contents(ledger_file.parent) == before


def test_tries_are_slowed_down_from_one_second_to_thirty(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    waited: list[float] = []
    for _ in range(8):
        refusal(passwords.unlock, ledger_file, password="错", clock=clock, sleep=waited.append)
    assert waited == [0, 1, 2, 4, 8, 16, 30, 30]
    clock.move(seconds=29)
    assert passwords.wait(ledger_file, clock=clock) == 1
    clock.move(days=-9)
    assert passwords.wait(ledger_file, clock=clock) == 30
    clock.move(days=10)
    assert passwords.wait(ledger_file, clock=clock) == 0


def test_failed_tries_stand_in_the_log_after_the_next_write(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    for _ in range(2):
        refusal(passwords.unlock, ledger_file, password="错", clock=clock, sleep=at_once)
        clock.move(minutes=1)
    for name in ("甲", "乙"):
        before = ledger_file.read_bytes()
        opening.close(opening.open_ledger(ledger_file, key=key, clock=clock))
        assert ledger_file.read_bytes() == before
        assert passwords.wait(ledger_file, clock=clock) == 0
        services = opening.open_ledger(ledger_file, key=key, clock=clock)
        new_name(services, "person", name)
        labels = [entry.label for entry in services.history.entries(9)]
        opening.close(services)
        assert labels.count("打开时口令错误 2 次（2022-07-05 09:00 起）") == 1
    assert passwords.wait(ledger_file, clock=clock) == 0


@pytest.mark.parametrize("text", ["", "[]", '{"a": []}', '{"a": ["gestern"]}', '{"a": [1]}', '{"a": ["2022-07-05T09:00:00"]}'])
def test_a_damaged_list_of_tries_keeps_nobody_out(key: Key, ledger_file: Path, clock: FixedClock, text: str) -> None:
    (paths.own_folder() / "tries.json").write_text(text.replace("a", key.mark.hex(), 1), encoding="utf-8")
    assert passwords.wait(ledger_file, clock=clock) == 0
    assert refusal(passwords.unlock, ledger_file, password="错", clock=clock, sleep=at_once).code == "E-61"


def test_tries_that_cannot_be_noted_keep_nobody_out(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    (paths.own_folder() / "tries.json").mkdir()
    assert refusal(passwords.unlock, ledger_file, password="错", clock=clock, sleep=at_once).message.happened == "口令不正确（已试 1 次）。"


def test_only_so_many_ledgers_are_remembered(clock: FixedClock) -> None:
    for number in range(60):
        attempts.note(bytes([number]) * 16, clock)
    assert attempts.wait(bytes([9]) * 16, clock) == 0
    assert attempts.wait(bytes([59]) * 16, clock) == 1


def test_a_missing_damaged_or_foreign_key_file_is_told_and_the_code_opens(key: Key, ledger_file: Path) -> None:
    beside = ledger_file.with_suffix(".djkey")
    foreign = keys.wrap(Key.fresh(), PASSWORD, CHEAP)
    for data in (None, b"", beside.read_bytes()[:-30], foreign):
        beside.unlink(missing_ok=True)
        if data is not None:
            beside.write_bytes(data)
        assert refusal(passwords.unlock, ledger_file, password=PASSWORD, sleep=at_once).code == "E-62"
        assert passwords.unlock(ledger_file, code=" ".join(passwords.code_lines(key)), sleep=at_once) == key


def test_the_code_of_another_ledger_is_a_wrong_one(key: Key, ledger_file: Path) -> None:
    other = " ".join(passwords.code_lines(Key.fresh()))
    assert refusal(passwords.unlock, ledger_file, code=other, sleep=at_once).code == "E-61"


def test_a_plain_or_missing_ledger_needs_no_password(services: Any, ledger_file: Path, tmp_path: Path) -> None:
    opening.close(services)
    assert not passwords.protected(ledger_file)
    assert not passwords.protected(tmp_path / "没有.djtz")
    assert passwords.wait(ledger_file) == 0
    assert "没有设口令" in str(refusal(passwords.unlock, ledger_file, password=PASSWORD))


def test_the_pause_between_tries_is_a_real_one(key: Key, ledger_file: Path) -> None:
    """With the machine's own clock and its own pause; the first try waits for nothing."""
    assert passwords.unlock(ledger_file, password=PASSWORD) == key


# ---------------------------------------------------------------------- change, take off
def test_a_new_password_rewrites_only_the_key_file(opened: Any, key: Key, ledger_file: Path) -> None:
    before = ledger_file.read_bytes()
    change = passwords.change(opened, "另一个口令 2", cost=CHEAP)
    assert change.label == "更改口令"
    assert ledger_file.read_bytes()[:16] == before[:16]
    assert passwords.unlock(ledger_file, password="另一个口令 2", sleep=at_once) == key
    assert refusal(passwords.unlock, ledger_file, password=PASSWORD, sleep=at_once).code == "E-61"
    old = ledger_file.with_suffix(".djkey.旧")
    assert keys.unwrap(old.read_bytes(), PASSWORD) == key


def test_a_new_password_makes_a_lost_key_file_anew(opened: Any, key: Key, ledger_file: Path) -> None:
    ledger_file.with_suffix(".djkey").unlink()
    passwords.change(opened, PASSWORD, cost=CHEAP)
    assert passwords.unlock(ledger_file, password=PASSWORD, sleep=at_once) == key


def test_a_key_file_that_cannot_be_written_leaves_the_old_one(opened: Any, key: Key, ledger_file: Path) -> None:
    (ledger_file.parent / f"{ledger_file.stem}.djkey.part").mkdir()
    assert refusal(passwords.change, opened, "另一个口令 2", cost=CHEAP).code == "E-12"
    assert passwords.unlock(ledger_file, password=PASSWORD, sleep=at_once) == key


def test_taking_the_password_off_gives_a_plain_ledger_back(opened: Any, ledger_file: Path, clock: FixedClock) -> None:
    passwords.lift(opened)
    assert not passwords.protected(ledger_file)
    services = opening.open_ledger(ledger_file, clock=clock)
    assert services.notice is None
    assert people(services) == [NAME]
    assert [entry.label for entry in services.history.entries(2)] == ["取消口令", "设置口令"]
    opening.close(services)
    with closing(sqlite3.connect(ledger_file)) as plain:
        assert plain.execute("SELECT count(*) FROM 人员").fetchone() == (1,)


def test_what_a_password_must_be() -> None:
    assert passwords.check("1234567", "1234567") == "口令至少 8 个字符"
    assert passwords.check(PASSWORD, PASSWORD + "x") == "两次输入的口令不一样"
    assert passwords.check(PASSWORD, PASSWORD) == ""


# ---------------------------------------------------------------------- what goes wrong on the way
def deed(clock: FixedClock) -> Deed:
    return Deed("password", "设置口令", "经办人01", clock.now())


def test_whatever_fails_before_the_swap_leaves_the_plain_ledger(services: Any, ledger_file: Path, clock: FixedClock) -> None:
    opening.close(services)
    before = ledger_file.read_bytes()

    def refuse() -> None:
        raise OSError(28, "No space left on device")

    assert refusal(reencrypt.reseal, ledger_file, now=None, then=Key.fresh(), deed=deed(clock), ready=refuse).code == "E-11"
    assert ledger_file.read_bytes() == before
    assert names(ledger_file.parent) == {ledger_file.name}


def test_a_ledger_that_changed_meanwhile_is_not_replaced(services: Any, ledger_file: Path, clock: FixedClock) -> None:
    opening.close(services)
    touched = lambda: os.utime(ledger_file, ns=(1, 1))  # noqa: E731
    assert refusal(reencrypt.reseal, ledger_file, now=None, then=Key.fresh(), deed=deed(clock), ready=touched).code == "E-15"
    assert not passwords.protected(ledger_file)


def test_a_name_that_is_taken_by_a_folder_leaves_the_plain_ledger(services: Any, ledger_file: Path, clock: FixedClock) -> None:
    """The new file cannot take its place; the second name of the old one goes again."""
    opening.close(services)
    aside = ledger_file.with_name("aside")

    def a_folder() -> None:
        ledger_file.rename(aside)
        ledger_file.mkdir()
        stat = os.stat(ledger_file)
        seen.append((stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns))

    seen: list[tuple[int, ...]] = []
    a_folder()
    target = ledger_file.with_name(ledger_file.name + endings.MAKING)
    target.write_bytes(b"new")
    with pytest.raises(OSError, match="directory"):
        reencrypt._swap(ledger_file, target, seen[0])
    assert names(ledger_file.parent) == {ledger_file.name, "aside", target.name}


def test_an_export_that_differs_is_thrown_away(services: Any, ledger_file: Path, clock: FixedClock) -> None:
    """A file whose header no version of ours writes is no copy of ours: the target must never take its place."""
    opening.close(services)
    with closing(sqlite3.connect(ledger_file)) as raw:
        raw.execute("UPDATE record SET data = data")
        raw.execute("INSERT INTO setting (key, value) VALUES ('foreign', '1')")
        raw.commit()
    assert refusal(reencrypt.reseal, ledger_file, now=None, then=Key.fresh(), deed=deed(clock)).code == "E-12"
    assert not passwords.protected(ledger_file)
    assert names(ledger_file.parent) == {ledger_file.name}


def test_after_a_kill_between_two_names_the_ledger_can_be_written(services: Any, ledger_file: Path, clock: FixedClock) -> None:
    opening.close(services)
    old = ledger_file.with_name(ledger_file.name + endings.REPLACED)
    os.link(ledger_file, old)
    ledger_file.with_name(ledger_file.name + endings.MAKING).write_bytes(b"half")
    again = opening.open_ledger(ledger_file, clock=clock)
    assert not again.read_only
    opening.close(again)
    assert names(ledger_file.parent) == {ledger_file.name}


def test_after_a_kill_behind_the_swap_the_plain_file_is_wiped(key: Key, ledger_file: Path, clock: FixedClock, tmp_path: Path) -> None:
    old = ledger_file.with_name(ledger_file.name + endings.REPLACED)
    old.write_bytes(NAME.encode() * 100_000)
    other = tmp_path / "second name"
    os.link(old, other)
    services = opening.open_ledger(ledger_file, key=key, clock=clock, verified=False)
    assert old.exists()
    assert opening.verify(services) is None
    opening.close(services)
    assert not old.exists()
    assert set(other.read_bytes()) == {0}


def test_nothing_is_tidied_beside_a_missing_ledger(tmp_path: Path) -> None:
    old = tmp_path / f"台账.djtz{endings.REPLACED}"
    old.write_bytes(b"the last one")
    reencrypt.untangle(tmp_path / "台账.djtz")
    assert old.exists()


def test_where_the_disk_knows_no_second_names_nothing_is_left_to_wipe(tmp_path: Path) -> None:
    reencrypt._let_go(tmp_path / "never linked", secret=True)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_with_something_else_in_it_is_noticed(services: Any, ledger_file: Path) -> None:
    opening.close(services)
    target = ledger_file.with_name("target")
    with closing(sqlite3.connect(target)) as raw:
        raw.execute("CREATE TABLE somebody(x)")
    assert refusal(reencrypt._export, ledger_file, target, None, None).code == "E-12"


# ---------------------------------------------------------------------- without the library
@pytest.fixture
def without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """To Python a module that is None is one that is not installed."""
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)


def test_without_the_library_no_password_can_be_set_and_the_reason_is_said(without_the_library: None, services: Any) -> None:
    assert passwords.lacking() == "这份程序没有带加密组件（sqlcipher3）"
    fault = refusal(passwords.protect, services, passwords.fresh(), PASSWORD, cost=CHEAP)
    assert passwords.lacking() in str(fault)
    assert not services.read_only
    assert services.records.save("person", {"name": NAME}).ids


def test_without_the_library_a_protected_ledger_says_so_and_keeps_its_bytes(
    key: Key, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ledger_file.read_bytes()
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    assert "sqlcipher3" in str(refusal(opening.open_ledger, ledger_file, key=key))
    assert ledger_file.read_bytes() == before


def test_a_key_file_that_was_half_written_goes_with_the_next_opening(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    place = keys.place(ledger_file)
    halves = [place.with_name(place.name + ending) for ending in (".part", f"{keys.OLD}.part")]
    for half in halves:
        half.write_bytes(b"half")
    opening.close(opening.open_ledger(ledger_file, key=key, clock=clock))
    assert not any(half.exists() for half in halves)
    assert passwords.unlock(ledger_file, password=PASSWORD, clock=clock, sleep=at_once) == key


def test_tries_that_the_ledger_cannot_take_in_wait_for_the_next_write(key: Key, ledger_file: Path, clock: FixedClock) -> None:
    refusal(passwords.unlock, ledger_file, password="错", clock=clock, sleep=at_once)
    clock.move(minutes=1)
    store = Store.open(ledger_file, load_catalogue(), key=key)
    attempts.opened(key.mark)
    ledger_file.rename(ledger_file.with_suffix(".aside"))
    attempts.report(store, clock)
    ledger_file.with_suffix(".aside").rename(ledger_file)
    assert attempts.wait(key.mark, clock) == 0
    attempts.report(store, clock)
    assert store.audit.entries(1)[0].label.startswith("打开时口令错误 1 次")
    store.close()
