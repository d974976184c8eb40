"""A ledger page as a whole: filters, numbers that open, void and restore, empty states, sizes, import and export."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from dangjian_desktop.domain.measure import Measured
from dangjian_desktop.domain.period import half
from dangjian_desktop.ledgers import shipped
from dangjian_desktop.ui.ledger.list.measures_strip import Figure
from dangjian_desktop.ui.ledger.page.import_page import ImportPage
from dangjian_desktop.ui.ledger.page.print_page import PrintPage
from tests.samples import full, register_names
from tests.ui.desk import Desk

KEYS = [spec.key for spec in shipped.load_catalogue()]
DAY = date(2022, 5, 12)
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


def talk(desk: Desk, day: str = "2022-05-12", **values: Any) -> int:
    return desk.save("talk", {"held_on": day, "kind": "谈心谈话", "speaker_role": "党委书记", "headcount": 2, **values})


@pytest.mark.parametrize("key", KEYS)
def test_a_record_of_every_ledger_is_voided_with_a_reason_and_restored(desk: Desk, key: str) -> None:
    desk.do(register_names)
    pk = desk.save(key, full(desk.catalogue.get(key), DAY))
    page = desk.page(key)
    page.list.table.select(pk)
    desk.settle()
    desk.ask.answers.append("重复登记")
    desk.press(Key.Key_Delete, on=page.list.table)
    for _answer in range(3):
        desk.settle()
    assert page.list.model.line_of(pk) is None
    assert desk.do(lambda services: services.records.get(pk)).void_reason == "重复登记"
    page.list.filters.voided.setChecked(True)
    desk.settle()
    page.list.table.select(pk)
    desk.settle()
    page.list.panel.restore_button.click()
    for _answer in range(3):
        desk.settle()
    assert not desk.do(lambda services: services.records.get(pk)).voided


def test_without_a_reason_nothing_is_voided(desk: Desk) -> None:
    pk = talk(desk)
    page = desk.page("talk")
    page.list.table.select(pk)
    desk.settle()
    desk.ask.answers.append(None)
    page.void_selected()
    desk.settle()
    desk.settle()
    assert not desk.do(lambda services: services.records.get(pk)).voided


def test_the_period_and_its_pill_decide_what_is_listed(desk: Desk) -> None:
    talk(desk)
    talk(desk, "2021-05-12")
    page = desk.page("talk")
    assert len(desk.rows(page)) == 1
    page.list.filters.in_period.setChecked(False)
    desk.settle()
    assert len(desk.rows(page)) == 2
    page.list.filters.in_period.setChecked(True)
    page.set_period(half(2021, 1))
    desk.settle()
    assert desk.rows(page)[0][0] == "2021-05-12"


def test_filters_carry_counts_and_are_cleared(desk: Desk) -> None:
    desk.do(register_names)
    talk(desk, kind="廉政约谈", topic="甲事")
    desk.save("talk", full(desk.catalogue.get("talk"), DAY))
    page = desk.page("talk")
    bar = page.list.filters
    assert bar.missing.text() == "待补 1"
    assert bar.clear_button.isHidden()
    bar.missing.setChecked(True)
    desk.settle()
    assert len(desk.rows(page)) == 1
    assert not bar.clear_button.isHidden()
    bar.clear_button.click()
    desk.settle()
    assert len(desk.rows(page)) == 2
    bar.choose("kind", "廉政约谈")
    desk.settle()
    assert [row[1] for row in desk.rows(page)] == ["廉政约谈"]
    assert bar.choice_pills["kind"].text() == "谈话类型：廉政约谈"
    bar.choose("kind", "")
    desk.settle()
    page.focus_filter()
    desk.qtbot.waitUntil(lambda: bar.text.hasFocus())
    with desk.qtbot.waitSignal(page.list.model.loaded):
        bar.text.setText("甲事")
    assert len(desk.rows(page)) == 1
    with desk.qtbot.waitSignal(page.list.model.loaded):
        bar.text.setText("没有这样的事")
    assert page.list.middle.currentWidget() is page.list.empty
    assert page.list.empty.title.text() == "没有符合条件的记录"
    page.list.empty.clear_link.click()
    desk.settle()
    assert len(desk.rows(page)) == 2


def test_a_number_opens_its_records_and_returns(desk: Desk) -> None:
    talk(desk)
    talk(desk, kind="廉政约谈")
    page = desk.page("talk")
    number = next(b for b in page.list.strip.findChildren(QPushButton) if b.accessibleName().startswith("谈心谈话人次，2"))
    with desk.qtbot.waitSignal(page.list.model.loaded):
        number.click()
    assert [row[1] for row in desk.rows(page)] == ["谈心谈话"]
    assert page.list.picked_bar.words.text().startswith("谈心谈话人次 2 的 1 条记录")
    assert page.list.filters.isHidden()
    with desk.qtbot.waitSignal(page.list.model.loaded):
        page.list.picked_bar.back.click()
    assert len(desk.rows(page)) == 2


def test_numbers_stand_beside_last_year_and_follow_changes(desk: Desk) -> None:
    talk(desk)
    talk(desk, "2021-05-12")
    page = desk.page("talk")
    desk.qtbot.waitUntil(lambda: bool(page.list.strip.figures))
    figures = {figure.label: figure for figure in page.list.strip.figures}
    assert figures["谈心谈话人次"].change == "持平"
    desk.change(lambda services: services.records.save("talk", {"held_on": "2022-06-01", "kind": "谈心谈话", "headcount": 70}))
    desk.qtbot.waitUntil(lambda: any(figure.now.value == 72 for figure in page.list.strip.figures))
    figures = {figure.label: figure for figure in page.list.strip.figures}
    assert figures["谈心谈话人次"].change == "增加 70"
    texts = [label.text() for label in page.list.strip.findChildren(QLabel) if not label.isHidden()]
    assert "上年同期 2　增加 70" in texts
    assert len(desk.rows(page)) == 2


@pytest.mark.parametrize("key", KEYS)
def test_every_ledger_says_what_to_do_when_it_is_empty(desk: Desk, key: str) -> None:
    page = desk.page(key)
    if page.list.model.rowCount():
        return
    assert page.list.middle.currentWidget() is page.list.empty
    assert desk.catalogue.get(key).label in page.list.empty.title.text()
    page.list.empty.new_link.click()
    desk.settle()
    assert page.form is not None


def test_last_year_is_told_and_shown(desk: Desk) -> None:
    talk(desk, "2021-05-12")
    page = desk.page("talk")
    desk.settle()
    assert page.list.empty.words.text() == "上年同期有 1 条，最近一条是 2021-05-12"
    page.list.empty.link.click()
    desk.settle()
    desk.settle()
    assert desk.rows(page)[0][0] == "2021-05-12"


def test_the_side_panel_names_the_record_and_hides_secrets(desk: Desk) -> None:
    pk = desk.save("sanction", {"decided_on": "2022-05-12", "person": "某甲"})
    page = desk.page("sanction")
    page.list.table.select(pk)
    desk.settle()
    desk.settle()
    panel = page.list.panel
    words = [label.text() for label in panel.area.widget().findChildren(QLabel)]
    assert "●●●" in words
    assert "某甲" not in words
    panel.unmask_wanted.emit(True)
    desk.settle()
    assert "某甲" in [label.text() for label in panel.area.widget().findChildren(QLabel)]
    page.list.table.clearSelection()
    assert panel.title.text() == "没有选中记录"


def test_the_log_of_one_record_is_shown_beside_it(desk: Desk) -> None:
    pk = talk(desk)
    desk.do(lambda services: services.records.save("talk", {"topic": "二"}, pk=pk))
    page = desk.page("talk")
    page.list.table.select(pk)
    desk.settle()
    desk.settle()
    page.list.panel.history_button.click()
    desk.settle()
    words = [label.text() for label in page.list.panel.area.widget().findChildren(QLabel)]
    assert "经办人01 修改 1 条谈话" in words
    assert "经办人01 登记 1 条谈话" in words


def test_several_selected_records_are_voided_as_one_change(desk: Desk) -> None:
    pks = [talk(desk), talk(desk, topic="二")]
    page = desk.page("talk")
    page.list.table.selectAll()
    desk.settle()
    assert page.list.panel.title.text() == "已选 2 条"
    desk.ask.answers.append("重复登记")
    with desk.qtbot.waitSignal(page.changes.changed) as told:
        page.list.panel.void_button.click()
    assert sorted(told.args[0].ids) == sorted(pks)


def test_a_read_only_file_lets_nothing_be_changed(desk: Desk) -> None:
    pk = talk(desk)
    page = desk.page("talk")
    page.set_read_only(True)
    page.list.table.select(pk)
    page.new()
    page.void_selected()
    page.restore_selected()
    assert page.form is None
    assert not page.list.toolbar.new_button.isEnabled()
    assert page.list.toolbar.new_button.toolTip() == "台账现在是只读"


def test_while_a_form_is_open_it_has_the_only_red_button(desk: Desk) -> None:
    page = desk.page("talk")
    desk.form(page)
    assert page.list.toolbar.new_button.property("kind") == "secondary"
    page.form.try_close()
    assert page.list.toolbar.new_button.property("kind") == "primary"


def test_columns_are_chosen_and_remembered_in_the_file(desk: Desk) -> None:
    talk(desk, topic="甲事")
    page = desk.page("talk")
    page.list.toolbar._toggled("topic", True)
    desk.settle()
    assert "甲事" in desk.rows(page)[0]
    again = desk.page("talk")
    desk.settle()
    assert "topic" in again.list.model.keys


def test_the_second_area_of_a_ledger_shows_its_part(desk: Desk) -> None:
    meeting = {"held_on": "2022-05-12", "kind": "党委会"}
    desk.save("committee_meeting", {**meeting, "items": [{"title": "一", "categories": "第一议题"}]})
    desk.save("committee_meeting", {**meeting, "session": "2", "items": [{"title": "二", "categories": "重大决策"}]})
    assert len(desk.rows(desk.page("committee_meeting"))) == 2
    assert len(desk.rows(desk.page("committee_meeting", view=True))) == 1


def test_double_click_edits(desk: Desk) -> None:
    pk = talk(desk)
    page = desk.page("talk")
    page.list.table.select(pk)
    desk.press(Key.Key_Return, on=page.list.table)
    desk.settle()
    assert page.form is not None
    desk.settle()
    assert page.form.session.start.pk == pk


@pytest.mark.parametrize(("size", "one_line", "short"), [((1366, 620), False, False), ((1100, 620), False, True), ((911, 400), True, True)])
def test_the_page_fits_its_window(desk: Desk, size: tuple[int, int], one_line: bool, short: bool) -> None:
    desk.do(register_names)
    desk.save("talk", full(desk.catalogue.get("talk"), DAY))
    page = desk.page("talk", size=size)
    desk.settle()
    assert page.list.strip.one_line is one_line
    assert page.list.table.delegate.short_pills is short
    assert page.list.panel.isVisible() is (not short)
    for button in page.findChildren(QPushButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.sizeHint().width(), button.text()


def test_the_status_bar_hears_how_many(desk: Desk) -> None:
    talk(desk)
    page = desk.page("talk")
    desk.settle()
    with desk.qtbot.waitSignal(page.status) as told:
        page.list.table.selectRow(0)
    assert told.args == ["共 1 条（本期 1 条） ・ 已选 1 条"]


def test_a_table_leaves_as_excel_and_comes_back(desk: Desk, tmp_path: Path) -> None:
    talk(desk, topic="甲事")
    talk(desk, "2021-05-12")
    page = desk.page("talk")
    book = tmp_path / "谈话.xlsx"
    desk.ask.answers.append(book)
    page.list.toolbar.export_button.click()
    desk.settle()
    assert book.exists()
    pk = page.list.model.row_at(0).pk
    desk.change(lambda services: services.records.void([pk], "重复登记"))
    desk.ask.answers.append(book)
    page.list.toolbar.import_button.click()
    desk.qtbot.waitUntil(lambda: isinstance(page.pages.currentWidget(), ImportPage))
    preview = page.pages.currentWidget()
    assert "现在还没有写入台账" in preview.words.text()
    preview.cancel_button.click()
    assert page.pages.currentWidget() is page.list


def test_faults_of_an_import_are_listed_and_the_right_lines_taken(desk: Desk, tmp_path: Path) -> None:
    import xlsxwriter

    book = tmp_path / "谈话.xlsx"
    with xlsxwriter.Workbook(str(book)) as out:
        sheet = out.add_worksheet("谈话")
        sheet.write_row(0, 0, ["谈话日期", "谈话类型", "谈话人", "谈话人数"])
        sheet.write_row(1, 0, ["2022-05-12", "谈心谈话", "班子成员01", "1"])
        sheet.write_row(2, 0, ["不是日期", "谈心谈话", "班子成员01", "1"])
    page = desk.page("talk")
    desk.ask.answers.append(book)
    page.list.empty.import_link.click()
    desk.qtbot.waitUntil(lambda: isinstance(page.pages.currentWidget(), ImportPage))
    preview = page.pages.currentWidget()
    places = [preview.list.item(0, column).text() for column in range(4)]
    assert places == ["不能导入", "谈话", "3", "谈话日期"]
    assert preview.commit_button.text() == "只导入正确的 2 条"
    with desk.qtbot.waitSignal(page.changes.changed):
        preview.commit_button.click()
    desk.settle()
    assert page.pages.currentWidget() is page.list
    assert [row[0] for row in desk.rows(page)] == ["2022-05-12"]


def test_a_preview_that_was_overtaken_is_not_stored(desk: Desk, tmp_path: Path) -> None:
    talk(desk, topic="甲事")
    page = desk.page("talk")
    book = tmp_path / "谈话.xlsx"
    desk.do(lambda services: services.exporting.export_query(page.list.query(), ["held_on", "topic"], book))
    desk.ask.answers.append(book)
    page.transfer.import_file()
    desk.qtbot.waitUntil(lambda: isinstance(page.pages.currentWidget(), ImportPage))
    preview = page.pages.currentWidget()
    talk(desk, topic="乙事")
    told: list[BaseException] = []
    desk.caller.faulted.disconnect()
    desk.caller.faulted.connect(told.append)
    preview.commit_wanted.emit(False)
    desk.settle()
    assert "E-82" in str(told[0])
    assert preview.isEnabled()
    assert page.pages.currentWidget() is preview


def test_choosing_no_file_does_nothing(desk: Desk) -> None:
    page = desk.page("talk")
    desk.ask.answers += [None, None]
    page.transfer.import_file()
    page.export_list()
    assert page.pages.currentWidget() is page.list


def test_all_measures_open_above_the_strip(desk: Desk) -> None:
    talk(desk)
    page = desk.page("talk")
    more = next(button for button in page.list.strip.findChildren(QPushButton) if button.text() == "全部")
    more.click()
    popup = page.list.strip._popup
    assert popup.isVisible()
    words = [label.text() for label in popup.findChildren(QLabel)]
    assert {"谈话次数", "谈心谈话人次", "党委书记", "任职谈话人次"} <= set(words)
    with desk.qtbot.waitSignal(page.list.strip.opened):
        popup.findChildren(QPushButton)[0].click()


def test_a_narrow_strip_shows_less(desk: Desk) -> None:
    talk(desk)
    page = desk.page("talk")
    strip = page.list.strip

    def numbers() -> int:
        return sum(len(part.findChildren(QPushButton)) for part in strip._parts)

    wide = numbers()
    strip.setMaximumWidth(300)
    desk.qtbot.waitUntil(lambda: 0 < numbers() < wide)
    assert strip.sizeHint().width() == 0


def test_columns_are_chosen_from_a_menu(desk: Desk) -> None:
    page = desk.page("talk")
    page.list.toolbar._choose_columns()
    menu = page.list.toolbar.findChildren(QMenu)[-1]
    action = next(one for one in menu.actions() if one.text() == "谈话事由")
    assert not action.isChecked()
    where = menu.actionGeometry(action).center()
    desk.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=where)
    assert "topic" in page.list.model.keys
    assert menu.isVisible()
    menu.setActiveAction(action)
    desk.press(Key.Key_Space, on=menu)
    assert "topic" not in page.list.model.keys
    assert menu.isVisible()
    desk.press(Key.Key_Escape, on=menu)
    assert not menu.isVisible()


def test_a_column_drawn_wider_stays_so_in_the_file(desk: Desk) -> None:
    talk(desk, topic="甲事")
    page = desk.page("talk")
    table = page.list.table
    fitting = table.columnWidth(2)
    table.horizontalHeader().resizeSection(2, fitting + 33)
    page.list.refresh()
    desk.settle()
    assert table.columnWidth(2) == fitting + 33
    desk.qtbot.waitUntil(lambda: desk.do(lambda services: services.settings.get("widths.talk")) is not None)
    again = desk.page("talk")
    desk.settle()
    assert again.list.table.columnWidth(2) == fitting + 33
    again.list.columns.choose(list(again.list.model.keys))
    assert again.list.table.columnWidth(2) == fitting
    desk.settle()
    assert desk.do(lambda services: services.settings.get("widths.talk")) == {}


def test_a_read_only_file_keeps_no_widths(desk: Desk) -> None:
    page = desk.page("talk")
    page.set_read_only(True)
    page.list.table.drawn = {"topic": 200}
    page.list.columns.keep_widths()
    desk.settle()
    assert desk.do(lambda services: services.settings.get("widths.talk")) is None


def test_what_the_window_asks_for(desk: Desk) -> None:
    desk.do(register_names)
    pk = talk(desk)
    desk.save("talk", full(desk.catalogue.get("talk"), DAY))
    page = desk.page("talk")
    page.show_only("missing")
    desk.settle()
    assert len(desk.rows(page)) == 1
    page.select(pk)
    desk.settle()
    desk.settle()
    assert page.list.table.selected() == [pk]
    page.edit_selected()
    desk.settle()
    desk.settle()
    assert page.form.session.start.pk == pk
    page.set_period(half(2021, 2))
    desk.settle()
    page.open_form(None)
    desk.settle()
    assert page.form.session.start.pk is None
    page.list.toggle_panel()


def test_the_second_record_waits_while_the_first_is_being_typed(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    form.fields.editors["topic"].set_raw("某事")
    form.fields.editors["topic"].edited.emit()
    desk.ask.answers.append("stay")
    page.new()
    assert page.form is form
    desk.ask.answers.append("drop")
    page.new()
    assert page.form is not form


def test_a_change_of_money_is_written_like_money() -> None:
    before, now = (Measured(fen, "元", (), "money") for fen in (15_380, 1_000))
    assert Figure("金额", "元", now, before).change == "减少 143.80"
    assert Figure("金额", "元", before, now).change == "增加 143.80"
    assert Figure("次数", "次", Measured(1_200, "次", ()), Measured(0, "次", ())).change == "增加 1,200"


def printed(page: Any) -> PrintPage:
    front = page.pages.currentWidget()
    assert isinstance(front, PrintPage)
    return front


def test_the_list_is_looked_at_as_pages_before_it_is_printed(desk: Desk, tmp_path: Path) -> None:
    for number in range(60):
        talk(desk, topic=f"事由{number}")
    page = desk.page("talk")
    page.list.toolbar.print_button.click()
    desk.qtbot.waitUntil(lambda: isinstance(page.pages.currentWidget(), PrintPage))
    front = printed(page)
    assert len(front.pages) >= 2
    assert "2022年上半年" in front.pages.pages[0].text
    assert "谈话日期" in front.pages.pages[1].text
    target = tmp_path / "谈话台账.pdf"
    desk.ask.answers[:] = [target]
    front.pdf_button.click()
    desk.qtbot.waitUntil(target.exists)
    assert target.read_bytes().startswith(b"%PDF")
    desk.qtbot.waitUntil(lambda: "已存到" in front.said.text())
    desk.ask.answers[:] = [tmp_path / "别的台账.djtz"]
    told: list[Any] = []
    desk.caller.faulted.disconnect()
    desk.caller.faulted.connect(told.append)
    front.pdf_button.click()
    desk.qtbot.waitUntil(lambda: [fault.code for fault in told] == ["E-84"])
    page.print_list()
    assert front.printing.dialog is not None
    front.printing.dialog.reject()
    desk.press(Key.Key_Escape, on=front)
    assert page.pages.currentWidget() is page.list
    assert page.list.table.hasFocus()


def test_a_printer_that_refuses_is_told_and_nothing_to_print_prints_nothing(desk: Desk) -> None:
    page = desk.page("talk")
    assert not page.list.toolbar.print_button.isEnabled()
    page.print_list()
    desk.settle()
    assert page.pages.currentWidget() is page.list
    talk(desk)
    page.list.refresh()
    desk.settle()
    page.print_list()
    desk.qtbot.waitUntil(lambda: isinstance(page.pages.currentWidget(), PrintPage))
    desk.ask.answers[:] = [None, None]
    printed(page)._save_pdf()
    printed(page).printing._refused()
    assert [name for name, _args, _named in desk.ask.asked] == ["save_file", "tell"]
    desk.press(Key.Key_A, on=printed(page))
    printed(page).closed.emit()


def test_a_printed_list_says_what_was_chosen(desk: Desk) -> None:
    talk(desk)
    page = desk.page("talk")
    assert page.list.what() == "2022年上半年"
    filters = page.list.filters
    filters.choose("kind", "谈心谈话")
    filters.missing.setChecked(True)
    filters.text.setText("事")
    filters.in_period.setChecked(False)
    assert page.list.what() == "全部　谈话类型：谈心谈话　待补　含“事”"
    page.show_records((1,), "谈话次数 1")
    assert page.list.what() == "谈话次数 1"
