"""Where a file lies and whether its lock holds decide if it may be written; what the system refuses is told in our words."""

import errno
import os
import subprocess
import sys

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.opening_plan import Location
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground import lock_probe
from dangjian_desktop.storage.ground.faults import system
from dangjian_desktop.storage.ground.watch import Watch
from dangjian_desktop.storage.store import Store
from tests.storage.ledger_files import create, opened, save

LOOK = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('SELECT count(*) FROM record')"


@pytest.fixture
def ledger(tmp_path, catalogue, clock):
    path = tmp_path / "台账.djtz"
    create(path, catalogue, clock).close()
    return path


def test_a_lock_that_another_handle_does_not_meet_allows_no_writing(ledger, catalogue, clock):
    before = ledger.read_bytes()
    store = Store.open(ledger, catalogue, probe=lambda _descriptor: False)
    assert store.notice.code == "E-12"
    assert "锁不住" in store.notice.happened
    with pytest.raises(DataFileError):
        save(store, "person", {"name": "新人"}, clock=clock)
    with pytest.raises(DataFileError):
        store.lift_read_only()
    store.close()
    assert ledger.read_bytes() == before


def test_the_lock_of_an_open_ledger_is_seen_by_another_handle_and_gone_with_it(ledger, catalogue, clock):
    store = Store.open(ledger, catalogue)
    other = os.open(ledger, os.O_RDONLY)
    try:
        assert lock_probe.seen(other)
        store.close()
        assert not lock_probe.seen(other)
    finally:
        os.close(other)
    assert not lock_probe.seen(other), "a handle that cannot be asked counts as a lock that does not hold"


def test_a_place_for_looking_only_is_not_written(ledger, catalogue, clock):
    before = ledger.read_bytes()
    store = Store.open(ledger, catalogue, lies=Location("removable"))
    assert store.condition == Condition(Why.ON_STICK)
    with pytest.raises(DataFileError):
        save(store, "person", {"name": "新人"}, clock=clock)
    store.close()
    assert ledger.read_bytes() == before


def test_a_file_with_two_names_is_not_written(ledger, catalogue, clock):
    os.link(ledger, ledger.with_name("另一个.djtz"))
    for path in (ledger, ledger.with_name("另一个.djtz")):
        store = Store.open(path, catalogue)
        assert store.notice.code == "E-12"
        with pytest.raises(DataFileError):
            store.lift_read_only()
        store.close()
    ledger.with_name("另一个.djtz").unlink()
    assert opened(ledger, catalogue, clock) == ""


def test_looking_at_a_file_this_program_has_open_never_drops_its_lock(ledger, catalogue, clock):
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    store = Store.open(ledger, catalogue)
    for _ in range(3):
        watch = Watch(ledger)
        assert watch.held_here()
        watch.close()
    other = subprocess.run([sys.executable, "-c", LOOK, str(ledger)], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr
    store.close()
    if before is not None:
        assert len(os.listdir("/proc/self/fd")) == before, "and no handle stays open afterwards"


def test_a_watch_tells_what_the_file_is_made_of(ledger):
    import hashlib

    watch = Watch(ledger)
    assert watch.sha256() == hashlib.sha256(ledger.read_bytes()).hexdigest()
    assert watch.identity == (ledger.stat().st_dev, ledger.stat().st_ino)
    assert watch.left()[0] == ledger.stat().st_size
    watch.close()


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "E-11"), (errno.EROFS, "E-12"), (errno.EIO, "E-12"), (errno.ENOENT, "E-12")],
)
def test_what_the_system_refuses_is_told_in_our_words(number, code):
    with pytest.raises(DataFileError) as caught, system("D:"):
        raise OSError(number, "x")
    assert caught.value.code == code


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_held_by_another_program_is_told_so(number):
    held = PermissionError(errno.EACCES, "x")
    held.winerror = number
    with pytest.raises(DataFileError) as caught, system("D:"):
        raise held
    assert caught.value.code == "E-13"


def test_a_mistake_of_ours_is_not_dressed_up():
    with pytest.raises(OSError, match="Bad file descriptor"), system("D:"):
        raise OSError(errno.EBADF, "Bad file descriptor")


@pytest.mark.skipif(os.name != "posix", reason="a limit of SQLite on systems of this kind")
def test_a_path_longer_than_sqlite_takes_is_told_as_such(tmp_path, catalogue, clock):
    place = tmp_path / ("名" * 60) / ("名" * 60) / ("名" * 60)
    place.mkdir(parents=True)
    with pytest.raises(DataFileError) as caught:
        create(place / "台账.djtz", catalogue, clock)
    assert caught.value.code == "E-12"
    assert "路径太长" in str(caught.value)
    assert list(place.iterdir()) == []


def test_a_file_put_there_between_the_look_and_the_opening_is_not_taken_for_it(ledger, tmp_path, catalogue, clock):
    other = tmp_path / "另一本.djtz"
    create(other, catalogue, clock).close()
    database = Database(ledger)
    os.replace(other, ledger)
    with pytest.raises(DataFileError) as told:
        database.connect()
    assert told.value.code == "E-15"
    database.close()
    assert opened(ledger, catalogue, clock) == ""


def test_a_journal_that_cannot_be_read_is_told(ledger, catalogue, clock):
    ledger.with_name(ledger.name + "-journal").mkdir()
    assert opened(ledger, catalogue, clock) == "E-04"
