"""The steps of the schema stay as they were released, and a new file is made of them alone."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dangjian_desktop.storage.engine import database, migrations
from dangjian_desktop.storage.ground import chain, header
from dangjian_desktop.storage.ground.text_stores import STORES
from dangjian_desktop.storage.truth import fingerprint
from tests.faults import versions
from tests.storage.ledger_files import create, plain, tamper

ROOT = Path(__file__).parents[2]
RELEASED = sorted(versions.FOLDER.glob("版本*.djtz"))
TABLES = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'view' ORDER BY rowid"


@pytest.fixture
def scratch():
    made = database.in_memory()
    yield made
    made.close()


def test_there_is_a_step_for_each_version_and_a_file_for_each_step():
    names = [name for name, _step in migrations.STEPS]
    assert len(names) == header.SCHEMA_VERSION
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert sorted(path.stem for path in migrations.SCHEMA.glob("*.sql")) == names


@pytest.mark.parametrize("sample", RELEASED, ids=lambda path: path.stem)
def test_a_released_step_never_changes(sample):
    """The digests were written with the file of that version; who needs another schema writes another step."""
    released = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))["steps"]
    assert {name: digest for name, digest in versions.steps().items() if name in released} == released
    assert len(released) == header.parse(sample.read_bytes()[:100]).version


@pytest.mark.parametrize("sample", RELEASED, ids=lambda path: path.stem)
def test_the_steps_make_the_very_tables_of_the_released_file(sample, scratch, clock):
    migrations.run(scratch, at=clock.now(), version=header.parse(sample.read_bytes()[:100]).version)
    with closing(sqlite3.connect(f"file:{sample}?mode=ro&immutable=1", uri=True)) as released:
        assert scratch.execute_sql(TABLES).fetchall() == released.execute(TABLES).fetchall()


def test_a_new_file_has_the_very_tables_of_the_newest_released_one(tmp_path, catalogue, clock):
    path = tmp_path / "台账.djtz"
    create(path, catalogue, clock).close()
    with plain(path) as made, plain(RELEASED[-1]) as released:
        assert made.execute(TABLES).fetchall() == released.execute(TABLES).fetchall()


def test_every_column_that_can_hold_text_is_registered_and_nothing_else(scratch, clock):
    """What is not in the register is seen by no 涂销 and by no masked copy (ground/text_stores)."""
    migrations.run(scratch, at=clock.now())
    found: dict[str, set[str]] = {}
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    columns = f"SELECT t.name, c.name FROM ({tables}) t, pragma_table_info(t.name) c WHERE c.type NOT IN ('INTEGER', 'REAL')"
    for table, column in scratch.execute_sql(columns):
        found.setdefault(table, set()).add(column)
    assert {store.table: {*store.texts, *store.codes} for store in STORES} == found


def test_no_code_that_lives_on_writes_tables():
    """A model of today would make other tables tomorrow."""
    sources = (ROOT / "dangjian_desktop").rglob("*.py")
    assert [path.name for path in sources if re.search(r"\bcreate_tables?\b|\.Model\b", path.read_text(encoding="utf-8"))] == []


def test_a_script_is_carried_out_statement_by_statement_in_the_transaction_of_the_caller(scratch):
    scratch.execute_sql("BEGIN")
    migrations.carry_out(
        scratch,
        "-- a remark; and more\nCREATE TABLE one (\n  x TEXT\n) STRICT;\n\nINSERT INTO one VALUES ('a;b');\nCREATE TABLE two (y TEXT) STRICT",
    )
    assert scratch.execute_sql("SELECT x FROM one").fetchall() == [("a;b",)]
    scratch.execute_sql("ROLLBACK")
    assert scratch.execute_sql(TABLES).fetchall() == []


def test_the_tables_asked_for_damage_are_those_of_the_files_own_version(tmp_path, catalogue, clock):
    path = tmp_path / "台账.djtz"
    create(path, catalogue, clock).close()
    with versions.program_of(versions.RELEASED + 2):
        older = database.Database(path)
        older.connect()
        assert {name for name in fingerprint.tables(older) if name.startswith("later")} == set()
        older.close()
        newer = create(tmp_path / "新.djtz", catalogue, clock)
        assert len([name for name in fingerprint.tables(newer.database) if name.startswith("later")]) == 2
        newer.close()


def test_a_column_of_ours_that_is_gone_counts_as_a_table_that_cannot_be_read(tmp_path, catalogue, clock):
    path = tmp_path / "台账.djtz"
    create(path, catalogue, clock).close()
    tamper(path, "ALTER TABLE draft DROP COLUMN at")
    opened = database.Database(path)
    opened.connect()
    assert fingerprint.lacking(opened) == ["draft"]
    opened.close()


def test_a_column_that_came_later_leaves_the_links_of_the_log_and_is_vouched_for_where_it_is_filled():
    row = {"seq": 1, "undoes": None, "detail": None, "h": "x"}
    link = chain.link("", row)
    assert chain.link("", {**row, "later": None}) == link
    assert chain.link("", {**row, "later": ""}) != link
    assert chain.link("", {"seq": 1, "h": "x"}) != link


def test_every_file_of_the_program_that_is_no_code_goes_into_the_bundle():
    class Any:
        def __init__(self, *args, **_given):
            self.pure = self.scripts = self.binaries = self.datas = []

    given = {}

    def analysis(*args, datas, **_given):
        given["datas"] = datas
        return Any()

    spec = (ROOT / "build.spec").read_text(encoding="utf-8")
    exec(compile(spec, "build.spec", "exec"), {"SPECPATH": ROOT, "Analysis": analysis, "PYZ": Any, "EXE": Any, "COLLECT": Any})
    taken = {(Path(source), target) for source, target in given["datas"]}
    package = ROOT / "dangjian_desktop"
    lying = {path.parent for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert {(folder, folder.relative_to(ROOT).as_posix()) for folder in lying} <= taken
    assert (ROOT / "resources", "dangjian_desktop/resources") in taken
