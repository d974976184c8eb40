"""The grid of child rows, by keyboard: cells, new rows, moving, pasting, faults."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.ui.kit.editors.table import Tools
from dangjian_desktop.ui.ledger.grid.rows_editor import RowsEditor
from dangjian_desktop.ui.ledger.grid.rows_model import RAW_ROLE, STATE_ROLE, RowsModel, shown
from tests.ui.desk import Desk

Key = Qt.Key

ITEMS = Field(
    "items",
    "议题",
    "rows",
    required=True,
    rows=(
        Field("title", "议题名称", "text", required=True),
        Field("kinds", "议题类别", "choices", required=True, choices=("甲", "乙")),
        Field("amount", "涉及金额", "money"),
        Field("last", "末位表态", "flag"),
    ),
)


class Nobody:
    names: dict[int, str] = {1: "班子成员01"}  # noqa: RUF012

    def find(self, *_args: Any) -> None: ...

    def create(self, *_args: Any) -> None: ...

    def recent(self, *_args: Any) -> None: ...

    def label(self, _register: str) -> str:
        return "人员"


@pytest.fixture
def grid(qtbot: QtBot, theme: Any) -> RowsEditor:
    made = RowsEditor(ITEMS, Tools(theme, Nobody(), lambda: date(2022, 7, 5)))
    qtbot.addWidget(made)
    made.resize(1100, 400)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_the_model_obeys_qt() -> None:
    model = RowsModel(ITEMS, {})
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is model
    model.set_raw([{"title": "一"}, {"title": "二"}, {"title": "三"}])
    assert model.move(0, 1) == 1
    assert model.move(2, -1) == 1
    assert model.move(0, -1) == 0
    model.remove(1)
    model.add({"title": "四"}, at=0)
    assert [row["title"] for row in model.raw()] == ["四", "二", "一"]
    assert not model.setData(QModelIndex(), "x")
    assert not model.setData(model.index(0, 0), "四")
    assert not model.setData(model.index(0, 2), "")
    assert model.headerData(2, Qt.Orientation.Horizontal) == "涉及金额（元）"
    assert model.headerData(0, Qt.Orientation.Vertical) == "1"
    assert model.headerData(9, Qt.Orientation.Horizontal) is None


def test_values_are_shown_as_people_read_them() -> None:
    assert shown(ITEMS.rows[2], "128000.00", {}) == "128000.00"
    assert shown(ITEMS.rows[1], ["甲", "乙"], {}) == "甲、乙"
    assert shown(ITEMS.rows[3], True, {}) == "是"
    assert shown(Field("who", "汇报人", "ref", target="person"), 1, {1: "班子成员01"}) == "班子成员01"
    assert shown(Field("who", "汇报人", "refs", target="person"), [1, "新人"], {}) == "#1、新人"
    assert shown(ITEMS.rows[0], None, {}) == ""


def test_a_row_is_typed_with_enter_from_cell_to_cell(qtbot: QtBot, grid: RowsEditor) -> None:
    grid.set_raw([])
    grid.add()
    qtbot.keyClicks(QApplication.focusWidget(), "Weixiu")
    press(qtbot, Key.Key_Return)
    assert grid.raw()[1]["title"] == "Weixiu"
    assert grid.view.currentIndex().column() == 1
    press(qtbot, Key.Key_Tab)
    assert grid.view.currentIndex().column() == 2
    qtbot.keyClicks(QApplication.focusWidget(), "128000")
    press(qtbot, Key.Key_Return)
    assert grid.raw()[1]["amount"] == "128000"
    press(qtbot, Key.Key_Return)
    assert grid.model.rowCount() == 3, "Enter behind the last cell begins a new row"


def test_escape_leaves_a_cell_as_it_was(qtbot: QtBot, grid: RowsEditor) -> None:
    grid.set_raw([{"title": "一"}])
    grid.view.setFocus()
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    press(qtbot, Key.Key_F2)
    qtbot.keyClicks(QApplication.focusWidget(), "zzz")
    press(qtbot, Key.Key_Escape)
    assert grid.raw() == [{"title": "一"}]


def test_what_is_being_typed_counts_when_the_record_is_saved(qtbot: QtBot, grid: RowsEditor) -> None:
    grid.set_raw([{"title": ""}])
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.view.edit(grid.model.index(0, 0))
    qtbot.keyClicks(QApplication.focusWidget(), "abc")
    grid.settle()
    assert grid.raw() == [{"title": "abc"}]


def test_rows_are_moved_and_taken_away(grid: RowsEditor) -> None:
    grid.set_raw([{"title": "一"}, {"title": "二"}])
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.shift(1)
    assert [row["title"] for row in grid.raw()] == ["二", "一"]
    assert grid.view.currentIndex().row() == 1
    grid.remove()
    assert grid.raw() == [{"title": "二"}]
    assert grid.count.text() == "1 项"


def test_lines_of_a_spreadsheet_become_rows(grid: RowsEditor) -> None:
    grid.set_raw([])
    QGuiApplication.clipboard().setText("学习\t甲\t\t是\n\n维修\t乙\t1,200.50\n")
    grid.paste()
    assert grid.raw() == [{"title": "学习", "kinds": "甲", "last": "是"}, {"title": "维修", "kinds": "乙", "amount": "1,200.50"}]


def test_faults_stand_in_the_cell_and_once_below(grid: RowsEditor) -> None:
    grid.set_raw([{"title": ""}, {"title": "一", "amount": "x"}])
    grid.show_states([Problem("items.amount", "“x”不是数字。", item=0)], [Problem("items.kinds", "议题1 议题类别", item=0)])
    assert grid.model.index(1, 2).data(STATE_ROLE) == "fault"
    assert grid.model.index(1, 1).data(STATE_ROLE) == "missing"
    assert grid.note.words.text() == "第 1 项：“x”不是数字。"
    assert not grid.grab().isNull()
    grid.show_states([], [Problem("items.kinds", "议题1 议题类别", item=0)])
    assert grid.note.words.text() == "议题1 议题类别 还没填，保存后记为待补。"
    grid.show_states([], [])
    assert grid.note.isHidden()
    assert grid.model.index(1, 2).data(RAW_ROLE) == "x"


def test_a_meeting_that_nobody_typed_into_closes_without_a_question(desk: Desk) -> None:
    page = desk.page("committee_meeting")
    form = desk.form(page)
    assert form.rows is not None
    assert len(form.rows.raw()) == 1
    assert not form.dirty
    desk.press(Key.Key_Escape, on=form)
    assert page.form is None
    assert desk.ask.asked == []
