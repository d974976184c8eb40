"""Whatever is wrong with a file: the right message, and not a byte of it changed."""

import gc
import random
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.opening_plan import Location
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.store import Store
from tests.storage.ledger_files import IS_ROOT, content, create, nobody, opened, plain, save, tamper, township


@pytest.fixture(scope="module")
def good(tmp_path_factory, catalogue):
    from tests.fakes import FixedClock

    path = tmp_path_factory.mktemp("good") / "台账.djtz"
    township(path, catalogue, FixedClock())
    return path


@pytest.fixture
def copy(good, tmp_path):
    return Path(shutil.copy(good, tmp_path / "台账 #1%20.djtz"))


def ours(path):
    """The files in the folder with their bytes."""
    return {one.name: one.read_bytes() for one in path.parent.iterdir()}


def test_a_good_file_opens_without_a_word_and_unchanged(copy, catalogue, clock):
    before = ours(copy)
    for _ in range(3):
        assert opened(copy, catalogue, clock) == ""
    assert ours(copy) == before


def test_a_missing_path_makes_no_file(tmp_path, catalogue, clock):
    for path in (tmp_path / "没有.djtz", tmp_path / "没有" / "没有.djtz", tmp_path):
        with pytest.raises(DataFileError, match="没有找到") as caught:
            Store.open(path, catalogue)
        assert caught.value.code == "E-01"
    assert list(tmp_path.iterdir()) == []


def test_a_path_through_a_file_is_a_missing_path(copy, catalogue, clock):
    assert opened(copy / "x.djtz", catalogue, clock) == "E-01"


def with_header(place, value):
    def change(path):
        raw = bytearray(path.read_bytes())
        raw[place : place + len(value)] = value
        path.write_bytes(raw)

    return change


def garbled_view(path):
    """SQLite complains with the very bytes that are no text."""
    path.write_bytes(
        path.read_bytes().replace('CREATE VIEW "谈话" AS SELECT'.encode(), b'CREATE VIEW "\xe8\xb0\x88\xe8\xaf\x9d" AS \xa9\xa9LECT')
    )


FAULTS = {
    "empty": (lambda path: path.write_bytes(b""), "E-02"),
    "a text": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(500)), "E-02"),
    "short": (lambda path: path.write_bytes(path.read_bytes()[:99]), "E-02"),
    "another program's": (with_header(68, b"abcd"), "E-02"),
    "never finished": (with_header(60, bytes(4)), "E-02"),
    "another page size": (with_header(16, b"\x10\x00"), "E-02"),
    "another mode": (with_header(18, b"\x03\x01"), "E-02"),
    "newer": (with_header(60, b"\x00\x00\x00\x09"), "E-03"),
    "write-ahead log": (with_header(18, b"\x02\x02"), "E-04"),
    "log beside": (lambda path: path.with_name(path.name + "-wal").write_bytes(b"x"), "E-04"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[: 3 * header.PAGE_SIZE + 7]), "E-09"),
    "trigger": (lambda path: tamper(path, "CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT 1; END"), "E-05"),
    "view": (lambda path: tamper(path, 'CREATE VIEW "x" AS SELECT 1'), "E-05"),
    "changed view": (lambda path: tamper(path, 'DROP VIEW "谈话"', 'CREATE VIEW "谈话" AS SELECT 1'), "E-05"),
    "table": (lambda path: tamper(path, "CREATE TABLE x (y)"), "E-05"),
    "column": (lambda path: tamper(path, "ALTER TABLE draft ADD COLUMN x TEXT"), "E-05"),
    "column that is gone": (lambda path: tamper(path, "ALTER TABLE draft DROP COLUMN at"), "E-09"),
    "index": (lambda path: tamper(path, "DROP INDEX record_by_day"), "E-05"),
    "schema with a fault Python cannot spell": (garbled_view, "E-09"),
    "schema that is no text": (
        lambda path: path.write_bytes(path.read_bytes().replace('AS "谈话日期"'.encode(), b'AS "' + b"\xa9" * 12 + b'"')),
        "E-09",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_the_file_stays_as_it_is(fault, copy, catalogue, clock):
    change, code = FAULTS[fault]
    change(copy)
    before = ours(copy)
    gc.disable()
    try:
        for _ in range(3):
            assert opened(copy, catalogue, clock) == code, "and the file is let go each time"
    finally:
        gc.enable()
    assert ours(copy) == before


@pytest.mark.parametrize("seed", [1])
def test_no_damage_goes_unnoticed(seed, good, tmp_path, catalogue, clock):
    """Bit flips, garbage, cuts and zero tails: what changes content is reported; nothing else raises or writes."""
    raw, truth, chance = good.read_bytes(), content(good), random.Random(seed)
    path = tmp_path / "坏.djtz"
    flips = [bytearray(raw) for _ in range(150)]
    for one in flips:
        one[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    sectors = [bytearray(raw) for _ in range(60)]
    for one in sectors:
        place = chance.randrange(len(raw) // 512) * 512
        one[place : place + 512] = chance.randbytes(512)
    cuts = [raw[: chance.randrange(1, len(raw))] for _ in range(20)]
    zeros = [raw[:place] + bytes(len(raw) - place) for place in (chance.randrange(1, len(raw)) for _ in range(20))]
    silent, changed = [], []
    for number, data in enumerate([*flips, *sectors, *cuts, *zeros]):
        path.write_bytes(data)
        if opened(path, catalogue, clock) == "" and content(path) != truth:
            silent.append(number)
        if ours(path) != {path.name: bytes(data)}:
            changed.append(number)
    assert (silent, changed) == ([], []), f"seed {seed}"


def test_a_damaged_file_is_read_and_never_written(copy, catalogue, clock):
    tamper(copy, "UPDATE record SET occurred_on = '2022-06-30' WHERE pk = 11")
    before = ours(copy)
    store = Store.open(copy, catalogue)
    assert store.read_only
    assert "检查发现 1 处" in str(store.notice)
    assert "最早 2022-07-05" in str(store.notice)
    assert [(item.what, item.record) for item in store.damage()] == [("记录内容与登记时不符", 11)]
    assert store.records.get(11).ledger == "talk"
    for write in (
        lambda: save(store, "person", {"name": "新人"}, clock=clock),
        lambda: store.put_setting("unit_name", "别处", "改名", actor="", at=clock.now()),
        lambda: store.rehearse([], lambda: None),
        lambda: store.drafts.drop("x") or store.add_template("k", "n", "half", b"", actor="", at=clock.now()),
    ):
        with pytest.raises(DataFileError) as caught:
            write()
        assert caught.value.code == "E-83"
    store.close()
    assert ours(copy) == before


def test_a_page_that_breaks_while_the_file_is_open_ends_all_writing(copy, catalogue, clock):
    store = Store.open(copy, catalogue)
    store.database.run("PRAGMA cache_size = 0")
    store.database.db.execute_sql("PRAGMA shrink_memory")
    raw = copy.stat().st_size
    with copy.open("r+b") as stream:
        for page in range(1, raw // header.PAGE_SIZE):
            stream.seek(page * header.PAGE_SIZE)
            stream.write(b"\xff" * 64)
    with pytest.raises(DataFileError) as caught:
        store.records.search("事由", 50)
    assert caught.value.code == "E-05"
    assert store.read_only
    store.close()


HOLD = """
    import sqlite3, sys
    held = sqlite3.connect(sys.argv[1], isolation_level=None)
    held.execute("PRAGMA locking_mode = EXCLUSIVE")
    held.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_file_in_use_is_told_and_left_alone(copy, catalogue, clock):
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLD), str(copy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        before = copy.read_bytes()
        assert opened(copy, catalogue, clock) == "E-06"
        assert copy.read_bytes() == before
        holder.stdin.close()
    assert opened(copy, catalogue, clock) == ""


def test_asking_twice_in_one_program_does_not_let_others_in(copy, catalogue, clock):
    """Closing any descriptor of a file drops this process's locks on it."""
    store = Store.open(copy, catalogue)
    for _ in range(2):
        assert opened(copy, catalogue, clock) == "E-06"
    look = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('SELECT count(*) FROM record')"
    other = subprocess.run([sys.executable, "-c", look, str(copy)], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr
    store.close()


def test_an_unfinished_change_is_rolled_back_and_a_raw_copy_kept(copy, catalogue, clock):
    leave_hot(copy)
    hot = ours(copy)
    store = Store.open(copy, catalogue)
    assert store.notice is None
    assert len(store.records.search("事由", 99)) == 30
    store.close()
    assert ours(copy)[copy.name + ".恢复前"] == hot[copy.name]
    assert ours(copy)[copy.name + "-journal.恢复前"] == hot[copy.name + "-journal"]


def leave_hot(path):
    """A file and journal as a power cut leaves them in the middle of a change."""
    with plain(path) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE record SET data = data || ' '")
        connection.execute("UPDATE history SET after = after || ' '")
        connection.execute("PRAGMA cache_spill = 1")
        journal = path.with_name(path.name + "-journal")
        hot = (path.read_bytes(), journal.read_bytes())
        connection.execute("ROLLBACK")
    path.write_bytes(hot[0])
    journal.write_bytes(hot[1])
    assert header.hot_journal(path) == journal


def test_a_cold_journal_is_normal(copy, catalogue, clock):
    copy.with_name(copy.name + "-journal").write_bytes(bytes(512))
    assert opened(copy, catalogue, clock) == ""


def test_an_unfinished_change_that_cannot_be_kept_is_not_touched(copy, catalogue, clock):
    leave_hot(copy)
    copy.with_name(copy.name + ".恢复前").mkdir()
    before = copy.read_bytes()
    assert opened(copy, catalogue, clock) == "E-04"
    assert copy.read_bytes() == before


def test_no_new_file_beside_an_unfinished_change(tmp_path, catalogue, clock):
    path = tmp_path / "新.djtz"
    path.with_name(path.name + "-wal").write_bytes(b"x")
    with pytest.raises(DataFileError) as caught:
        create(path, catalogue, clock)
    assert caught.value.code == "E-04"
    assert not path.exists()


def test_a_new_file_never_takes_the_place_of_another(copy, tmp_path, catalogue, clock):
    before = copy.read_bytes()
    with pytest.raises(DataFileError) as caught:
        create(copy, catalogue, clock)
    assert caught.value.code == "E-18"
    assert copy.read_bytes() == before
    with pytest.raises(DataFileError) as caught:
        create(tmp_path / "没有" / "x.djtz", catalogue, clock)
    assert caught.value.code == "E-12"


def test_a_file_that_cannot_be_made_leaves_nothing_behind(tmp_path, catalogue, clock):
    with pytest.raises(TypeError):
        Store.create(tmp_path / "x.djtz", catalogue, settings={"unit_name": object()}, at=clock.now())
    assert list(tmp_path.iterdir()) == []


def test_no_other_program_can_look_in_while_it_is_open(copy, catalogue, clock):
    store = Store.open(copy, catalogue)
    with plain(copy) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT count(*) FROM record").fetchall()
    store.close()
    with plain(copy) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchall() == [(40,)]


@pytest.mark.skipif(not IS_ROOT, reason="needs to give up the rights of root")
@pytest.mark.parametrize(("hot", "mode", "code"), [(False, 0o444, "E-12"), (True, 0o444, "E-04"), (False, 0o400, "E-12")])
def test_a_medium_that_cannot_be_written_is_read_in_place(hot, mode, code, copy, catalogue, clock):
    if hot:
        leave_hot(copy)
    copy.chmod(mode)
    before = ours(copy)
    with nobody(copy):
        assert opened(copy, catalogue, clock) == code
        if mode == 0o444 and not hot:
            store = Store.open(copy, catalogue)
            assert len(store.records.search("事由", 99)) == 30
            with pytest.raises(DataFileError) as caught:
                save(store, "person", {"name": "新人"}, clock=clock)
            assert caught.value.code == "E-83"
            store.close()
    assert ours(copy) == before


def test_a_copy_of_a_file_in_use_can_be_looked_at(copy, tmp_path, catalogue, clock):
    held = Store.open(copy, catalogue)
    folder = tmp_path / "副本"
    folder.mkdir()
    why = Condition(Why.IN_USE, {"who": "某人", "where": "某电脑", "since": ""})
    store = Store.open_copy(copy, catalogue, folder, at=clock.now(), why=why)
    assert store.read_only
    assert store.condition == why
    assert len(store.records.search("事由", 99)) == 30
    store.close()
    save(held, "person", {"name": "新人"}, clock=clock)
    held.close()


def test_a_copy_of_a_damaged_file_says_so(copy, tmp_path, catalogue, clock):
    """Two copies are alike: nobody is writing, the file is like that."""
    tamper(
        copy, "UPDATE record SET occurred_on = '2022-06-30' WHERE pk = 11", "UPDATE record SET data = CAST(x'7bff7d' AS TEXT) WHERE pk = 12"
    )
    store = Store.open_copy(copy, catalogue, tmp_path, at=clock.now(), why=Condition(Why.READ_ONLY_PLACE))
    assert store.notice.code == "E-05"
    assert store.database.run("SELECT data FROM record WHERE pk = 12") == [("{\ufffd}",)], "bytes that are no text are shown as such"
    store.close()


def test_a_copy_of_an_unreadable_file_says_so(copy, tmp_path, catalogue, clock):
    FAULTS["cut"][0](copy)
    with pytest.raises(DataFileError) as caught:
        Store.open_copy(copy, catalogue, tmp_path, at=clock.now(), why=Condition(Why.READ_ONLY_PLACE))
    assert caught.value.code == "E-09"


@pytest.mark.parametrize(("hot", "code"), [(False, "E-06"), (True, "E-04")])
def test_a_file_that_changes_each_time_it_is_copied_is_in_use(hot, code, copy, tmp_path, catalogue, clock):
    if hot:
        leave_hot(copy)

    def vet(path):
        raw = copy.read_bytes()
        copy.write_bytes(raw[:24] + bytes([raw[24] ^ 1, raw[25] + 1]) + raw[26:])
        raise DataFileError("E-09")

    folder = tmp_path / "副本"
    folder.mkdir()
    with pytest.raises(DataFileError) as caught:
        Store.open_copy(copy, catalogue, folder, at=clock.now(), why=Condition(Why.READ_ONLY_PLACE), vet=vet)
    assert caught.value.code == code


def test_changes_of_another_mode_beside_a_file_are_not_left_out_of_a_copy(copy, tmp_path, catalogue, clock):
    copy.with_name(copy.name + "-wal").write_bytes(b"x")
    with pytest.raises(DataFileError) as caught:
        Store.open_copy(copy, catalogue, tmp_path, at=clock.now(), why=Condition(Why.READ_ONLY_PLACE))
    assert caught.value.code == "E-04"


def test_an_unfinished_change_of_a_strange_file_is_asked_about(copy, catalogue, clock):
    leave_hot(copy)
    before = ours(copy)
    with pytest.raises(DataFileError) as caught:
        Store.open(copy, catalogue, lies=Location(ours=False))
    assert caught.value.code == "E-04"
    assert ours(copy) == before


def test_other_bytes_than_those_that_were_looked_at_are_not_opened(copy, catalogue, clock):
    import hashlib

    seen = hashlib.sha256(copy.read_bytes()).hexdigest()
    store = Store.open(copy, catalogue, vetted=seen)
    assert (store.notice, store.verified) == (None, True)
    store.close()
    tamper(copy, "UPDATE record SET occurred_on = '2022-06-30' WHERE pk = 11")
    with pytest.raises(DataFileError) as caught:
        Store.open(copy, catalogue, vetted=seen)
    assert caught.value.code == "E-15"
    damage = Condition(Why.DAMAGED, {"count": 1, "earliest": ""})
    store = Store.open(copy, catalogue, vetted=hashlib.sha256(copy.read_bytes()).hexdigest(), seen=damage)
    assert store.condition == damage
    store.close()


def test_a_copy_of_another_file_is_refused(copy, tmp_path, catalogue, clock):
    FAULTS["newer"][0](copy)
    with pytest.raises(DataFileError) as caught:
        Store.open_copy(copy, catalogue, tmp_path, at=clock.now(), why=Condition(Why.READ_ONLY_PLACE))
    assert caught.value.code == "E-03"
