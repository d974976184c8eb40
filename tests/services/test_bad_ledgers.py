"""Rows of the table of bad inputs that are about ledger files and places and are proved nowhere else; each test names its row."""

import re
import shutil
import subprocess
import sys

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.trust import inspection, places
from dangjian_desktop.storage.file import inspect_foreign
from tests.fakes import FakeProgress
from tests.faults import hostile_ledgers
from tests.faults.hostile_files import tiny_rows
from tests.faults.kinds_of_place import Drives
from tests.samples import new_name
from tests.storage.ledger_files import tamper

CRAFTED = {
    "DB-03": ("random bytes", "a picture"),
    "DB-07": ("trigger on every save", "trigger on the log"),
    "DB-08": ("full text with broken shadows", "tree of places with broken nodes"),
    "DB-10": ("a page of garbage", "cut in half", "a length between two pages"),
    "DB-11": ("seventy megabytes in one row", "a length that lies"),
    "DB-13": ("bytes that are no text", "a nought in a text"),
    "DB-14": ("write-ahead log", "a log beside it"),
    "DB-18": ("orphans",),
}


@pytest.fixture
def ledger(services):
    """A closed ledger with one person, as somebody else brings it."""
    new_name(services, "person", "班子成员01")
    opening.close(services)
    return services.path


@pytest.mark.skipif(sys.platform == "win32", reason="the box limits memory by a call Windows has not")
@pytest.mark.parametrize("row", CRAFTED)
def test_a_crafted_ledger_is_answered_and_stays_as_it_is(row, tmp_path):
    done, failures, _seen = hostile_ledgers.crafted(0, 1, tmp_path, only=CRAFTED[row])
    assert (done, failures) == (len(CRAFTED[row]), [])


def test_db_04_a_file_of_another_program_is_said_to_be_one(ledger, clock):
    tamper(ledger, "PRAGMA application_id = 252006674")
    with pytest.raises(DataFileError) as caught:
        opening.open_ledger(ledger, clock=clock)
    assert caught.value.code == "E-02"
    assert "其他软件的数据库" in str(caught.value)


def test_db_12_very_many_rows_are_counted_first_and_can_be_declined(ledger, monkeypatch, clock):
    tiny_rows(500)(ledger)
    monkeypatch.setattr(inspect_foreign, "MANY", 300)
    before, said = ledger.read_bytes(), []

    class Declines(FakeProgress):
        def step(self, done, total, words):
            said.append(words)
            if "行" in words:
                raise Cancelled

    with pytest.raises(Cancelled):
        opening.open_ledger(ledger, clock=clock, progress=Declines())
    assert re.search(r"有 5\d\d 行", said[-1])
    assert ledger.read_bytes() == before
    assert inspection.inspect(ledger, progress=FakeProgress()).damage is None, "who waits gets his answer"


@pytest.mark.skipif(sys.platform == "win32", reason="links want rights there")
def test_db_16_a_ledger_reached_by_a_link_is_the_one_it_leads_to(ledger, tmp_path, clock):
    link = tmp_path / "桌面" / "台账.djtz"
    link.parent.mkdir()
    link.symlink_to(ledger)
    services = opening.open_ledger(link, clock=clock)
    assert (services.path, services.read_only) == (ledger, False)
    new_name(services, "person", "班子成员02")
    assert [one.name for one in link.parent.iterdir()] == [link.name], "nothing is put beside the link"
    opening.close(services)
    assert link.is_symlink()


def test_db_18_orphans_are_listed_and_nothing_is_deleted(ledger, clock):
    tamper(ledger, "PRAGMA foreign_keys = OFF", "INSERT INTO record_link (record, field, seq, target) VALUES (999, 'speaker', 0, 1)")
    services = opening.open_ledger(ledger, clock=clock)
    assert services.notice.code == "E-05"
    assert "关联的记录不存在" in [one.what for one in services.store.damage()]
    assert services.store.database.run("SELECT count(*) FROM record_link WHERE record = 999") == [(1,)]
    opening.close(services)


def test_dk_04_a_network_drive_that_goes_away_while_somebody_looks(ledger, tmp_path, clock):
    there = tmp_path / "网盘"
    there.mkdir()
    path = shutil.copy(ledger, there / "台账.djtz")
    services = opening.open_ledger(path, clock=clock, drives=Drives(there, "cifs", "//server/office"))
    assert services.notice.code == "E-07"
    there.rename(tmp_path / "断开了")
    assert services.records.size(Query("person")) == 1
    assert services.history.entries(1)
    opening.close(services)


@pytest.mark.skipif(sys.platform == "win32", reason="there the system keeps a copying program out by itself")
def test_dk_07_a_copy_made_by_a_backup_program_of_the_idle_open_ledger_is_whole(services, clock, tmp_path):
    for number in range(3):
        new_name(services, "person", f"班子成员{number:02d}")
        copied = tmp_path / "同步" / f"{number}.djtz"
        copied.parent.mkdir(exist_ok=True)
        subprocess.run(["cp", str(services.path), str(copied)], check=True)
        other = opening.open_ledger(copied, clock=clock)
        assert other.notice is None
        assert other.records.size(Query("person")) == number + 1
        opening.close(other)


def test_dk_06_a_ledger_an_antivirus_took_away_is_missing_and_none_is_made(ledger, clock):
    ledger.unlink()
    with pytest.raises(DataFileError) as caught:
        opening.open_ledger(ledger, clock=clock)
    assert caught.value.code == "E-01"
    assert "隔离" in str(caught.value)
    assert not ledger.exists()


def test_dk_05_copies_of_a_conflict_are_listed_and_not_merged(ledger, tmp_path, clock):
    there = tmp_path / "坚果云"
    there.mkdir()
    path = shutil.copy(ledger, there / "台账.djtz")
    services = opening.open_ledger(path, clock=clock)
    assert "冲突" not in str(services.notice)
    opening.close(services)
    for name in ("台账 (张三的冲突副本 2022-07-05).djtz", "台账-conflict.djtz", "别的冲突.djtz", "台账.djtz.冲突.txt"):
        shutil.copy(ledger, there / name)
    services = opening.open_ledger(path, clock=clock)
    assert services.notice.code == "E-07"
    assert "旁边有冲突副本“台账 (张三的冲突副本 2022-07-05).djtz”等 2 个，没有合并。" in str(services.notice)
    assert len(str(services.notice)) <= 120 + len("（E-07）")
    opening.close(services)
    assert len(list(there.iterdir())) == 5


def test_dk_05_a_folder_that_cannot_be_listed_says_nothing_of_conflicts(tmp_path):
    shared = Condition(Why.SHARED_PLACE)
    assert places.with_conflicts(shared, tmp_path / "没有" / "台账.djtz") == shared
