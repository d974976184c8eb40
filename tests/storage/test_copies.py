"""Copies are whole, never over another file, and never cost the original a byte."""

import errno
import shutil
from pathlib import Path

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage.file import copies
from dangjian_desktop.storage.ground.watch import Watch
from dangjian_desktop.storage.store import Store
from tests.changed import other
from tests.storage.ledger_files import content, create, opened, plain, save, tamper, township
from tests.storage.test_open_faults import leave_hot, ours, with_header


@pytest.fixture(scope="module")
def good(tmp_path_factory, catalogue):
    from tests.fakes import FixedClock

    path = tmp_path_factory.mktemp("good") / "台账.djtz"
    township(path, catalogue, FixedClock(), talks=8)
    return path


@pytest.fixture
def source(good, tmp_path):
    (tmp_path / "来源").mkdir()
    return Path(shutil.copy(good, tmp_path / "来源" / "台账 #1%20.djtz"))


@pytest.fixture
def target(tmp_path):
    (tmp_path / "副本").mkdir()
    return tmp_path / "副本" / "台账.djtz"


def refused(act, *args):
    with pytest.raises(DataFileError) as caught:
        act(*args)
    return caught.value.code


def test_a_copy_is_the_file_byte_for_byte(source, target, catalogue, clock):
    copies.copy(source, target)
    assert target.read_bytes() == source.read_bytes()
    assert opened(target, catalogue, clock) == ""
    assert list(ours(target)) == [target.name]


def test_a_damaged_file_can_be_copied_and_stays_what_it_is(source, target, catalogue, clock):
    tamper(source, "UPDATE record SET occurred_on = '2022-06-30' WHERE pk = 11")
    copies.copy(source, target)
    assert opened(target, catalogue, clock) == "E-05"


@pytest.mark.parametrize("act", [copies.copy, copies.recover])
def test_no_copy_goes_over_another_file(act, source, target):
    target.write_bytes(b"mine")
    assert refused(act, source, target) == "E-18"
    assert ours(target) == {target.name: b"mine"}


def test_a_name_taken_at_the_last_moment_stays_with_who_took_it(source, target):
    part = target.with_name("x.part")
    part.write_bytes(b"new")
    target.write_bytes(b"mine")
    assert refused(copies.put, part, target) == "E-18"
    assert target.read_bytes() == b"mine"


@pytest.mark.parametrize("act", [copies.copy, copies.recover])
def test_a_folder_that_is_not_there_is_told(act, source, target):
    assert refused(act, source, target.parent / "没有" / "x.djtz") == "E-12"


@pytest.mark.parametrize("act", [copies.copy, copies.recover])
def test_a_missing_file_is_told(act, source, target):
    assert refused(act, source.with_name("没有.djtz"), target) == "E-01"
    assert ours(target) == {}


def test_what_is_no_ledger_is_not_copied(source, target):
    with_header(68, b"abcd")(source)
    assert refused(copies.copy, source, target) == "E-02"
    assert ours(target) == {}


def test_a_file_this_program_has_open_is_not_copied_behind_its_back(source, target, catalogue, clock):
    store = Store.open(source, catalogue)
    assert refused(copies.copy, source, target) == "E-06"
    store.close()


class Changing(Watch):
    """A file somebody writes into between two looks."""

    def copy_to(self, target):
        super().copy_to(target)
        self.path.write_bytes(other(self.path.read_bytes(), 24))


def test_a_file_that_changes_while_it_is_read_is_not_taken_for_whole(source, target, monkeypatch):
    monkeypatch.setattr(copies, "Watch", Changing)
    assert refused(copies.copy, source, target) == "E-06"
    assert ours(target) == {}


def test_a_full_disk_leaves_no_part(source, target, monkeypatch):
    class Full(Watch):
        def copy_to(self, target):
            super().copy_to(target)
            raise DataFileError("E-11", place="D:", detail=str(errno.ENOSPC))

    monkeypatch.setattr(copies, "Watch", Full)
    assert refused(copies.copy, source, target) == "E-11"
    assert ours(target) == {}


# ---------------------------------------------------------------------- recovering
def leave_wal(path):
    """A file whose last change lies in a log beside it, as another program leaves it when it is killed."""
    with plain(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO draft (key, ledger, record, data, at) VALUES ('talk:new', 'talk', NULL, '{}', '2022')")
        wal = path.with_name(path.name + "-wal")
        left = (path.read_bytes(), wal.read_bytes())
    path.write_bytes(left[0])
    wal.write_bytes(left[1])


def drafts(path):
    with plain(path) as connection:
        return connection.execute("SELECT count(*) FROM draft").fetchone()[0]


def test_a_log_of_another_mode_is_settled_in_a_copy(source, target, good, catalogue, clock):
    leave_wal(source)
    before = ours(source)
    assert refused(copies.copy, source, target) == "E-04"
    assert opened(source, catalogue, clock) == "E-04"
    found = copies.recover(source, target)
    assert (found.path, found.seq) == (target, 10)
    assert opened(target, catalogue, clock) == ""
    assert drafts(target) == 1
    assert content(target) == content(good)
    assert ours(source) == before
    assert list(ours(target)) == [target.name]


def test_an_unfinished_change_is_rolled_back_in_a_copy(source, target, good):
    leave_hot(source)
    before = ours(source)
    assert copies.recover(source, target).bare is None
    assert content(target) == content(good)
    assert ours(source) == before


@pytest.mark.parametrize("end", ["-journal", "-wal"])
def test_what_belongs_to_another_file_is_left_out(end, source, target, good, catalogue, clock, tmp_path):
    other = tmp_path / "别的.djtz"
    store = create(other, catalogue, clock)
    save(store, "person", *({"name": f"别人{number}"} for number in range(300)), clock=clock)
    store.close()
    (leave_hot if end == "-journal" else leave_wal)(other)
    shutil.copy(other.with_name(other.name + end), source.with_name(source.name + end))
    before = ours(source)
    found = copies.recover(source, target)
    assert found.seq == 10
    assert content(target) == content(good)
    assert opened(target, catalogue, clock) == ""
    assert ours(source) == before


def test_a_file_that_is_whole_neither_way_is_not_recovered(source, target):
    tamper(source, "UPDATE record SET occurred_on = '2022-06-30' WHERE pk = 11")
    leave_hot(source)
    before = ours(source)
    assert refused(copies.recover, source, target) == "E-09"
    assert ours(target) == {}
    assert ours(source) == before


def test_an_unfinished_change_whose_journal_is_gone_is_seen(source, catalogue, clock):
    """An antivirus took the journal away: nothing can be undone, but nothing passes for good either."""
    leave_hot(source)
    source.with_name(source.name + "-journal").unlink()
    assert opened(source, catalogue, clock) in ("E-05", "E-09")


class Rewritten:
    """The handle of a file into which somebody writes while it is copied."""

    def copy_to(self, path):
        path.write_bytes(b"before")

    def sha256(self):
        return "of what stands there now"


def test_a_file_that_changes_while_it_is_copied_leaves_no_copy(target):
    class Open:
        watch = Rewritten()

    assert refused(copies.copy_open, Open(), target) == "E-15"
    assert list(target.parent.iterdir()) == []
