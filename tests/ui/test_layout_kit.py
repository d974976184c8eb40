"""Rows, columns, grids, tables and dialogs of the kit: the code of a page reads as the page looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QWidget
from pytestqt.qtbot import QtBot

from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import LEFT, add, add_line, at, clear, column, grid, grow, over, pane, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, line, say_why_not, scrolled, stacked
from dangjian_desktop.ui.kit.parts.tables import Table
from dangjian_desktop.ui.kit.theme import Theme


def sides(layout: QLayout) -> tuple[int, int, int, int]:
    margins = layout.contentsMargins()
    return margins.left(), margins.top(), margins.right(), margins.bottom()


def test_a_row_stands_as_it_is_written(qtbot: QtBot, theme: Theme) -> None:
    first, wide, last = label("一", ""), label("二", ""), label("三", "")
    holder = pane(row(theme, first, 12, grow(wide, 2), ..., None, last, gap=8))
    qtbot.addWidget(holder)
    inside = holder.layout()
    assert [inside.itemAt(place).widget() for place in range(inside.count())] == [first, None, wide, None, last]
    assert [inside.stretch(place) for place in range(inside.count())] == [0, 0, 2, 1, 0]
    assert (inside.itemAt(1).sizeHint().width(), inside.spacing(), sides(inside)) == (12, 8, (0, 0, 0, 0))


def test_what_is_inside_of_a_row_may_be_a_column(qtbot: QtBot, theme: Theme) -> None:
    upper, lower = label("上", ""), label("下", "")
    holder = QWidget()
    qtbot.addWidget(holder)
    outer = row(theme, grow(column(theme, upper, at(LEFT, lower), gap=4)), on=holder, margins=(16, 8))
    inner = outer.itemAt(0).layout()
    assert (outer.stretch(0), sides(outer), inner.itemAt(1).alignment()) == (1, (16, 8, 16, 8), LEFT)
    assert {upper.parent(), lower.parent()} == {holder}


@pytest.mark.parametrize(("margins", "expected"), [(16, (16,) * 4), ((16, 8), (16, 8, 16, 8)), ((1, 2, 3, 4), (1, 2, 3, 4))])
def test_margins_are_one_or_two_or_four(qapp: object, theme: Theme, margins: object, expected: object) -> None:
    assert sides(row(theme, margins=margins)) == expected


def test_spaces_grow_with_the_size_of_the_text(qapp: object) -> None:
    theme = Theme(scale=1.5)
    assert (row(theme, gap=8).spacing(), sides(column(theme, margins=16))[0]) == (theme.spacing(8), theme.spacing(16)) == (9, 19)


def test_tab_goes_as_the_eye_does(qtbot: QtBot, theme: Theme) -> None:
    """Whatever was made first: parts without a parent join the window in the order in which they stand."""
    third, first, second = (button(theme, words, "quiet") for words in ("三", "一", "二"))
    holder = pane(column(theme, row(theme, first, second), third))
    qtbot.addWidget(holder)
    assert first.nextInFocusChain() is second
    assert second.nextInFocusChain() is third


def test_a_grid_has_lines_with_free_places_and_wide_ones(qtbot: QtBot, theme: Theme) -> None:
    name, value, wide, below = label("名", ""), label("值", ""), label("宽", ""), label("下", "")
    made = grid(theme, [None, name, value], [over(2, wide), row(theme, below)], gap=(16, 4), stretch=[1])
    holder = pane(made)
    qtbot.addWidget(holder)
    places = {one: made.getItemPosition(made.indexOf(one)) for one in (name, value, wide)}
    assert places == {name: (0, 1, 1, 1), value: (0, 2, 1, 1), wide: (1, 0, 1, 2)}
    assert made.itemAtPosition(1, 2).layout().itemAt(0).widget() is below
    assert (made.horizontalSpacing(), made.verticalSpacing(), made.columnStretch(1)) == (16, 4, 1)
    add_line(made, 2, at(LEFT, label("后", "")))
    assert made.itemAtPosition(2, 0).alignment() == LEFT


def test_what_is_cleared_is_gone_with_all_inside(qtbot: QtBot, theme: Theme) -> None:
    outer = column(theme, row(theme, label("里", "")), ..., label("外", ""))
    holder = pane(outer)
    qtbot.addWidget(holder)
    clear(outer)
    add(outer, theme, label("新", ""))
    qtbot.waitUntil(lambda: [one.text() for one in holder.findChildren(QLabel)] == ["新"])


def test_a_button_without_words_says_what_it_does(qtbot: QtBot, theme: Theme) -> None:
    pressed: list[str] = []
    made = button(theme, "", "icon", "x", clicked=lambda: pressed.append("x"), tip="关上（Esc）")
    named = button(theme, "", "icon", tip="关上（Esc）", name="关上")
    worded = button(theme, "关上", "quiet", tip="关上（Esc）", checkable=True)
    for one in (made, named, worded):
        qtbot.addWidget(one)
    made.click()
    assert pressed == ["x"]
    assert [one.accessibleName() for one in (made, named, worded)] == ["关上（Esc）", "关上", ""]
    assert worded.isCheckable()
    say_why_not("先选一条", made, named)
    assert (made.isEnabled(), named.toolTip()) == (False, "先选一条")
    say_why_not("", made, tip="关上")
    assert (made.isEnabled(), made.toolTip()) == (True, "关上")


def test_a_line_that_only_shows_cannot_be_typed_in(qtbot: QtBot) -> None:
    made = line("放在哪里", "选一个文件夹", width=320, fixed=True)
    qtbot.addWidget(made)
    assert (made.accessibleName(), made.placeholderText(), made.maximumWidth(), made.isReadOnly()) == (
        "放在哪里",
        "选一个文件夹",
        320,
        True,
    )


def test_words_are_reached_by_keys_only_where_there_is_nothing_else(qtbot: QtBot) -> None:
    with_parts, only_words = scrolled(QWidget()), scrolled(QWidget(), by_keys=True)
    for one in (with_parts, only_words):
        qtbot.addWidget(one)
    assert with_parts.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert only_words.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_a_table_shows_lines_and_takes_others(qtbot: QtBot, theme: Theme) -> None:
    table = Table(theme, "备份", ("号", "在哪里"), (72, 0), right=(0,))
    qtbot.addWidget(table)
    table.fill([("1", "台账旁边"), ("2", "第二处")])
    cells = table.fill([("3", "别处")])
    assert [[cell.text() for cell in one] for one in cells] == [["3", "别处"]]
    assert (table.rowCount(), table.columnWidth(0), table.item(0, 1).toolTip()) == (1, 72, "别处")
    assert table.item(0, 0).textAlignment() & Qt.AlignmentFlag.AlignRight
    table.setWordWrap(True)
    table.fill([("4", "整句看得见")])
    assert table.item(0, 1).toolTip() == ""


def test_a_dialog_is_as_high_as_its_lines_need(qtbot: QtBot, theme: Theme) -> None:
    dialog = Dialog(theme, "题目", None, width=300)
    qtbot.addWidget(dialog)
    column(theme, label("很长的一句话。" * 20, "", wrap=True), on=dialog, margins=24)
    dialog.fit_height()
    assert (dialog.windowTitle(), dialog.isModal(), dialog.width()) == ("题目", True, 300)
    assert dialog.minimumHeight() == dialog.layout().totalHeightForWidth(300) > 100


def test_pages_lie_behind_each_other_on_their_ground(qtbot: QtBot, theme: Theme) -> None:
    first, second = label("一", ""), label("二", "")
    pages = stacked(first, second)
    ground = area("paper", row(theme, pages))
    qtbot.addWidget(ground)
    assert (pages.currentWidget(), pages.count(), ground.property("kind")) == (first, 2, "paper")
