"""The look inside the child box: a verdict in plain values, whatever the file is."""

import shutil
from pathlib import Path

import pytest

from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import inspect_foreign
from tests.storage.ledger_files import create, tamper, township
from tests.storage.test_open_faults import with_header

VIRTUAL = (
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE draft USING nosuch(x)', rootpage = 0 WHERE name = 'draft'",
)


@pytest.fixture(scope="module")
def good(tmp_path_factory, catalogue):
    from tests.fakes import FixedClock

    path = tmp_path_factory.mktemp("good") / "台账.djtz"
    township(path, catalogue, FixedClock(), talks=8)
    return path


@pytest.fixture
def copy(good, tmp_path):
    return Path(shutil.copy(good, tmp_path / "台账 #1.djtz"))


def test_a_good_file_has_nothing_against_it(copy):
    before = copy.read_bytes()
    found = inspect_foreign.look(copy, None)
    assert (found["code"], found["large"]) == (None, False)
    assert found["rows"] > 50
    assert copy.read_bytes() == before


def test_very_many_rows_are_only_counted(copy):
    tamper(copy, "UPDATE record SET occurred_on = '2022-06-30' WHERE pk = 11")
    assert inspect_foreign.look(copy, None, many=20)["large"]
    assert inspect_foreign.look(copy, None, many=20)["code"] is None
    assert inspect_foreign.look(copy, None)["code"] == "E-05"


def test_a_query_that_takes_too_long_is_broken_off(copy):
    tamper(
        copy,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) INSERT INTO draft (key, ledger, record, data, at) SELECT i, '', 0, '', '' FROM n",
    )
    assert inspect_foreign.look(copy, None, seconds=-1)["code"] == "E-09"
    assert inspect_foreign.look(copy, None)["code"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda path: path.write_bytes(b""), "E-02"),
        (with_header(60, b"\x00\x00\x00\x09"), "E-03"),
        (lambda path: path.write_bytes(path.read_bytes()[:30000]), "E-09"),
        (lambda path: path.write_bytes(b"DJTZ\x01" + bytes(200)), "E-61"),
        (lambda path: tamper(path, "DROP TABLE draft"), "E-09"),
        (lambda path: tamper(path, *VIRTUAL), "E-09"),
        (lambda path: tamper(path, "CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT 1; END"), "E-05"),
        (lambda path: tamper(path, "DELETE FROM record_search WHERE record = 11"), "E-05"),
    ],
)
def test_what_is_against_a_file_is_a_code_with_its_values(change, code, copy):
    change(copy)
    found = inspect_foreign.look(copy, None)
    assert found["code"] == code
    assert isinstance(found["values"], dict)


def test_a_file_python_cannot_spell_is_not_opened(copy):
    from tests.storage.test_open_faults import garbled_view

    garbled_view(copy)
    assert inspect_foreign.look(copy, None)["code"] == "E-09"


def test_a_key_for_another_file_opens_nothing(tmp_path, catalogue, clock):
    path = tmp_path / "x.djtz"
    create(path, catalogue, clock).close()
    path.write_bytes(b"DJTZ\x01" + path.read_bytes()[5:])
    assert inspect_foreign.look(path, Key(bytes(32)))["code"] in ("E-02", "E-62")
