"""Copies of the open file: what they hold, what is not believed, what is left when one fails."""

from __future__ import annotations

import itertools
import json
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage.file import restoring, snapshot
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.writing.commit import Deed
from tests.storage.ledger_files import create, plain, save, township

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(ledger_file, catalogue, clock):
    township(ledger_file, catalogue, clock, talks=5)
    opened = Store.open(ledger_file, catalogue)
    yield opened
    opened.close()


def can_be_read(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=0)) as other:
        try:
            other.execute("SELECT count(*) FROM record")
        except sqlite3.OperationalError:
            return False
        return True


@pytest.mark.parametrize("make", [snapshot.copy, snapshot.vacuum_into])
def test_a_copy_holds_what_the_file_holds_and_opens_by_itself(store, tmp_path, catalogue, clock, make):
    made = make(store.database, tmp_path / "副本.djtz")
    assert made == snapshot.facts(tmp_path / "副本.djtz")
    assert (made.seq, made.head) == store.audit.head()
    assert made.content == snapshot.content(store.database)
    assert (made.records, made.evidence) == (15, 0)
    assert made.size == (tmp_path / "副本.djtz").stat().st_size
    again = Store.open(tmp_path / "副本.djtz", catalogue)
    assert again.notice is None
    again.close()


def test_a_copy_never_goes_over_another_file(store, tmp_path):
    (tmp_path / "有了.djtz").write_bytes(b"x")
    with pytest.raises(DataFileError) as refused:
        snapshot.copy(store.database, tmp_path / "有了.djtz")
    assert refused.value.code == "E-18"
    assert (tmp_path / "有了.djtz").read_bytes() == b"x"


def test_a_copy_is_not_made_inside_a_transaction(store, tmp_path):
    with store.database.transaction(), pytest.raises(AssertionError):
        snapshot.copy(store.database, tmp_path / "副本.djtz")


def test_the_open_file_stays_locked_and_ours_while_and_after_it_is_copied(store, tmp_path, clock):
    def step(_done, _total):
        assert not can_be_read(store.path)

    snapshot.copy(store.database, tmp_path / "副本.djtz", step=step)
    step(0, 0)
    save(store, "person", {"name": "还能写"}, clock=clock)


def test_what_was_changed_after_it_was_read_is_no_good_copy(store, tmp_path, clock):
    def step(done, total):
        if done == total:
            save(store, "person", {"name": "又一个"}, clock=clock)

    with pytest.raises(DataFileError) as told:
        snapshot.copy(store.database, tmp_path / "副本.djtz", step=step)
    assert told.value.code == "E-05"
    assert not list(tmp_path.glob("副本*"))


def test_copying_that_does_not_move_for_two_seconds_is_given_up():
    seconds = iter([0.0, 0.5, 1.0, 1.9, 2.6])
    told = []
    progress = snapshot._watched(lambda done, _all: told.append(done), clock=lambda: next(seconds))
    progress(0, 10, 20)
    progress(5, 10, 20)
    progress(5, 10, 20)
    with pytest.raises(DataFileError) as refused:
        progress(5, 10, 20)
    assert refused.value.code == "E-06"
    assert told == [10, 10, 10]


def test_a_copy_behind_a_lock_ends_after_two_seconds(store, tmp_path):
    """Called bare, backup() would wait for ever."""
    seconds = itertools.count()
    target = tmp_path / "占着.djtz.part"
    with plain(target) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("BEGIN EXCLUSIVE")
        bare = sqlite3.connect(target, isolation_level=None, timeout=0)
        with pytest.raises(DataFileError) as refused:
            store.database.db.connection().backup(
                bare, pages=10, progress=snapshot._watched(lambda _done, _all: None, clock=lambda: float(next(seconds)))
            )
        bare.close()
    assert refused.value.code == "E-06"


def test_rows_of_every_kind_count_in_what_must_be_equal(store, tmp_path, clock):
    seen = {snapshot.content(store.database)}
    save(store, "person", {"name": "再一个"}, clock=clock)
    seen.add(snapshot.content(store.database))
    store.put_setting("addressee", "县纪委", "设置", actor="", at=clock.now())
    seen.add(snapshot.content(store.database))
    assert len(seen) == 3


def test_a_full_disk_leaves_neither_a_copy_nor_a_part(ledger_file, catalogue, clock, tmp_path):
    """R3: the copy of a child that may not write files beyond a limit."""
    township(ledger_file, catalogue, clock, talks=5)
    size = ledger_file.stat().st_size
    code = "import sys; from tests.storage import test_snapshot as t; t.copy_with_little_room(*sys.argv[1:])"
    for room in (size // 4, size - 1):
        done = subprocess.run(
            [sys.executable, "-c", code, str(ledger_file), str(tmp_path / "满.djtz"), str(room)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["code"] in ("E-11", "E-12")
        assert not list(tmp_path.glob("满*"))


def copy_with_little_room(source: str, target: str, room: str) -> None:
    """In a child: no file may grow beyond ``room`` bytes."""
    from dangjian_desktop.ledgers.shipped import load_catalogue

    store = Store.open(Path(source), load_catalogue())
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
    code = ""
    try:
        snapshot.copy(store.database, Path(target))
    except DataFileError as fault:
        code = fault.code
    store.close()
    sys.stdout.write(json.dumps({"code": code}))


# ---------------------------------------------------------------------- back into the open file
def test_restoring_leaves_lock_settings_page_size_and_watchman_as_they_were(store, tmp_path, clock, catalogue):
    snapshot.copy(store.database, tmp_path / "备份.djtz")
    for number in range(300):
        save(store, "person", {"name": f"多出来的{number}"}, clock=clock)
    restoring.into(store.database, tmp_path / "备份.djtz", Deed("restored", "恢复", "", clock.now()))
    store.database.hold()
    assert header.parse(store.database.watch.head()).version == header.SCHEMA_VERSION
    assert not can_be_read(store.path)
    save(store, "person", {"name": "还能写"}, clock=clock)
    assert not store.damage()
    assert store.path.stat().st_size < 400_000, "the file has shrunk with its content"


def test_a_restore_that_runs_out_of_room_leaves_the_file_as_it_was(store, tmp_path, clock):
    for number in range(300):
        save(store, "person", {"name": f"多出来的{number}"}, clock=clock)
    snapshot.copy(store.database, tmp_path / "大.djtz")
    small = create(tmp_path / "小.djtz", store.catalogue, clock)
    was = small.audit.head()
    small.database.run("PRAGMA max_page_count = 40")
    with pytest.raises(DataFileError) as refused:
        small.replace_with(tmp_path / "大.djtz", "恢复", actor="", at=clock.now())
    assert refused.value.code == "E-11"
    assert not small.read_only
    assert small.audit.head() == was
    assert not small.damage()
    assert {path.name for path in tmp_path.glob("小*") if "被替换" not in path.name} <= {"小.djtz", "小.djtz-journal"}
    small.close()


def test_a_file_that_somebody_changed_meanwhile_is_not_restored_into(store, tmp_path, clock):
    snapshot.copy(store.database, tmp_path / "备份.djtz")
    store.path.rename(tmp_path / "移走.djtz")
    with pytest.raises(DataFileError) as refused:
        restoring.into(store.database, tmp_path / "备份.djtz", Deed("restored", "恢复", "", clock.now()))
    assert refused.value.code == "E-15"


def test_a_damaged_file_whose_log_cannot_be_read_gets_a_line_without_its_head(ledger_file, tmp_path, catalogue, clock):
    township(ledger_file, catalogue, clock, talks=5)
    good = Store.open(ledger_file, catalogue)
    snapshot.copy(good.database, tmp_path / "备份.djtz")
    ((root,),) = good.database.run("SELECT rootpage FROM sqlite_schema WHERE name = 'audit'")
    good.close()
    with ledger_file.open("r+b") as stream:
        stream.seek(8192 * (root - 1))
        stream.write(b"\xa5" * 8192)
    spoiled = Store.open(ledger_file, catalogue)
    assert spoiled.notice is not None
    assert spoiled.notice.code == "E-05"
    spoiled.replace_with(tmp_path / "备份.djtz", "恢复", actor="", at=clock.now())
    assert spoiled.database.run("SELECT detail FROM audit ORDER BY seq DESC LIMIT 1") == [('{"replaced":null}',)]
    save(spoiled, "person", {"name": "还能写"}, clock=clock)
    spoiled.close()
