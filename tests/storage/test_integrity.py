"""What was changed behind the program's back is found: in records, log, settings and indexes."""

import shutil
from pathlib import Path

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage.ground import chain
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.stores.report_store import StoredReport
from dangjian_desktop.storage.truth import integrity
from tests.storage.ledger_files import edit, opened, plain, save, tamper, township


@pytest.fixture(scope="module")
def good(tmp_path_factory, catalogue):
    from tests.fakes import FixedClock

    path = tmp_path_factory.mktemp("good") / "台账.djtz"
    township(path, catalogue, FixedClock(), talks=8)
    return path


@pytest.fixture
def copy(good, tmp_path):
    return Path(shutil.copy(good, tmp_path / "台账.djtz"))


def found(path, catalogue, clock):
    store = Store.open(path, catalogue)
    damage = store.damage()
    in_pieces = [item for piece in integrity.pieces(store.database) for item in piece]
    store.close()
    assert set(in_pieces) == {item for item in damage if item.what != "佐证材料的内容与登记时不符"}
    assert bool(damage) == bool(store.notice)
    return [(item.what, item.record, item.seq) for item in damage]


NINE = {
    "data row edited": ("UPDATE record SET data = replace(data, '事由0', '事由X') WHERE pk = 11",),
    "data row deleted": (
        "DELETE FROM record_link WHERE record = 11", "DELETE FROM record_search WHERE record = 11", "DELETE FROM history WHERE record = 11",
        "DELETE FROM record WHERE pk = 11",
    ),
    "log row edited": ("UPDATE audit SET label = '别的' WHERE seq = 4",),
    "log row removed": ("PRAGMA foreign_keys = OFF", "DELETE FROM audit WHERE seq = 4"),
    "two log rows swapped": (
        "UPDATE audit SET seq = -1 WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 5", "UPDATE audit SET seq = 5 WHERE seq = -1",
    ),
    "tail cut off with data left": (
        "DELETE FROM history WHERE seq = (SELECT max(seq) FROM audit)", "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NINE)
def test_tampering_that_needs_no_paper_to_be_seen(kind, copy, catalogue, clock):
    tamper(copy, *NINE[kind])
    assert opened(copy, catalogue, clock) == "E-05"


def test_a_log_rewritten_as_a_whole_is_seen_only_by_its_last_digest(copy, catalogue, clock):
    """The chain cannot show it; a printed 核验码, made of number and digest of the last row, can."""
    store = Store.open(copy, catalogue)
    head = store.audit.head()
    store.close()
    with plain(copy) as connection:
        connection.execute("UPDATE audit SET label = '别的' WHERE seq = 4")
        names = [row[1] for row in connection.execute("PRAGMA table_info(audit)")]
        settings = dict(connection.execute("SELECT key, value FROM setting"))
        previous = chain.first_link(settings["ledger_id"], settings["created_at"])
        for values in connection.execute("SELECT * FROM audit ORDER BY seq").fetchall():
            row = {**dict(zip(names, values, strict=True)), "prev": previous}
            previous = chain.link(previous, row)
            connection.execute("UPDATE audit SET prev = ?, h = ? WHERE seq = ?", (row["prev"], previous, row["seq"]))
    assert opened(copy, catalogue, clock) == ""
    store = Store.open(copy, catalogue)
    assert store.audit.head()[0] == head[0]
    assert store.audit.head()[1] != head[1]
    store.close()


@pytest.mark.parametrize(
    ("statements", "damage"),
    [
        (("UPDATE record SET occurred_on = '2022-06-30' WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
        (("UPDATE record SET voided_at = 'x', void_reason = 'y' WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
        (("UPDATE record SET reasons = '{\"R1\":\"x\"}' WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
        (("UPDATE record SET created_at = '2021-01-01' WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
        (("UPDATE record SET updated_at = '2021-01-01' WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
        (("UPDATE record SET spec_version = 2 WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
        (("UPDATE record SET digest = '' WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
        (("UPDATE record SET seq = 2 WHERE pk = 11",), [("记录内容与登记时不符", 11, 0), ("记录不是最后一次登记的样子", 11, 3)]),
        (
            ("UPDATE history SET after = after || ' ' WHERE record = 11",),
            [("历史内容与登记时不符", 11, 3), ("记录内容与登记时不符", 11, 0)],
        ),
        (("UPDATE history SET seq = 4 WHERE record = 11",), None),
        (
            ("PRAGMA foreign_keys = OFF", "INSERT INTO history (record, seq, after, salt, digest) VALUES (99, 3, '[]', '', '')"),
            [("关联的记录不存在", 0, 0)],
        ),
        (("DELETE FROM history WHERE record = 11",), [("历史记录有缺失", 0, 3), ("记录内容与登记时不符", 11, 0)]),
        (
            ("INSERT INTO record (pk, id, ledger, occurred_on, voided_at, void_reason, reasons, spec_version, seq, digest, data, created_at,"
             " updated_at) SELECT -7, 'x', ledger, occurred_on, NULL, NULL, reasons, spec_version, seq, digest, data, created_at,"
             " updated_at FROM record WHERE pk = 11",),
            [("记录的编号不对", -7, 0)],
        ),
        (("UPDATE setting SET value = '\"别处\"' WHERE key = 'unit_name'",), [("设置 unit_name 与操作记录不符", 0, 0)]),
        (("UPDATE migration SET at = 'x'",), [("升级记录与操作记录不符", 0, 0)]),
        (("UPDATE migration SET name = 'x' WHERE name = '0001_first_schema'",), [("升级记录与操作记录不符", 0, 0)]),
        (("INSERT INTO setting (key, value) VALUES ('x', '1')",), [("设置 x 与操作记录不符", 0, 0)]),
        (("UPDATE setting SET value = '\"x\"' WHERE key = 'ledger_id'",), None),
        (("UPDATE record_link SET target = 9 WHERE record = 11 AND field = 'speaker'",), [("索引与记录不符", 11, 0)]),
        (("DELETE FROM record_link WHERE record = 11",), [("索引与记录不符", 11, 0)]),
        (("INSERT INTO record_day (ledger, field, day, record) VALUES ('talk', 'x', '2022-05-01', 11)",), [("索引与记录不符", 11, 0)]),
        (("UPDATE record_search SET title = 'x' WHERE record = 11",), [("索引与记录不符", 11, 0)]),
        (("UPDATE record_search SET lacking = 5 WHERE record = 11",), [("索引与记录不符", 11, 0)]),
        (("DELETE FROM record_search WHERE record = 11",), [("记录没有索引", 11, 0)]),
        (("UPDATE audit SET detail = 'x' WHERE seq = 1",), [("操作记录与链不符", 0, 1), ("内容读不出来", 0, 0), ("内容读不出来", 0, 0)]),
        (("UPDATE audit SET detail = '[' || replace(hex(zeroblob(60000)), '0', '[')",), None),
        (("UPDATE audit SET detail = '[]'",), None),
        (("UPDATE audit SET detail = '{\"settings\":1,\"report\":{}}'",), None),
        (("UPDATE record SET data = CAST(x'ff' AS TEXT) WHERE pk = 11",), [("记录内容与登记时不符", 11, 0)]),
    ],
)  # fmt: skip
def test_every_change_from_outside_is_named(statements, damage, copy, catalogue, clock):
    tamper(copy, *statements)
    got = found(copy, catalogue, clock)
    assert got
    assert damage is None or got == damage


@pytest.fixture
def unseen(copy, catalogue, clock):
    store = Store.open(copy, catalogue, content=False)
    yield store
    store.close()


def test_what_is_written_between_two_pieces_is_no_damage(unseen, clock, monkeypatch):
    """Every kind of place is read in more than one piece, and each time something was written since."""
    monkeypatch.setattr(integrity, "_SOME", 3)
    unseen.verified = True
    number = 0
    for number, piece in enumerate(integrity.pieces(unseen.database)):
        assert piece == []
        edit(unseen, 11 + number % 8, clock, topic=f"事由{number}")
        save(unseen, "person", {"name": f"班子成员{number}"}, clock=clock)
    assert number > 40
    assert unseen.damage() == []


def test_damage_is_told_with_the_piece_that_shows_it(copy, catalogue, clock):
    tamper(copy, *NINE["data row edited"])
    store = Store.open(copy, catalogue, content=False)
    steps = 1
    while not store.verify_some():
        assert store.notice is None
        steps += 1
    assert steps > 10
    assert store.notice.code == "E-05"
    assert store.verify_some()
    store.close()


def test_nothing_is_written_over_what_nobody_has_looked_at(copy, catalogue, clock):
    tamper(copy, *NINE["data row edited"])
    before = copy.read_bytes()
    store = Store.open(copy, catalogue, content=False)
    assert not store.verify_some()
    with pytest.raises(DataFileError) as caught:
        edit(store, 12, clock, topic="事由")
    assert caught.value.code == "E-83"
    assert store.notice.code == "E-05"
    store.close()
    assert copy.read_bytes() == before


def test_a_save_does_the_rest_of_the_looking_first(unseen, clock):
    edit(unseen, 11, clock, topic="事由")
    assert unseen.verified
    assert unseen.verify_some()
    assert unseen.damage() == []


def test_a_backup_comes_into_a_file_that_was_looked_through(unseen, copy, tmp_path, clock):
    backup = tmp_path / "备份.djtz"
    unseen.copy_to(backup, step=lambda _done, _all: None)
    assert unseen.replace_with(backup, "恢复", actor="经办人", at=clock.now()).kind == "restored"
    assert unseen.verified


LOWEST, FAR = -(1 << 63), 1 << 62


def twin(path, table, where, **changed):
    """A row of that table once more, with other values in some columns."""
    with plain(path) as connection:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(str(changed.get(name, name)) for name in names)
        connection.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {where}")


def test_a_line_put_in_front_of_the_log_is_found(copy, catalogue, clock):
    """Else it could vouch for a setting that nobody chose, and no digest would have to be made anew."""
    said = chain.canonical({"settings": {"variants": {"x": "乙"}}, "before": {}})
    twin(copy, "audit", "seq = 1", seq=LOWEST, id="'other'", detail=f"'{said}'")
    tamper(copy, f"INSERT INTO setting (key, value) VALUES ('variants', '{chain.canonical({'x': '乙'})}')")
    assert ("操作记录的序号不对", 0, LOWEST) in found(copy, catalogue, clock)


@pytest.mark.parametrize("number", [LOWEST, -1, 0, FAR])
def test_a_record_under_a_number_of_no_record_is_found_at_once(number, copy, catalogue, clock):
    twin(copy, "record", "pk = 11", pk=number, id="'other'")
    twin(copy, "record_search", "record = 11", record=number)
    assert number in {record for _what, record, _seq in found(copy, catalogue, clock)}


def test_an_empty_log_is_damage(copy, catalogue, clock):
    tamper(
        copy,
        "PRAGMA foreign_keys = OFF",
        *(f"DELETE FROM {name}" for name in ("record_link", "record_search", "history", "record", "audit")),
    )
    assert ("操作记录是空的", 0, 0) in found(copy, catalogue, clock)


def test_control_characters_in_a_text_are_no_false_alarm(tmp_path, catalogue, clock):
    """SQLite and Python write JSON alike, and where not, the program's own way decides."""
    from tests.storage.ledger_files import create, save

    store = create(tmp_path / "x.djtz", catalogue, clock)
    save(store, "person", {"name": "".join(map(chr, range(1, 256))) + "𬭎\u2028\ue863"}, clock=clock)
    store.close()
    assert opened(tmp_path / "x.djtz", catalogue, clock) == ""


def test_a_short_name_cannot_be_guessed_from_the_log(copy):
    with plain(copy) as connection:
        salts = [row[0] for row in connection.execute("SELECT salt FROM history")]
    assert len(set(salts)) == len(salts)
    assert all(len(salt) >= 16 for salt in salts)


def test_a_meeting_of_many_is_no_false_alarm(tmp_path, catalogue, clock):
    """Numbers of links sort otherwise as text than as numbers."""
    from datetime import date

    from tests.storage.ledger_files import create, edit, save

    store = create(tmp_path / "x.djtz", catalogue, clock)
    people = save(store, "person", *({"name": f"人{number}"} for number in range(25)), clock=clock).ids
    save(store, "talk", {"held_on": date(2022, 5, 1), "targets": people}, clock=clock)
    assert store.damage() == []
    edit(store, people[3], clock, name="改名")
    assert store.damage() == []
    store.close()
    tamper(tmp_path / "x.djtz", "UPDATE record_link SET target = 1 WHERE record = 26 AND seq = 24")
    assert found(tmp_path / "x.djtz", catalogue, clock) == [("索引与记录不符", 26, 0)]


# ---------------------------------------------------------------------- reports and templates
@pytest.fixture
def reported(copy, catalogue, clock):
    """A ledger with a draft, a report that went out and was sent, and a template."""
    from dataclasses import replace

    store = Store.open(copy, catalogue)
    report = StoredReport("r1", "half", "半年报告", "2022-01-01", "2022-06-30", "final", "2022-07-05", {"a": 1}, [{"value": "3"}])
    store.finalize(report, b"word", "定稿", actor="经办人", at=clock.now())
    store.finalize(replace(report, state="sent"), None, "已报送", actor="经办人", at=clock.now())
    store.reports.keep(replace(report, id="r2", title="草稿", state="draft", frozen=None))
    store.add_template("t1", "模板甲", "half", b"PK", actor="经办人", at=clock.now())
    store.add_template("t1", "模板乙", "half", b"PK2", actor="经办人", at=clock.now())
    assert store.damage() == []
    store.close()
    return copy


def remark(path, **changed):
    """Change a report and make its own mark anew, as somebody would who knows how."""
    with plain(path) as connection:
        names = ("id", "kind", "title", "start", "end", "state", "updated_at", "data", "frozen")
        values = connection.execute(f"SELECT {', '.join(names)} FROM report WHERE id = 'r1'").fetchone()
        row = {**dict(zip(names, values, strict=True)), **changed}
        mark = chain.digest(chain.canonical(list(row.values())))
        sets = ", ".join(f"{name} = ?" for name in names)
        connection.execute(f"UPDATE report SET {sets}, mark = ? WHERE id = 'r1'", [*row.values(), mark])


@pytest.mark.parametrize("changed", [{"frozen": '[{"value":"4"}]'}, {"state": "draft"}, {"state": "final"}, {"title": "别的报告"}])
def test_a_report_that_went_out_cannot_be_changed_even_with_a_new_mark(changed, reported, catalogue, clock):
    remark(reported, **changed)
    assert [what for what, _, _ in found(reported, catalogue, clock)] == [f"“{changed.get('title', '半年报告')}”与保存时不符"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM report WHERE id = 'r1'",
        "UPDATE report SET title = 'x' WHERE id = 'r2'",
        "UPDATE report SET docx = x'00' WHERE id = 'r1'",
        "DELETE FROM template",
        "UPDATE template SET data = x'00'",
        "UPDATE template SET kind = 'year'",
        "UPDATE template SET key = 't2'",
        "INSERT INTO template (key, name, kind, sha256, added_at, data) SELECT 't2', name, kind, sha256, added_at, data FROM template",
    ],
)
def test_reports_and_templates_are_those_of_the_log(statement, reported, catalogue, clock):
    tamper(reported, statement)
    assert found(reported, catalogue, clock)


def test_a_report_with_another_word_file_and_a_new_digest_is_found(reported, catalogue, clock):
    import hashlib

    tamper(reported, f"UPDATE report SET docx = x'00', sha256 = '{hashlib.sha256(bytes(1)).hexdigest()}' WHERE id = 'r1'")
    assert found(reported, catalogue, clock)
