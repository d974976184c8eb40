"""The table of records: a sound model over pages, sorting, filters, type-ahead, what is masked and what is struck out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from dangjian_desktop.domain.fields import MASK, Field
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.ledgers import shipped
from dangjian_desktop.ui.ledger.list.record_model import KEPT_PAGES, PAGE, ROW_ROLE, RecordModel
from dangjian_desktop.ui.ledger.parts.columns import STATUS, columns_of, listable, of_field, shared_out, usual
from tests.samples import full, new_name, register_names
from tests.ui.desk import Desk

KEYS = [spec.key for spec in shipped.load_catalogue()]
DAY = date(2022, 5, 12)
Key = Qt.Key


def talks(desk: Desk, count: int) -> None:
    """``count`` talks, one a day backwards from the end of June."""
    first = date(2022, 6, 30)
    raws = [
        ("talk", {"held_on": first - timedelta(days=n % 150), "kind": "谈心谈话", "headcount": n % 7 + 1, "topic": f"事由{n:05}"})
        for n in range(count)
    ]
    desk.do(lambda services: services.records.save_many(raws, kind="save", label="登记样本"))


def loaded(desk: Desk, query: Query) -> RecordModel:
    model = RecordModel(desk.caller, desk.catalogue.get(query.ledger), desk.owner)
    with desk.qtbot.waitSignal(model.loaded):
        model.ask_for(query)
    return model


@pytest.mark.parametrize("key", KEYS)
def test_the_model_of_every_ledger_obeys_qt(desk: Desk, key: str) -> None:
    desk.do(register_names)
    spec = desk.catalogue.get(key)
    model = RecordModel(desk.caller, spec, desk.owner)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is model
    with desk.qtbot.waitSignal(model.loaded):
        model.ask_for(Query(key))
    before = model.rowCount()
    desk.save(key, full(spec, DAY))
    desk.save(key, full(spec, DAY, mark="另一"))
    with desk.qtbot.waitSignal(model.loaded):
        model.reload()
    assert model.rowCount() == before + 2
    model.choose_columns([field.key for field in listable(spec)])
    for column in range(model.columnCount()):
        index = model.index(0, column)
        assert index.data() is not None
        assert model.headerData(column, Qt.Orientation.Horizontal)
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0


@pytest.mark.parametrize("key", KEYS)
def test_the_usual_columns_begin_with_the_date_and_stay_few(desk: Desk, key: str) -> None:
    spec = desk.catalogue.get(key)
    keys = usual(spec)
    assert 2 <= len(keys) <= 6
    if spec.listed_under:
        assert keys[0] == spec.listed_under
    assert columns_of(spec, (*keys, "no_such_field"), evidence=True)[-1].key == STATUS


def test_rows_come_in_pages_and_old_pages_go(desk: Desk) -> None:
    talks(desk, PAGE * 2 + 5)
    model = loaded(desk, Query("talk"))
    assert model.rowCount() == PAGE * 2 + 5
    assert len(model._pages) == 1
    last = model.index(model.rowCount() - 1, 0)
    assert last.data() is None
    with desk.qtbot.waitSignal(model.dataChanged):
        assert last.data() is None
    assert last.data()
    assert model.row_at(PAGE * 2 + 4) is not None
    assert len(model._pages) <= KEPT_PAGES


def test_an_answer_to_an_older_query_is_passed_over(desk: Desk) -> None:
    talks(desk, 3)
    model = RecordModel(desk.caller, desk.catalogue.get("talk"), desk.owner)
    model.ask_for(Query("talk", text="事由00001"))
    with desk.qtbot.waitSignal(model.loaded):
        model.ask_for(Query("talk"))
    desk.settle()
    assert model.rowCount() == 3


def test_sorting_asks_the_file(desk: Desk) -> None:
    talks(desk, 9)
    page = desk.page("talk")
    model, head = page.list.model, page.list.table.horizontalHeader()
    column = next(n for n, one in enumerate(model.columns) if one.key == "headcount")
    with desk.qtbot.waitSignal(model.loaded):
        head.sectionClicked.emit(column)
    assert desk.rows(page)[0][column] == "7"
    with desk.qtbot.waitSignal(model.loaded):
        head.sectionClicked.emit(column)
    numbers = [int(row[column]) for row in desk.rows(page)]
    assert numbers == sorted(numbers)
    assert head.sortIndicatorSection() == column
    with desk.qtbot.assertNotEmitted(model.loaded, wait=50):
        head.sectionClicked.emit(len(model.columns) - 1)


def test_secret_fields_are_masked_until_shown(desk: Desk) -> None:
    pk = desk.save("sanction", {"decided_on": "2022-05-12", "person": "某甲"})
    page = desk.page("sanction")
    page.list.table.select(pk)
    desk.settle()
    assert MASK in desk.rows(page)[0]
    assert "某甲" not in desk.rows(page)[0]
    page.list.panel.unmask_wanted.emit(True)
    desk.settle()
    assert "某甲" in desk.rows(page)[0]


def test_what_is_missing_or_void_is_said_in_the_last_column(desk: Desk) -> None:
    pk = desk.save(
        "talk", {"held_on": "2022-05-12", "kind": "谈心谈话", "speaker_role": "镇长", "target_category": "村干部", "headcount": 1}
    )
    page = desk.page("talk")
    assert desk.rows(page)[0][-1] == "待补：谈话人"
    desk.do(lambda services: services.records.void([pk], "重复登记"))
    model = loaded(desk, Query("talk", voided="only"))
    assert model.index(0, model.columnCount() - 1).data() == "已作废：重复登记"
    assert model.index(0, 0).data(ROW_ROLE).void_reason == "重复登记"


def test_type_ahead_finds_by_pinyin_initials(desk: Desk) -> None:
    for name in ("甲支部", "村支部"):
        desk.do(lambda services, name=name: new_name(services, "organisation", name))
    page = desk.page("organisation")
    table = page.list.table
    table.setFocus()
    table.keyboardSearch("c")
    assert table.currentIndex().isValid()
    assert desk.rows(page)[table.currentIndex().row()][0] == "村支部"
    table.keyboardSearch("!")
    assert desk.rows(page)[table.currentIndex().row()][0] == "村支部"


def test_selected_rows_are_copied_as_a_spreadsheet_takes_them(desk: Desk) -> None:
    talks(desk, 2)
    page = desk.page("talk")
    page.list.table.selectAll()
    desk.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier, on=page.list.table)
    desk.settle()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "谈话日期"
    assert lines[1].startswith("2022-06-30\t谈心谈话")
    assert len(lines) == 3


def test_the_table_can_be_painted_in_every_state(desk: Desk) -> None:
    desk.do(register_names)
    spec = desk.catalogue.get("talk")
    for n in range(3):
        desk.save("talk", full(spec, DAY + timedelta(days=n)))
    pk = desk.save("talk", {"held_on": "2022-05-12"})
    desk.do(lambda services: services.records.void([pk], "重复登记"))
    page = desk.page("talk")
    page.list.filters.voided.setChecked(True)
    desk.settle()
    page.list.table.selectRow(0)
    page.list.table._hover(0)
    assert not page.list.table.grab().isNull()
    page.list.table.set_short_pills(True)
    assert not page.list.table.grab().isNull()
    page.list.table._hover(-1)


def test_nothing_is_asked_outside_the_list(desk: Desk) -> None:
    model = loaded(desk, Query("talk"))
    assert model.data(QModelIndex()) is None
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.query == replace(Query("talk"))


DATE, TEXT, LIST, NAME = (of_field(Field(kind, kind, kind)) for kind in ("date", "text", "refs", "ref"))


@pytest.mark.parametrize(
    ("needed", "room", "widths"),
    [
        ([100, 60, 80, 70], 510, [100, 160, 180, 70]),  # what is left goes to the texts
        ([100, 500, 60, 70], 800, [100, 535, 95, 70]),  # a long text gets its need before the rest is shared
        ([100, 300, 200, 70], 500, [100, 165, 165, 70]),  # the widest text gives way first
        ([100, 300, 200, 120], 380, [100, 96, 96, 88]),  # then names
        ([100, 300, 200, 120], 300, [100, 96, 96, 80]),  # never below what can be read: the table scrolls
    ],
)
def test_columns_share_the_width_by_what_stands_in_them(needed: list[int], room: int, widths: list[int]) -> None:
    assert shared_out((DATE, TEXT, LIST, NAME), needed, room, px=round) == widths


def test_the_last_column_takes_what_is_left_where_no_text_is(desk: Desk) -> None:
    assert shared_out((DATE, NAME), [100, 80], 300, px=round) == [100, 200]
    assert shared_out((), [], 300, px=round) == []


def test_a_text_is_not_cut_while_there_is_room(desk: Desk) -> None:
    desk.do(register_names)
    desk.save("study_session", {**full(desk.catalogue.get("study_session"), DAY), "topic": "写明为什么学、学什么的主题"})
    page = desk.page("study_session")
    page.list.toggle_panel()
    table, model = page.list.table, page.list.model
    section = next(number for number, column in enumerate(model.columns) if column.key == "topic")
    text = str(model.index(0, section).data())
    assert table.columnWidth(section) >= table.fontMetrics().horizontalAdvance(text) + 16
