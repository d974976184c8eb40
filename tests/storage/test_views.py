"""The file read without this program: one Chinese view per ledger, in any SQLite tool."""

from datetime import date

from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.stores import views
from tests.storage.ledger_files import create, edit, plain, save


def rows(path, sql):
    with plain(path) as connection:
        return connection.execute(sql).fetchall()


def test_there_is_one_view_per_ledger_and_one_for_child_rows(tmp_path, catalogue, clock):
    create(tmp_path / "x.djtz", catalogue, clock).close()
    names = {row[0] for row in rows(tmp_path / "x.djtz", "SELECT name FROM sqlite_schema WHERE type = 'view'")}
    assert {spec.label for spec in catalogue} <= names
    assert "党委会议_议题" in names
    assert names == set(views.statements(catalogue))


def test_names_yes_and_no_lists_and_yuan_are_readable(tmp_path, catalogue, clock):
    path = tmp_path / "x.djtz"
    store = create(path, catalogue, clock)
    (one, two) = save(store, "person", {"name": "甲"}, {"name": "乙"}, clock=clock).ids
    (gone,) = save(store, "talk", {"held_on": date(2022, 5, 2), "topic": "作废的"}, clock=clock).ids
    save(store, "talk", {"held_on": date(2022, 5, 1), "topic": "事由", "speaker": two, "targets": (two, one)}, clock=clock)
    rows_of = {"title": "议题甲", "amount": 120050, "categories": ("重大决策", "其他"), "last_word": True}
    meeting = {"held_on": date(2022, 5, 1), "items": ({"title": "空", "last_word": False}, rows_of, {"presenter": one})}
    save(store, "committee_meeting", meeting, clock=clock)
    write_void(store, gone, clock)
    store.close()
    assert rows(path, 'SELECT "谈话日期", "谈话人", "谈话对象" FROM "谈话"') == [("2022-05-01", "乙", "乙、甲")]
    found = rows(path, 'SELECT "序号", "议题名称", "议题类别", "涉及金额", "汇报人", "主要负责人末位表态" FROM "党委会议_议题" ORDER BY 1')
    assert found == [
        (1, "空", None, None, None, "否"),
        (2, "议题甲", "重大决策、其他", "1200.50", None, "是"),
        (3, None, None, None, "甲", None),
    ]


def write_void(store, pk, clock):
    from dangjian_desktop.storage.writing.record_writes import write_back

    stored = store.records.get(pk)
    write = write_back(store.catalogue.get(stored.ledger), stored, store.records.title, voided_at="2022-07-05", void_reason="重复")
    store.commit_change("void", "作废", [write], actor="", at=clock.now())


def test_secret_fields_are_left_out(catalogue):
    for spec in catalogue:
        for field in spec.fields:
            if field.secret:
                assert f'"{field.label}"' not in views.statements(catalogue)[spec.label]


def test_a_new_declaration_brings_new_views_without_a_word(tmp_path, catalogue, clock):
    from tests import samples

    path = tmp_path / "x.djtz"
    create(path, catalogue, clock).close()
    store = Store.open(path, samples.own_catalogue(catalogue))
    assert store.notice is None
    (pk,) = save(store, "night_visit", {"held_on": date(2022, 5, 1), "households": 3}, clock=clock).ids
    edit(store, pk, clock, spent=1)
    assert store.damage() == []
    store.close()
    assert rows(path, 'SELECT "走访日期", "走访户数", "慰问金额" FROM "夜间走访"') == [("2022-05-01", 3, "0.01")]
