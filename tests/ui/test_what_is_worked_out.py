"""What the program works out on the screen: shown in the form and never typed, a column like others, and a question about a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.period import half
from dangjian_desktop.ledgers import shipped
from dangjian_desktop.ui.kit.editors.plain import ComputedEditor
from dangjian_desktop.ui.kit.editors.table import Tools, make_editor
from dangjian_desktop.ui.ledger.form.values import raw_values
from dangjian_desktop.ui.ledger.list.ask_pill import AskPill
from dangjian_desktop.ui.ledger.list.filter_bar import FilterBar
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from dangjian_desktop.ui.ledger.parts.columns import listable
from tests.samples import full, register_names
from tests.ui.desk import Desk
from tests.ui.test_editors import Register

CATALOGUE = shipped.load_catalogue()
SPEC = CATALOGUE.get("sanction")
WITH_COMPUTED = [spec.key for spec in CATALOGUE if spec.computed]
WITH_ASKS = [spec.key for spec in CATALOGUE if spec.asks]
Key = Qt.Key
TODAY = date(2022, 7, 5)


def sanction(desk: Desk, person: str, kind: str, day: str, **more: Any) -> int:
    return desk.save("sanction", {"category": "党纪处分", "person": person, "kind": kind, "decided_on": day, **more})


# ---------------------------------------------------------------------- the form
@pytest.fixture
def tools(theme: Any) -> Tools:
    return Tools(theme, Register(), lambda: TODAY, lambda: half(2022, 1))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [("date", date(2025, 3, 5), "2025-03-05"), ("flag", False, "否"), ("whole", 0, "0"), ("text", "说明", "说明"), ("date", None, "—")],
)
def test_it_is_shown_and_holds_nothing_to_hand_in(qtbot: QtBot, tools: Tools, kind: str, value: Any, words: str) -> None:
    field = Field("a", "某栏", kind, computed=SPEC.computed[0].computed)
    editor = make_editor(field, tools)
    qtbot.addWidget(editor)
    assert isinstance(editor, ComputedEditor)
    with qtbot.assertNotEmitted(editor.edited):
        editor.set_raw(value)
    assert editor.shown.text() == words
    assert editor.shown.accessibleName() == f"某栏，由程序推算：{words}"
    assert editor.shown.toolTip() == "由程序推算，不用填"
    assert editor.raw() is None


@pytest.mark.parametrize("key", WITH_COMPUTED)
def test_the_form_shows_it_of_a_stored_record_and_follows_what_is_typed(desk: Desk, key: str) -> None:
    desk.do(register_names)
    spec = CATALOGUE.get(key)
    pk = desk.save(key, full(spec, date(2022, 5, 12)))
    texts = desk.do(lambda services: services.records.texts(pk))
    form = desk.form(desk.page(key), pk)
    for field in spec.computed:
        editor = form.fields.editors[field.key]
        assert isinstance(editor, ComputedEditor)
        desk.qtbot.waitUntil(lambda editor=editor, field=field: editor.shown.text() == (texts[field.key] or "—"))
    assert not {field.key for field in spec.computed} & set(form.raw())
    assert not form.dirty


def test_another_kind_of_sanction_moves_the_day_at_once(desk: Desk) -> None:
    pk = sanction(desk, "A1", "警告", "2022-05-12")
    form = desk.form(desk.page("sanction"), pk)
    shown = form.fields.editors["effect_until"].shown  # type: ignore[attr-defined]
    desk.qtbot.waitUntil(lambda: shown.text() == "2023-05-12")
    kind = form.fields.editors["kind"]
    kind.set_raw("严重警告")
    kind.edited.emit()
    desk.qtbot.waitUntil(lambda: shown.text() == "2023-11-12")
    kind.set_raw("留党察看一年")
    kind.edited.emit()
    desk.qtbot.waitUntil(lambda: shown.text() == "—")
    assert form.fields.editors["watch_until"].shown.text() == "2023-05-12"  # type: ignore[attr-defined]


def test_enter_passes_over_it(desk: Desk) -> None:
    form = desk.form(desk.page("sanction"))
    order = [editor.field.key for editor in form.fields.order()]
    assert not {field.key for field in SPEC.computed} & set(order)
    here = form.fields.editors["watch_extended"]
    here.setFocus()
    desk.qtbot.waitUntil(lambda: here.isAncestorOf(QApplication.focusWidget()))
    desk.press(Key.Key_Return, on=form.fields)
    after = form.fields.editors["restored_on"]
    desk.qtbot.waitUntil(lambda: after.isAncestorOf(QApplication.focusWidget()))


def test_a_draft_holds_nothing_of_it() -> None:
    assert raw_values(SPEC, {"kind": "警告", "effect_until": date(2025, 3, 5)}) == {"kind": "警告"}


# ---------------------------------------------------------------------- the list
def test_it_is_a_column_like_others_and_is_sorted_by(desk: Desk) -> None:
    assert {field.key for field in SPEC.computed} <= {field.key for field in listable(SPEC)}
    pks = [sanction(desk, "A1", "严重警告", "2022-02-01"), sanction(desk, "B2", "警告", "2022-05-12")]
    page = desk.page("sanction")
    page.list.columns.choose(("decided_on", "effect_until"))
    desk.settle()
    desk.settle()
    model = page.list.model
    place = model.keys.index("effect_until")
    assert {row[place] for row in desk.rows(page)} == {"2023-08-01", "2023-05-12"}
    for order, wanted in ((Qt.SortOrder.AscendingOrder, pks[::-1]), (Qt.SortOrder.DescendingOrder, pks)):
        with desk.qtbot.waitSignal(model.loaded):
            model.sort(place, order)
        assert [model.line_of(pk) for pk in wanted] == [0, 1]


# ---------------------------------------------------------------------- the question
@pytest.fixture
def page(desk: Desk) -> LedgerPage:
    sanction(desk, "A1", "警告", "2022-02-01")
    sanction(desk, "B2", "警告", "2022-05-12")
    page = desk.page("sanction")
    page.list.filters.in_period.setChecked(False)
    desk.settle()
    return page


def pill_of(page: LedgerPage) -> AskPill:
    return page.list.filters.asks["in_effect"]


def turn(desk: Desk, page: LedgerPage, on: bool = True) -> None:
    with desk.qtbot.waitSignal(page.list.model.loaded):
        pill_of(page).pill.setChecked(on)


def typed(desk: Desk, page: LedgerPage, text: str) -> None:
    pill_of(page).line.setText(text)
    pill_of(page).line.editingFinished.emit()
    desk.settle()
    desk.settle()


def test_every_declared_question_has_its_pill() -> None:
    assert WITH_ASKS
    assert all({ask.of, ask.until} <= {"", *CATALOGUE.get(key).by_key} for key in WITH_ASKS for ask in CATALOGUE.get(key).asks)


def test_it_begins_with_today_and_can_be_asked_about_another_day(desk: Desk, page: LedgerPage) -> None:
    pill = pill_of(page)
    assert (pill.day(), pill.said(), pill.line.isVisible()) == (None, "", False)
    assert len(desk.rows(page)) == 2
    turn(desk, page)
    assert (pill.day(), pill.line.text(), pill.line.isVisible()) == (TODAY, "2022-07-05", True)
    assert len(desk.rows(page)) == 2
    typed(desk, page, "2022年3月1日")
    assert (pill.day(), pill.line.text(), pill.said()) == (date(2022, 3, 1), "2022-03-01", "2022-03-01 在影响期")
    assert len(desk.rows(page)) == 1
    typed(desk, page, "今天")
    assert len(desk.rows(page)) == 2
    typed(desk, page, "20230201")
    assert len(desk.rows(page)) == 1, "the last day itself is over"
    typed(desk, page, "")
    assert pill.day() == TODAY


def test_a_text_that_is_no_day_leaves_the_list_as_it_was_and_says_so(desk: Desk, page: LedgerPage) -> None:
    turn(desk, page)
    typed(desk, page, "2022-03-01")
    with desk.qtbot.assertNotEmitted(pill_of(page).changed):
        typed(desk, page, "随便哪天")
    line = pill_of(page).line
    assert (line.property("state"), line.toolTip()) == ("fault", "“随便哪天”不是日期，请写成 2022-03-05。")
    assert pill_of(page).day() == date(2022, 3, 1)
    typed(desk, page, "2022-03-02")
    assert (line.property("state"), line.toolTip()) == ("ok", "哪一天，如 2024-03-05、今天")


def test_the_same_day_typed_again_asks_nothing(desk: Desk, page: LedgerPage) -> None:
    turn(desk, page)
    with desk.qtbot.assertNotEmitted(pill_of(page).changed):
        typed(desk, page, "2022-7-5")
    assert pill_of(page).line.text() == "2022-07-05"


def test_it_is_said_on_a_printed_list_and_taken_off_with_the_other_filters(desk: Desk, page: LedgerPage) -> None:
    bar = page.list.filters
    assert not bar.narrowed()
    turn(desk, page)
    typed(desk, page, "2022-03-01")
    assert page.list.what() == "全部　2022-03-01 在影响期"
    assert bar.narrowed()
    assert not bar.clear_button.isHidden()
    bar.clear_button.click()
    desk.settle()
    desk.settle()
    assert pill_of(page).day() is None
    assert len(desk.rows(page)) == 2
    turn(desk, page)
    assert pill_of(page).day() == TODAY, "the day of before is gone"
    turn(desk, page, on=False)
    assert len(desk.rows(page)) == 2


def test_where_there_is_little_room_the_day_stands_in_the_pill(theme: Any, qtbot: QtBot) -> None:
    bar = FilterBar(SPEC, theme)
    qtbot.addWidget(bar)
    bar.set_today(TODAY)
    bar.show()
    pill = bar.asks["in_effect"]
    bar.set_short(True)
    assert pill.pill.text() == "在影响期"
    pill.pill.setChecked(True)
    assert (pill.pill.text(), pill.line.isHidden()) == ("2022-07-05 在影响期", True)
    bar.set_short(False)
    assert (pill.pill.text(), pill.line.isHidden()) == ("在影响期", False)


def test_in_a_narrow_window_it_stands_behind_the_one_pill_until_it_is_asked(theme: Any, qtbot: QtBot) -> None:
    bar = FilterBar(SPEC, theme)
    qtbot.addWidget(bar)
    bar.set_today(TODAY)
    bar.show()
    bar.set_narrow(True)
    pill = bar.asks["in_effect"]
    assert pill.isHidden()
    (action,) = [one for one in bar.more.menu().actions() if one.text() == "今天在影响期"]
    with qtbot.waitSignal(bar.changed):
        action.trigger()
    assert (pill.isHidden(), pill.pill.text(), pill.line.isHidden()) == (False, "2022-07-05 在影响期", True)
    assert bar.query(None).asks == {"in_effect": TODAY}
    with qtbot.waitSignal(bar.changed):
        action.trigger()
    assert bar.query(None).asks == {}
    assert pill.isHidden()
    bar.set_narrow(False)
    assert not pill.isHidden()


def test_a_ledger_without_questions_has_none(theme: Any, qtbot: QtBot) -> None:
    bar = FilterBar(CATALOGUE.get("talk"), theme)
    qtbot.addWidget(bar)
    assert bar.asks == {}
    assert not [one for one in bar.more.menu().actions() if one.text().startswith("今天")]
    assert bar.query(None).asks == {}
