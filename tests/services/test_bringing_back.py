"""A ledger brought back wherever it lies: over a good one, a damaged one, one that is no ledger any more, or where none is."""

from __future__ import annotations

import shutil
import sys

import pytest

from dangjian_desktop.domain.errors import DataFileError, UserError
from dangjian_desktop.services.backup.backups import rehearse
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.services.ledger_file.restore_anywhere import bring_back
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Cost
from dangjian_desktop.storage.file import restoring, snapshot
from dangjian_desktop.storage.ground import endings
from dangjian_desktop.storage.writing.commit import Deed
from tests.fakes import FixedClock
from tests.faults import deeds
from tests.samples import new_name

QUICK = Cost(n=2**14)
HOT = bytes.fromhex("d9d505f920a163d7") + bytes(8192)


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A ledger, a backup of it, and one more change since."""
    folder, clock = tmp_path_factory.mktemp("stock"), FixedClock()
    services = deeds.township(folder / deeds.NAME, clock)
    services.backups.make()
    new_name(services, "person", "后来的人")
    opening.close(services)
    return folder


@pytest.fixture
def place(stock, tmp_path):
    shutil.copytree(stock, tmp_path / "桌面")
    return tmp_path / "桌面" / deeds.NAME


@pytest.fixture
def backup(place):
    return next((place.parent / "备份").glob("*.djtz"))


def restored(place, backup, clock, *, line=True):
    """The ledger holds what the backup holds, with or without the line of its return, and can be written."""
    wanted = facts_of(backup)
    services = opening.open_ledger(place, clock=clock)
    assert services.notice is None
    assert sorted(services.store.database.run("SELECT id, digest FROM record")) == wanted
    assert (services.history.entries(1)[0].kind == "restored") == line
    new_name(services, "person", "再来一个")
    opening.close(services)
    assert not [path.name for path in place.parent.iterdir() if "恢复" in path.name or "替换中" in path.name]
    return True


def facts_of(path):
    with snapshot.opened(path) as database:
        return sorted(database.run("SELECT id, digest FROM record"))


def test_over_a_good_ledger_the_present_state_is_kept(place, backup, clock):
    done = bring_back(backup, place, clock=clock)
    assert (done.path, done.records) == (place, snapshot.facts(backup).records)
    assert len(facts_of(done.kept)) == done.records + 1
    assert restored(place, backup, clock)


def test_where_none_is_a_verified_copy_appears(place, backup, clock, tmp_path):
    target = tmp_path / "新的.djtz"
    done = bring_back(backup, target, clock=clock)
    assert done.kept is None
    assert target.read_bytes() == backup.read_bytes()
    assert restored(target, backup, clock, line=False)


@pytest.mark.parametrize(
    "ruin", [b"", b"x" * 5000, b"SQLite format 3\0" + bytes(9000)], ids=["empty", "no ledger", "a head without a body"]
)
def test_what_cannot_be_opened_goes_aside_and_the_backup_takes_its_place(place, backup, clock, ruin):
    place.write_bytes(ruin)
    done = bring_back(backup, place, clock=clock)
    assert done.kept.read_bytes() == ruin
    assert restored(place, backup, clock)


def test_what_lies_beside_a_lost_ledger_goes_aside_with_it(place, backup, clock):
    place.unlink()
    beside = {end: place.with_name(place.name + end) for end in endings.NEIGHBOURS}
    for path in beside.values():
        path.write_bytes(HOT)
    done = bring_back(backup, place, clock=clock)
    assert {done.kept.with_name(done.kept.name + end).read_bytes() for end in beside} == {HOT}
    assert not any(path.exists() for path in beside.values())
    assert restored(place, backup, clock)


def test_changes_of_another_program_beside_it_never_get_into_what_is_restored(place, backup, clock):
    place.with_name(place.name + "-wal").write_bytes(bytes(4000))
    was = place.read_bytes()
    done = bring_back(backup, place, clock=clock)
    assert done.kept.read_bytes() == was
    assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == bytes(4000)
    assert restored(place, backup, clock)


def test_a_ledger_in_use_is_not_touched(place, backup, clock):
    services = opening.open_ledger(place, clock=clock)
    before = deeds.content(services.store.database)
    with pytest.raises(DataFileError) as refused:
        bring_back(backup, place, clock=clock)
    assert refused.value.code == "E-06"
    with pytest.raises(DataFileError) as refused:
        restoring.take_place(place, backup, Deed("restored", "恢复", "", clock.now()))
    assert refused.value.code == "E-06"
    assert deeds.content(services.store.database) == before
    opening.close(services)


@pytest.mark.parametrize("name", ["报告.docx", ""])
def test_nothing_but_a_ledger_is_restored_into(place, backup, clock, name):
    target = place.with_name(name) if name else backup
    if name:
        target.write_bytes(b"a report")
    before = target.read_bytes()
    with pytest.raises(UserError) as refused:
        bring_back(backup, target, clock=clock)
    assert refused.value.code == "E-84"
    assert target.read_bytes() == before


def test_a_backup_that_is_not_good_changes_nothing(place, backup, clock):
    was = place.read_bytes()
    data = bytearray(backup.read_bytes())
    data[-9000:-8000] = bytes(1000)
    backup.write_bytes(data)
    with pytest.raises(DataFileError):
        bring_back(backup, place, clock=clock)
    assert place.read_bytes() == was


def test_the_folder_that_is_not_there_is_said_in_plain_words(backup, tmp_path, clock):
    with pytest.raises(DataFileError) as refused:
        bring_back(backup, tmp_path / "没有" / "台账.djtz", clock=clock)
    assert refused.value.code == "E-12"


# ---------------------------------------------------------------------- killed on the way
def prepared(place, backup, clock):
    """Everything is ready to take the place of a ledger, as a kill leaves it; where the old one is to go."""
    kept = restoring.replaced_name(place, clock.now())
    ready = place.with_name(place.name + endings.TAKING + kept.name)
    restoring._prepare(place, backup, ready, Deed("restored", "恢复", "", clock.now()), now=None, then=None)
    return ready, kept


@pytest.mark.parametrize("moved", [(), ("",), ("", "-journal"), ("", "-journal", "-wal")])
def test_the_next_start_finishes_what_was_begun_wherever_it_was_cut(place, backup, clock, moved):
    place.write_bytes(b"no ledger")
    for end in ("-journal", "-wal"):
        place.with_name(place.name + end).write_bytes(HOT)
    _ready, kept = prepared(place, backup, clock)
    for end in moved:
        place.with_name(place.name + end).rename(kept.with_name(kept.name + end))
    assert restored(place, backup, clock)
    assert kept.read_bytes() == b"no ledger"
    assert kept.with_name(kept.name + "-wal").read_bytes() == HOT
    was = place.read_bytes()
    restoring.untangle(place)
    assert place.read_bytes() == was, "a second time changes nothing"


def test_a_restore_into_an_open_file_that_was_cut_is_undone_by_the_next_start(place, backup, clock):
    was = facts_of(place)
    for ending in (endings.MARKER, endings.PREPARING, endings.PREPARING + ".part", endings.PREPARING + "-journal"):
        place.with_name(place.name + ending).write_bytes(b"half")
    services = opening.open_ledger(place, clock=clock)
    assert sorted(services.store.database.run("SELECT id, digest FROM record")) == was
    opening.close(services)
    assert not [path for path in place.parent.iterdir() if "恢复" in path.name]


@pytest.mark.parametrize("where", ["a whole table", "a text"])
def test_what_is_restored_is_read_again_from_the_disk(place, backup, clock, where):
    """A disk that returns other bytes than it was given is noticed before anybody works on them."""
    services = opening.open_ledger(place, clock=clock)
    database = services.store.database
    ((root,),) = database.run("SELECT rootpage FROM sqlite_schema WHERE name = 'setting'")

    def spoil(done, total):
        if done == total:
            with place.open("r+b") as stream:
                text = place.read_bytes().find("班子成员01".encode())
                stream.seek(8192 * (root - 1) if where == "a whole table" else text)
                stream.write(b"\xa5" * (8192 if where == "a whole table" else 1))

    with pytest.raises(DataFileError) as told:
        services.store.replace_with(backup, "恢复", actor="", at=clock.now(), step=spoil)
    assert told.value.code == "E-05"
    assert (services.read_only, services.notice.code) == (True, "E-05")
    opening.close(services)


# ---------------------------------------------------------------------- protected ledgers
@pytest.fixture
def sealed(place, clock):
    """The ledger with a password: its plain backup of before, one of after, and the key."""
    if passwords.lacking():
        pytest.skip(passwords.lacking())
    key = passwords.fresh()
    services = opening.open_ledger(place, clock=clock)
    passwords.protect(services, key, "一句很长的口令", cost=QUICK)
    services = opening.open_ledger(place, clock=clock, key=key)
    services.backups.make()
    yield services, key
    opening.close(services)


def test_backups_of_a_protected_ledger_are_protected_and_have_its_key_file(sealed, tmp_path):
    services, _key = sealed
    made = services.backups.last()
    assert keys.place(made.path).read_bytes() == keys.place(services.path).read_bytes()
    assert "班子成员01".encode() not in made.path.read_bytes()
    with pytest.raises(DataFileError) as refused:
        snapshot.facts(made.path)
    assert refused.value.code == "E-61"
    stick = tmp_path / "U盘"
    stick.mkdir()
    services.backups.set_second_place(stick)
    carried = stick / services.backups.make().path.name
    assert keys.place(carried).is_file()
    assert services.backups.drilled(rehearse(services.backups.to_rehearse())).startswith("备份演练通过")


def test_a_protected_ledger_is_restored_from_a_protected_backup_and_from_a_plain_one(sealed):
    services, _key = sealed
    newest = services.backups.last()
    plain = next(one for one in services.backups.all() if one.reason == "设置口令前")
    for one in (newest, plain):
        new_name(services, "person", f"多出来的{one.number}")
        services.backups.restore(one.path)
        assert services.notice is None
        assert services.path.read_bytes()[:5] == b"DJTZ\x01", "it is still protected"
        assert services.history.entries(1)[0].kind == "restored"


def test_a_protected_backup_comes_back_with_its_key_file(sealed, tmp_path, clock):
    services, key = sealed
    made = services.backups.last()
    target = tmp_path / "别处.djtz"
    with pytest.raises(DataFileError) as refused:
        bring_back(made.path, target, clock=clock)
    assert refused.value.code == "E-61"
    bring_back(made.path, target, key=key, clock=clock)
    again = opening.open_ledger(target, key=passwords.unlock(target, password="一句很长的口令"), clock=clock)
    opening.close(again)
    other = tmp_path / "挡着.djtz"
    keys.place(other).with_name(keys.place(other).name + ".part").mkdir()
    with pytest.raises(DataFileError) as refused:
        bring_back(made.path, other, key=key, clock=clock)
    assert refused.value.code == "E-12"


def test_a_file_from_elsewhere_is_looked_through_in_the_child_box_before_it_is_restored(place, backup, clock, monkeypatch):
    """Here no child can be started: then nothing of it is opened in this process either."""
    elsewhere = place.parent / "从别处来.djtz"
    elsewhere.write_bytes(backup.read_bytes())
    services = opening.open_ledger(place, clock=clock)
    monkeypatch.setattr(sys, "executable", str(place.parent / "没有"))
    for look in (services.backups.difference, services.backups.restore):
        with pytest.raises(DataFileError) as told:
            look(elsewhere)
        assert told.value.code == "E-09"
    assert services.backups.difference(backup).backup.number == 1
    opening.close(services)
    with pytest.raises(DataFileError) as told:
        bring_back(elsewhere, place, clock=clock)
    assert told.value.code == "E-09"
    assert bring_back(backup, place, clock=clock).kept is not None
