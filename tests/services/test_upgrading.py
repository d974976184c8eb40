"""A file of an older version opens, is brought up and counts the same; it is brought up whole, after a verified backup, or not at all."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FakeProgress
from tests.faults import deeds, versions
from tests.samples import new_name
from tests.services.test_places import FakeDrives
from tests.storage.ledger_files import tamper

LATER = versions.RELEASED + 3
TABLE = "SELECT sql FROM sqlite_schema WHERE name = ?"
RELEASED = sorted(versions.FOLDER.glob("版本*.djtz"))


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def old(request, tmp_path):
    """A file of a released version that this installation wrote last."""
    path = Path(shutil.copy(request.param, tmp_path / "台账.djtz"))
    deeds.ours(path)
    return path


@pytest.fixture
def wanted(old, request):
    return json.loads(request.node.callspec.params["old"].with_suffix(".json").read_text(encoding="utf-8"))


def same(services, wanted):
    return versions.differing(services, wanted) == []


def test_there_is_a_file_of_every_released_version():
    assert [path.stem for path in RELEASED] == [f"版本{number}" for number in range(1, versions.RELEASED + 1)]


def test_a_released_file_opens_and_counts_the_same(old, wanted, clock):
    services = opening.open_ledger(old, clock=clock)
    assert services.notice is None
    assert same(services, wanted)
    assert services.store.damage() == []
    opening.close(services)


def test_a_day_of_work_goes_on_with_a_new_column_in_every_table(old, clock, tmp_path):
    """Nothing is read or written by the place of a column, and the chain and the digests hold."""
    tables = len(versions.tables())
    with versions.program_of(versions.RELEASED + tables):
        services = opening.open_ledger(old, clock=clock)
        grown = [table for table in versions.tables() if "later" in services.store.database.run(TABLE, [table])[0][0]]
        assert len(grown) == tables
        new_name(services, "person", deeds.RENAMED)
        desk = deeds.Desk(services, random.Random(20220705), clock, tmp_path)
        for name in deeds.DEEDS:
            clock.move(minutes=1)
            deeds.prepare(name, desk)
            assert deeds.do(name, desk), name
        assert services.store.damage() == []
        opening.close(services)
        services = opening.open_ledger(old, clock=clock)
        assert services.notice is None
        opening.close(services)


def test_an_older_file_is_brought_up_after_a_verified_backup(old, wanted, clock):
    before = old.read_bytes()
    with versions.program_of(LATER):
        services = opening.open_ledger(old, clock=clock)
        assert not services.store.outdated
        assert same(services, wanted)
        assert "升级台账格式" in [entry.label for entry in services.history.entries(2)]
        assert services.store.damage() == []
        (backup,) = services.backups.all()
        assert backup.reason == "升级前"
        opening.close(services)
    assert old.read_bytes() != before
    kept = opening.open_ledger(backup.path, clock=clock)
    assert same(kept, wanted)
    opening.close(kept)


def test_a_backup_of_an_older_version_is_brought_up_on_its_way_back(old, wanted, clock):
    with versions.program_of(LATER):
        services = opening.open_ledger(old, clock=clock)
        new_name(services, "person", "后来的人")
        services.backups.restore(services.backups.all()[-1].path)
        assert not services.store.outdated
        assert same(services, wanted)
        assert services.store.damage() == []
        opening.close(services)


def test_who_breaks_off_while_the_backup_is_made_keeps_the_old_file(old, wanted, clock):
    before = old.read_bytes()
    with versions.program_of(LATER), pytest.raises(Cancelled):
        opening.open_ledger(old, clock=clock, progress=FakeProgress(cancel_at=1))
    assert old.read_bytes() == before
    services = opening.open_ledger(old, clock=clock)
    assert same(services, wanted)
    opening.close(services)


def test_a_step_that_leaves_another_schema_changes_nothing(old, clock):
    before = old.read_bytes()

    def strays(database):
        if database.execute_sql("SELECT count(*) FROM record").fetchone()[0]:
            database.execute_sql("CREATE TABLE stray (x INTEGER) STRICT")

    with versions.program_of(LATER, broken=strays), pytest.raises(AssertionError, match="stray"):
        opening.open_ledger(old, clock=clock)
    assert old.read_bytes() == before


def test_a_damaged_older_file_is_looked_at_and_stays_as_it_is(old, clock):
    tamper(old, "UPDATE record SET occurred_on = '2022-06-30' WHERE occurred_on = '2022-03-05'")
    deeds.ours(old)
    before = old.read_bytes()
    with versions.program_of(LATER):
        for verified in (True, False):
            services = opening.open_ledger(old, clock=clock, verified=verified)
            assert services.notice.code == "E-05"
            opening.close(services)
    assert old.read_bytes() == before
    assert not (old.parent / "备份").exists()


def test_an_older_file_on_a_stick_is_brought_up_in_a_copy(old, wanted, clock, own_home):
    before = old.read_bytes()

    class Stick(FakeDrives):
        def mounts(self):
            return f"/dev/sdb1 {old.parent.resolve()} vfat rw 0 0\n"

    with versions.program_of(LATER):
        # the child box is the program as it is, so what it would say stands here
        services = opening.open_ledger(old, clock=clock, drives=Stick())
        assert services.notice.code == "E-12"
        assert same(services, wanted)
        opening.close(services)
    assert old.read_bytes() == before
    assert list((own_home / "work").iterdir()) == []


def test_an_older_file_that_was_handed_over_stays_read_only(old, wanted, clock):
    services = opening.open_ledger(old, clock=clock)
    services.store.put_setting("handed_over", {"date": "2022-07-05"}, "移交", actor="", at=clock.now(), kind="handed_over")
    opening.close(services)
    with versions.program_of(LATER):
        services = opening.open_ledger(old, clock=clock)
        assert (services.notice.code, services.read_only, services.store.outdated) == ("E-08", True, False)
        assert same(services, wanted)
        with pytest.raises(DataFileError) as caught:
            new_name(services, "person", "新人")
        assert caught.value.code == "E-83"
        opening.close(services)


def test_a_file_of_a_newer_version_is_refused_byte_for_byte(tmp_path):
    assert versions.newer(5, 20220705, tmp_path) == (5, [])


def test_it_is_brought_up_whole_or_stays_as_it_was(tmp_path):
    done, failures, _seen = versions.upgrades(3, 20220705, tmp_path)
    assert (done, failures) == (3, [])


def test_the_folder_of_released_files_holds_nothing_else():
    assert {path.suffix for path in versions.FOLDER.iterdir() if not path.name.startswith(".")} <= {".djtz", ".json"}
    assert os.path.getsize(RELEASED[0]) < 2_000_000


def test_an_older_file_that_is_only_looked_at_stays_as_it_is(old, wanted, clock):
    before = old.read_bytes()
    with versions.program_of(LATER):
        services = opening.open_ledger(old, clock=clock, look=True)
        assert same(services, wanted)
        assert services.read_only
        opening.close(services)
    assert old.read_bytes() == before


def test_a_file_of_this_version_is_looked_at_where_it_lies(services, clock):
    opening.close(services)
    again = opening.open_ledger(services.path, clock=clock, look=True)
    assert (again.notice, again.store.path) == (None, services.path)
    opening.close(again)
