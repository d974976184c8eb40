"""The report wizard driven as a clerk drives it; what counts is what the draft holds afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain import period as periods
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.pages.printing import safely
from dangjian_desktop.ui.wizards.report import ReportWizard
from dangjian_desktop.ui.wizards.report.findings_page import FindingRow
from dangjian_desktop.ui.wizards.report.preview_page import put
from dangjian_desktop.ui.wizards.report.tag_picker import matching, with_form
from tests.fakes import FakeAsk
from tests.ui.wizard_fakes import LINES, OLD, PERIOD, SECTIONS, FakePainter, FakeServices, StraightCaller, make_theme

CATALOGUE = SimpleNamespace(areas=(SimpleNamespace(key="oversight", label="党内监督"), SimpleNamespace(key="discipline", label="执纪审查")))
SCOPE, NUMBERS, TEXTS, FINDINGS, PREVIEW = range(5)


class Desk:
    """A wizard with its fakes."""

    def __init__(self, qtbot: QtBot, *answers: object, draft_id: str | None = None, period: periods.Period = PERIOD) -> None:
        self.services, self.ask, self.painter, self.changes = FakeServices(), FakeAsk(*answers), FakePainter(), Changes()
        self.qtbot, self.period, self.draft_id = qtbot, period, draft_id

    def open(self, page: int = SCOPE) -> ReportWizard:
        caller = StraightCaller(self.services)
        self.wizard = ReportWizard(
            caller,
            CATALOGUE,
            make_theme(),
            self.ask,
            self.changes,
            self.painter,
            self.period,
            draft_id=self.draft_id,  # type: ignore[arg-type]
        )
        self.qtbot.addWidget(self.wizard)
        self.wizard.resize(1366, 696)
        self.wizard.show()
        if page:
            self.wizard.frame.go_to(page)
        return self.wizard

    @property
    def reporting(self):
        return self.services.reporting

    def click(self, button: QPushButton) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def button_of(widget: object, words: str) -> QPushButton:
    return next(button for button in widget.findChildren(QPushButton) if button.text() == words)  # type: ignore[attr-defined]


# ---------------------------------------------------------------------- frame
def test_the_wizard_begins_with_the_scope_and_names_the_next_page(desk: Desk) -> None:
    wizard = desk.open()
    assert wizard.frame.title_label.text() == "范围"
    assert wizard.frame.next_button.text() == "下一步：核对数字"
    assert not wizard.frame.back_button.isVisible()
    desk.click(wizard.frame.next_button)
    assert wizard.frame.current == NUMBERS
    assert wizard.frame.sub_label.text() == wizard.session.draft.title
    desk.click(wizard.frame.back_button)
    assert wizard.frame.current == SCOPE


def test_steps_can_be_clicked_and_show_what_is_open(desk: Desk) -> None:
    wizard = desk.open()
    desk.click(wizard.frame.steps[PREVIEW])
    assert wizard.frame.current == PREVIEW
    assert wizard.frame.next_button.text() == "完成"
    assert [step.step.state for step in wizard.frame.steps] == ["trouble", "done", "trouble", "done", "current"]
    desk.click(wizard.frame.steps[FINDINGS])
    desk.click(wizard.frame.steps[SCOPE])
    assert wizard.frame.steps[FINDINGS].step.state == "trouble"
    assert "还有没处理的" in wizard.frame.steps[FINDINGS].accessibleName()
    assert wizard.grab().width() == 1366


def test_a_narrow_window_shows_circles_only_and_hides_the_third_column(desk: Desk) -> None:
    wizard = desk.open(TEXTS)
    wizard.resize(911, 464)
    assert wizard.frame.rail.width() == 56
    assert not wizard.texts.side.isVisible()
    assert wizard.frame.beside_label.isVisible()
    desk.click(wizard.texts.desk.old_button)
    assert wizard.texts.side.isVisible()
    assert wizard.numbers.model.narrow
    assert wizard.grab().width() == 911


def squeezed(wizard: ReportWizard) -> list[str]:
    """Words that do not fit their button or their one line."""
    return [
        widget.text()
        for widget in (*wizard.findChildren(QPushButton), *wizard.findChildren(QLabel))
        if widget.isVisible() and widget.text() and not (isinstance(widget, QLabel) and widget.wordWrap())
        if widget.width() < widget.sizeHint().width()
    ]


def test_buttons_and_labels_are_never_squeezed(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open()
    for size in ((911, 464), (1366, 696)):
        wizard.resize(*size)
        for page in range(5):
            wizard.frame.go_to(page)
            qtbot.waitUntil(lambda: squeezed(wizard) == [])


def test_putting_aside_keeps_the_page_and_the_next_visit_goes_on_there(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(TEXTS)
    with qtbot.waitSignal(wizard.closed):
        desk.click(wizard.frame.aside_button)
    assert desk.reporting.kept[-1].page == TEXTS
    again = Desk(qtbot, draft_id="d9")
    again.reporting.page = FINDINGS
    assert again.open().frame.current == FINDINGS


def test_closing_the_window_keeps_the_draft(desk: Desk) -> None:
    wizard = desk.open()
    wizard.session.change(addressee="县委")
    wizard.close()
    assert desk.reporting.kept[-1].addressee == "县委"


def test_done_leaves_the_wizard(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(PREVIEW)
    with qtbot.waitSignal(wizard.closed):
        desk.click(wizard.frame.next_button)


def test_a_change_of_the_ledger_is_counted_anew(desk: Desk) -> None:
    wizard = desk.open(NUMBERS)
    wizard.numbers.model.show_lines((), {})
    desk.changes.changed.emit(None)
    assert wizard.numbers.model.lines == LINES


# ---------------------------------------------------------------------- scope
def test_a_change_is_kept_a_moment_later_and_told(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open()
    with qtbot.waitSignal(wizard.session.kept):
        qtbot.keyClicks(wizard.scope.addressee, "xw")
    assert desk.reporting.kept[-1].addressee == "xw"
    assert wizard.scope.addressee_note.text() == ""
    wizard.session.keep()
    assert len(desk.reporting.kept) == 1


def test_kind_and_period_begin_a_fresh_draft_until_something_was_written(desk: Desk) -> None:
    wizard = desk.open()
    desk.click(wizard.scope.kinds["year"])
    assert wizard.session.draft.period == periods.year(2022)
    desk.click(wizard.scope.before)
    assert wizard.scope.period.text() == "2021年"
    desk.click(wizard.scope.kinds["half"])
    desk.click(wizard.scope.after)
    assert wizard.session.draft.period == periods.half(2022, 1)
    wizard.session.change_section("政治建设", text="写了一句。")
    desk.click(wizard.scope.after)
    assert wizard.session.section("政治建设").text == "写了一句。"
    assert wizard.session.draft.period == periods.half(2022, 2)
    desk.click(wizard.scope.kinds["topic"])
    assert wizard.session.draft.kind == "topic"


def test_title_and_template_are_chosen(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open()
    wizard.scope.title_line.clear()
    qtbot.keyClicks(wizard.scope.title_line, "abc")
    assert wizard.session.draft.title == "abc"
    wizard.scope.template.setCurrentIndex(1)
    wizard.scope.template.activated.emit(1)
    assert wizard.session.draft.template == "year"


def test_an_earlier_report_is_opened_from_the_list_and_a_sent_one_is_read_only(desk: Desk) -> None:
    wizard = desk.open()
    desk.reporting.state = "sent"
    wizard.scope.begun.itemClicked.emit(wizard.scope.begun.item(0))
    assert wizard.session.draft.id == "r0"
    assert wizard.scope.title_line.isReadOnly()
    wizard.session.change(title="别的")
    assert wizard.session.draft.title != "别的"
    wizard.scope.begun.itemClicked.emit(wizard.scope.begun.item(0))


@pytest.mark.parametrize(("period", "kind"), [(periods.year(2022), "year"), (periods.quarter(2022, 3), "topic"), (PERIOD, "half")])
def test_the_kind_follows_the_period_in_view(qtbot: QtBot, period: periods.Period, kind: str) -> None:
    assert Desk(qtbot, period=period).open().session.draft.kind == kind


def test_the_last_report_is_carried_over_except_problems_and_plans(qtbot: QtBot) -> None:
    desk = Desk(qtbot, False, True)
    wizard = desk.open()
    desk.click(wizard.scope.carry)
    assert wizard.session.section("党内监督").text == OLD[0].text
    assert wizard.session.section("政治建设").text == "学习6次。"
    assert "2021年上半年" in wizard.scope.carry_note.text()
    wizard.session.change_section("党内监督", text="自己写的。")
    desk.click(wizard.scope.carry)
    assert wizard.session.section("党内监督").text == "自己写的。"
    desk.click(wizard.scope.carry)
    assert wizard.session.section("党内监督").text == OLD[0].text


def test_another_report_of_the_same_period_can_be_begun(desk: Desk) -> None:
    wizard = desk.open()
    wizard.session.change_section("政治建设", text="写了一句。")
    desk.click(wizard.scope.fresh)
    assert desk.reporting.kept[-1].sections[0].text == "写了一句。"
    assert wizard.session.section("政治建设").text == "学习6次。"


def test_records_are_shown_only_after_everything_was_kept(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(TEXTS)
    qtbot.keyClicks(wizard.texts.edit, "x")
    with qtbot.waitSignal(wizard.records_wanted):
        wizard.texts.records_wanted.emit((1,), "立案件数")
    assert desk.reporting.kept[-1].sections[0].text == "x学习6次。"
    assert desk.reporting.kept[-1].page == TEXTS


def test_which_report_is_the_last_one_is_asked_of_the_service(desk: Desk) -> None:
    """The list on the same page may hold what looks like one: the page does not judge."""
    desk.reporting.no_previous = True
    wizard = desk.open()
    assert wizard.scope.begun.count() == 1
    assert not wizard.scope.carry.isEnabled()
    assert wizard.scope.carry_note.text() == "从骨架写起。"


def test_a_firm_finding_is_not_passed_by_a_reason_written_for_it_once(desk: Desk) -> None:
    desk.reporting.found = (Finding("残留", "must", "还留着“**”。", "第1段", key="残留|1", firm=True),)
    wizard = desk.open(FINDINGS)
    wizard.session.change(passed=MappingProxyType({"残留|1": "留着"}))
    assert wizard.findings.must() == 1
    assert wizard.findings.of("passed") == []


def test_without_an_earlier_report_there_is_nothing_to_carry_over(desk: Desk) -> None:
    desk.reporting.before = None
    wizard = desk.open()
    assert not wizard.scope.carry.isEnabled()
    wizard.scope._carry_over()
    assert wizard.session.section("政治建设").text == "学习6次。"
    assert wizard.scope.none.isVisible()
    assert wizard.scope.none.y() < wizard.scope.begun_area.height() // 4


# ---------------------------------------------------------------------- numbers
def test_numbers_stand_by_area_with_their_marks(desk: Desk) -> None:
    model = desk.open(NUMBERS).numbers.model
    cells = [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]
    assert cells[0] == ["一　党内监督", "", "", "", "", "2 个数"]
    assert cells[1] == ["谈心谈话人次", "174", "2", "增加2", "33 条", "1 条待补"]
    assert cells[2][0] == "党委书记"
    assert cells[4] == ["立案件数", "6", "2", "增加2（200%）", "6 条", "变化超过一半，要说明"]
    assert [row[5] for row in cells[6:]] == ["勾稽：大于立案件数", "手改：台账为 8", "已核对"]
    assert cells[7][1] == "9"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "本期"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.index(4, 5).data(Qt.ItemDataRole.ToolTipRole).startswith("变化超过一半")
    assert model.data(QModelIndex()) is None
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


def test_filters_count_and_narrow_the_table(desk: Desk, qtbot: QtBot) -> None:
    page = desk.open(NUMBERS).numbers
    assert [page.filters[name].text() for name in ("all", "explain", "missing", "typed", "ties")] == [
        "全部 7",
        "要说明 2",
        "有待补 1",
        "手改 1",
        "勾稽提示 1",
    ]
    for name, count in (("explain", 3), ("missing", 2), ("typed", 2), ("ties", 2)):
        desk.click(page.filters[name])
        assert page.model.rowCount() == count
    desk.click(page.filters["all"])
    page.search.setText("立案")
    assert [row.title for row in page.model.rows] == ["一　执纪审查", "立案件数"]
    page.search.setText("没有这样的")
    assert page.model.rowCount() == 0
    page.model.set_explanations({})


def test_a_large_change_wants_a_word_and_the_next_open_number_follows(desk: Desk) -> None:
    wizard = desk.open(NUMBERS)
    page = wizard.numbers
    assert page.panel.title.text() == "立案件数"
    assert wizard.frame.hint_label.text() == "还有 2 个数要说明，也可以先往下走"
    page.panel.reason.setPlainText("上级交办线索多。")
    page.panel.insert.setChecked(True)
    assert wizard.session.draft.explanations == {"立案件数": "上级交办线索多。"}
    assert wizard.session.draft.insert_explanations == {"立案件数"}
    assert wizard.frame.hint_label.text().startswith("还有 1 个数")
    desk.click(page.panel.next_button)
    assert page.panel.title.text() == "处置件数"
    desk.click(page.panel.next_button)
    assert page.panel.title.text() == "处置件数"
    page.panel.reason.setPlainText("上年少。")
    desk.click(page.panel.next_button)
    wizard.frame.go_to(TEXTS)
    wizard.frame.go_to(NUMBERS)
    assert wizard.frame.hint_label.text() == ""
    assert wizard.numbers.note() == "7 个数，已说明"
    page.panel.reason.setPlainText("")
    assert "处置件数" not in wizard.session.draft.explanations


def test_a_number_opens_its_records(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(NUMBERS)
    page = wizard.numbers
    with qtbot.waitSignal(wizard.records_wanted, check_params_cb=lambda ids, words: ids == tuple(range(1, 7)) and words == "立案件数"):
        desk.click(page.panel.open_button)
    with qtbot.waitSignal(wizard.records_wanted, check_params_cb=lambda ids, _words: ids == (2,)):
        desk.click(button_of(page.panel, "党纪立案2"))
    with qtbot.waitSignal(wizard.records_wanted):
        desk.click(button_of(page.panel, "另 2 条"))
    with qtbot.waitSignal(wizard.records_wanted):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    with qtbot.waitSignal(wizard.records_wanted, check_params_cb=lambda ids, _words: len(ids) == 33):
        page.table.selectRow(1)
        page.table.clicked.emit(page.model.index(1, 1))
    page.table.clicked.emit(page.model.index(0, 1))
    page.table.selectRow(8)
    with qtbot.assertNotEmitted(wizard.records_wanted):
        page.table.clicked.emit(page.model.index(8, 1))


def test_a_long_record_name_is_cut_with_dots_and_told_in_the_tooltip(desk: Desk) -> None:
    panel = desk.open(NUMBERS).numbers.panel
    panel.show_records([Line(1, "id", "", None, "学" * 60)])
    opener = next(button for button in panel.findChildren(QPushButton) if button.text().startswith("学"))
    assert opener.text().endswith("…")
    assert opener.toolTip() == "学" * 60


def test_escape_closes_the_panel_and_a_click_opens_it(desk: Desk, qtbot: QtBot) -> None:
    page = desk.open(NUMBERS).numbers
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    page.table.clicked.emit(page.model.index(2, 0))
    assert page.panel.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    desk.click(page.panel.close_button)
    assert not page.panel.isVisible()


def test_an_overtyped_number_needs_a_reason_and_can_go_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot, None, "7", None, "7", "县纪委核定", "keep", "type", "8", "又核定", "ledger")
    wizard = desk.open(NUMBERS)
    change = wizard.numbers.panel.change_button
    desk.click(change)
    desk.click(change)
    assert "立案件数" not in wizard.session.draft.overrides
    desk.click(change)
    assert desk.reporting.kept[-1].overrides["立案件数"].reason == "县纪委核定"
    assert wizard.numbers.panel.value.text() == "7"
    assert "县纪委核定" in wizard.numbers.panel.definition.text()
    desk.click(change)
    desk.click(change)
    assert wizard.session.draft.overrides["立案件数"].shown == "8"
    desk.click(change)
    assert "立案件数" not in wizard.session.draft.overrides
    assert desk.ask.answers == []


# ---------------------------------------------------------------------- texts
def test_sections_are_listed_with_their_state(desk: Desk) -> None:
    wizard = desk.open(TEXTS)
    states = [wizard.texts.sections.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert states == ["（一）政治建设，写好", "（五）党内监督，待补 1", "二、存在问题，没写"]
    assert wizard.texts.note() == "3 节，写好 1 节"
    assert wizard.frame.hint_label.text().startswith("全文 ")


def test_headings_above_sections_stand_in_the_list_but_cannot_be_chosen(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open()
    wizard.session.change_section("政治建设", text="一、主体责任落实情况\n（一）政治建设\n学习6次。")
    wizard.frame.go_to(TEXTS)
    assert wizard.texts.sections.item(0).text() == "一、主体责任落实情况"
    assert wizard.texts.sections.currentRow() == 1
    qtbot.keyClick(wizard.texts.sections, Qt.Key.Key_Up)
    assert wizard.texts.sections.currentRow() == 1
    assert wizard.texts.sections.grab().width() > 0


def test_what_is_typed_goes_into_the_draft(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(TEXTS)
    wizard.texts.edit.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(wizard.session.changed):
        qtbot.keyClicks(wizard.texts.edit, "abc")
    assert wizard.session.section("政治建设").text == "学习6次。abc"
    assert not wizard.session.section("政治建设").checked
    assert wizard.texts.desk.undo_button.isEnabled()
    desk.click(wizard.texts.desk.undo_button)
    desk.click(wizard.texts.desk.confirm)
    assert wizard.session.section("政治建设").checked
    assert wizard.texts.desk.confirm.text() == "已确认"


def test_changing_the_section_loses_nothing(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(TEXTS)
    qtbot.keyClicks(wizard.texts.edit, "x")
    wizard.texts.sections.setCurrentRow(1)
    assert wizard.texts.desk.heading.text() == "（五）党内监督"
    assert wizard.session.section("政治建设").text == "x学习6次。"
    assert wizard.session.section("党内监督").text == SECTIONS[1].text
    wizard.texts.sections.setCurrentRow(0)
    assert wizard.texts.edit.plain() == "x学习6次。"
    wizard.texts.show_section("没有")


def test_the_last_report_stands_beside_and_is_taken_over_with_its_numbers(desk: Desk) -> None:
    wizard = desk.open(TEXTS)
    wizard.texts.sections.setCurrentRow(1)
    side = wizard.texts.side
    assert side.period.text() == "2021年上半年"
    assert [same for *_place, same in wizard.texts.desk.gutter.marks()] == [False, True]
    assert side.like.text().startswith("雷同度")
    desk.click(side.only)
    assert "廉政约谈" not in side.text.toPlainText()
    desk.click(side.take)
    assert wizard.session.section("党内监督").text.startswith("谈心谈话{{ 谈心谈话人次 }}人次。")
    assert side.text.toPlainText() == "这一部分和上一期一样。"
    wizard.texts.edit.undo()
    assert wizard.texts.edit.source() == SECTIONS[1].text
    wizard.texts.sections.setCurrentRow(2)
    assert not side.take.isVisible()


def test_without_a_last_report_nothing_is_marked(desk: Desk) -> None:
    desk.reporting.before = None
    wizard = desk.open(TEXTS)
    assert wizard.texts.side.period.text() == "没有上一期"
    assert wizard.texts.desk.gutter.marks() == []
    assert not wizard.texts.side.take.isEnabled()
    wizard.texts._take_over("")


def test_a_number_is_inserted_from_the_list_by_initials(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(TEXTS)
    page = wizard.texts
    page.sections.setCurrentRow(2)
    page.picker.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.keyClick(page.edit, "/")
    qtbot.keyClicks(page.picker.line, "txt")
    assert [offer.info.tag for offer in page.picker.shown] == ["谈心谈话人次", "谈心谈话人次.党委书记"]
    qtbot.keyClick(page.picker.line, Qt.Key.Key_Return)
    assert page.edit.source() == "{{ 谈心谈话人次 }}"
    page.write()
    assert wizard.session.section("存在问题").text == "{{ 谈心谈话人次 }}"
    desk.click(page.desk.insert_button)
    qtbot.keyClicks(page.picker.line, "zzz")
    assert page.picker.keys.text() == "没有这个数"
    qtbot.keyClick(page.picker.line, Qt.Key.Key_Return)
    qtbot.keyClick(page.picker.line, Qt.Key.Key_Escape)
    assert not page.picker.isVisible()


def test_tab_chooses_the_form_of_a_number(desk: Desk, qtbot: QtBot) -> None:
    page = desk.open(TEXTS).texts
    page.sections.setCurrentRow(2)
    page.picker.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    desk.click(page.desk.insert_button)
    assert page.picker.grab().width() > 0
    qtbot.keyClick(page.picker, Qt.Key.Key_Down)
    qtbot.keyClick(page.picker, Qt.Key.Key_Up)
    page.picker.focusNextPrevChild(True)
    page.picker.focusNextPrevChild(True)
    page.picker.line.setText("汉字")
    page.picker.list.itemClicked.emit(page.picker.list.item(0))
    assert page.edit.source() == "{{ 谈心谈话人次|汉字 }}"
    assert page.side.name.text() == "谈心谈话人次"
    desk.click(page.side.forms)
    page.picker.list.setCurrentRow(page.picker.list.count() - 3)
    qtbot.keyClick(page.picker, Qt.Key.Key_Enter)
    assert page.edit.source() == "{{ 上年同期.谈心谈话人次 }}"
    qtbot.keyClick(page.picker, Qt.Key.Key_F5)


def test_the_number_at_the_cursor_tells_its_records(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(TEXTS)
    page = wizard.texts
    page.sections.setCurrentRow(1)
    cursor = page.edit.textCursor()
    cursor.setPosition(page.edit.toPlainText().index("\ufffc") + 1)
    page.edit.setTextCursor(cursor)
    assert page.side.value.text() == "174 人次"
    with qtbot.waitSignal(wizard.records_wanted, check_params_cb=lambda ids, words: ids == (1, 2, 3) and words == "谈心谈话人次"):
        desk.click(page.side.records)
    page.edit.moveCursor(QTextCursor.MoveOperation.Start)
    assert page.side.name.text() == "光标不在数字上"
    page._choose_form()


def test_a_typed_number_is_offered_as_a_chip(desk: Desk) -> None:
    wizard = desk.open(TEXTS)
    page = wizard.texts
    page.sections.setCurrentRow(1)
    assert page.desk.banner.isVisible()
    assert page.desk.banner_title.text() == "“4”和“廉政约谈人次”本期的数一样"
    desk.click(page.desk.swap_button)
    assert "廉政约谈{{ 廉政约谈人次 }}人次" in wizard.session.section("党内监督").text
    assert not page.desk.banner.isVisible()
    page.edit.undo()
    page.write()
    assert page.desk.banner.isVisible()
    desk.click(page.desk.leave_button)
    assert not page.desk.banner.isVisible()


def test_a_final_report_is_only_read(qtbot: QtBot) -> None:
    desk = Desk(qtbot, draft_id="r1")
    desk.reporting.state = "final"
    wizard = desk.open(TEXTS)
    assert wizard.texts.edit.isReadOnly()
    wizard.texts.sections.setCurrentRow(1)
    assert "谈心谈话170 → 174人次" in wizard.texts.edit.plain()
    assert not wizard.texts.desk.insert_button.isEnabled()
    wizard.frame.go_to(NUMBERS)
    wizard.frame.go_to(PREVIEW)
    assert desk.reporting.kept == []


def test_the_list_finds_by_words_and_shows_forms() -> None:
    assert matching((), "甲") == []
    assert with_form("甲.乙", "汉字") == "{{ 甲.乙|汉字 }}"


# ---------------------------------------------------------------------- findings
@pytest.mark.parametrize(
    ("finding", "offered"),
    [
        (Finding("R9a", "must", "其中的数大于总数", "第1段", key="R9a|1"), "写明理由..."),
        (Finding("待补", "warn", "谈话有 1 条待补：谈话人。", "谈话", ids=(1,), key="待补|1"), "写明理由..."),
        (Finding("R13", "warn", "结案多于立案", key="R13|1"), "忽略..."),
        (Finding("残留", "must", "还留着“**”。", "第1段", key="残留|1", firm=True), ""),
    ],
)
def test_all_but_what_is_left_over_may_be_passed_with_a_reason(qtbot: QtBot, finding: Finding, offered: str) -> None:
    row = FindingRow(finding, "open", make_theme())
    qtbot.addWidget(row)
    passing = [one.text() for one in row.findChildren(QPushButton) if one.text() in ("写明理由...", "忽略...")]
    assert passing == ([offered] if offered else [])


def rows_of(wizard: ReportWizard) -> list[FindingRow]:
    layout = wizard.findings.rows
    return [widget for place in range(layout.count()) if isinstance(widget := layout.itemAt(place).widget(), FindingRow)]


def test_findings_stand_in_groups_and_lead_to_their_place(desk: Desk) -> None:
    wizard = desk.open(FINDINGS)
    assert [row.finding.id for row in rows_of(wizard)] == ["待补", "R4", "提法", "地址", "数字"]
    assert wizard.frame.hint_label.text() == "还有 2 处必须处理，现在只能出草稿"
    assert wizard.findings.sub() == "5 处要看一看"
    desk.click(button_of(rows_of(wizard)[0], "去改"))
    assert wizard.frame.current == TEXTS
    assert wizard.texts.desk.heading.text() == "（五）党内监督"
    wizard.frame.go_to(FINDINGS)
    desk.click(button_of(rows_of(wizard)[1], "去改"))
    assert wizard.frame.current == NUMBERS
    wizard.frame.go_to(FINDINGS)
    desk.click(button_of(rows_of(wizard)[4], "去改"))
    assert wizard.frame.current == TEXTS
    wizard.frame.go_to(FINDINGS)
    desk.click(button_of(rows_of(wizard)[3], "去改"))
    assert wizard.frame.current == SCOPE


def test_a_finding_opens_its_records(desk: Desk, qtbot: QtBot) -> None:
    wizard = desk.open(FINDINGS)
    with qtbot.waitSignal(wizard.records_wanted, check_params_cb=lambda ids, _words: ids == (1, 2)):
        desk.click(button_of(rows_of(wizard)[1], "看 2 条记录"))


def test_a_finding_is_passed_with_a_reason_only_and_can_come_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot, None, "上级这样要求", "核对过")
    wizard = desk.open(FINDINGS)
    desk.click(button_of(rows_of(wizard)[2], "忽略..."))
    assert len(rows_of(wizard)) == 5
    desk.click(button_of(rows_of(wizard)[2], "忽略..."))
    desk.click(button_of(rows_of(wizard)[1], "写明理由..."))
    assert desk.reporting.kept[-1].passed == {"t1": "上级这样要求", "R4": "核对过"}
    assert len(rows_of(wizard)) == 3
    desk.click(wizard.findings.filters["passed"])
    assert len(rows_of(wizard)) == 2
    desk.click(button_of(rows_of(wizard)[0], "重新处理"))
    assert list(wizard.session.draft.passed) == ["t1"]


def test_what_was_cured_is_counted(desk: Desk) -> None:
    wizard = desk.open(FINDINGS)
    desk.reporting.found = ()
    wizard.findings.check()
    assert wizard.findings.filters["cured"].text() == "已改好 5"
    assert wizard.findings.sub() == "没有要处理的地方"
    assert wizard.findings.note() == "都看过了"
    desk.click(wizard.findings.filters["cured"])
    assert len(rows_of(wizard)) == 5
    desk.click(wizard.findings.filters["passed"])
    assert rows_of(wizard) == []


# ---------------------------------------------------------------------- preview
def test_the_preview_shows_the_pages_and_what_stops_the_final(desk: Desk) -> None:
    page = desk.open(PREVIEW).preview
    assert page.view.place.text().startswith("第 1 页，共 ")
    assert page.state.text() == "草稿"
    assert not page.final_button.isEnabled()
    assert page.refusal.text() == "处理完 2 处后才能定稿"
    page.finalize()
    desk.click(page.go_button)
    assert desk.wizard.frame.current == FINDINGS


def test_word_and_pdf_are_saved_where_asked(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "a.docx", tmp_path / "a.pdf", None)
    page = desk.open(PREVIEW).preview
    desk.click(page.word_button)
    assert (tmp_path / "a.docx").read_bytes() == b"docx"
    assert page.saved.text().endswith("a.docx")
    desk.click(page.pdf_button)
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF"
    desk.click(page.pdf_button)
    assert len(desk.painter.written) == 1


def test_the_source_index_takes_the_place_of_the_report_and_gives_it_back(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "索引.docx", tmp_path / "报告.docx")
    page = desk.open(PREVIEW).preview
    whole = len(page.pages)
    desk.click(page.index_button)
    assert page.facts.text() == f"数源索引，{len(page.pages)} 页"
    assert len(page.pages) < whole
    desk.click(page.word_button)
    assert (tmp_path / "索引.docx").read_bytes() == b"index"
    assert desk.ask.asked[0][1][1].endswith("数源索引.docx")
    desk.click(page.index_button)
    assert len(page.pages) == whole
    desk.click(page.word_button)
    assert (tmp_path / "报告.docx").read_bytes() == b"docx"


@pytest.mark.parametrize(
    ("fault", "there", "code"),
    [
        (OSError(28, "No space left"), False, "E-11"),
        (OSError(28, "No space left"), True, "E-11"),
        (PermissionError(13, "Permission denied"), False, "E-12"),
        (PermissionError(13, "Permission denied"), True, "E-13"),
        (OSError(36, "File name too long"), False, "E-12"),
        (OSError(5, "Input/output error"), True, "E-12"),
    ],
)
def test_a_place_that_refuses_is_told_and_leaves_what_was_there(tmp_path: Path, fault: OSError, there: bool, code: str) -> None:
    def refused(path: Path) -> None:
        path.write_bytes(b"half")
        raise fault

    target = tmp_path / "a.docx"
    if there:
        target.write_bytes(b"old")
    with pytest.raises(UserError) as told:
        safely(refused, target)
    assert told.value.code == code
    assert str(fault.strerror) not in str(told.value), "the system's own words are not the user's"
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == ([("a.docx", b"old")] if there else [])


def test_a_report_that_was_worked_on_in_word_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    assert put(lambda path: path.write_bytes(b"one"), target) == target
    assert put(lambda path: path.write_bytes(b"two"), target) == target
    target.write_bytes(b"two, worked on")
    assert put(lambda path: path.write_bytes(b"three"), target) == tmp_path / "报告 (2).docx"
    assert target.read_bytes() == b"two, worked on"


def test_where_a_report_went_instead_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    target.write_bytes(b"somebody's")
    desk = Desk(qtbot, target)
    page = desk.open(PREVIEW).preview
    desk.click(page.word_button)
    assert "报告 (2).docx" in page.saved.text()
    assert "没有覆盖它" in page.saved.text()


def test_a_character_that_no_font_has_is_named(qtbot: QtBot) -> None:
    desk = Desk(qtbot, None)
    page = desk.open(PREVIEW).preview
    assert page.pages is not None
    page.fonts.say(replace(page.pages, lost=(("𪚥", "仿宋_GB2312"), ("㛃", "仿宋_GB2312"))))
    assert "仿宋_GB2312和本机其他字体都没有“𪚥、㛃”，印出来是空框" in texts_of(page.fonts)


def texts_of(layout: Any) -> str:
    """Every label in a layout, as one text."""
    found = []
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item.layout() is not None:
            found.append(texts_of(item.layout()))
        elif isinstance(item.widget(), QLabel):
            found.append(item.widget().text())
    return "\n".join(found)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_refuses_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, None)
    page = desk.open(PREVIEW).preview
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no" / "such" / "folder" / "a.pdf"))
    page.print_on(printer)
    assert desk.ask.asked[0][1][0] == "没有打印"


def test_missing_fonts_say_how_to_get_them(qtbot: QtBot) -> None:
    desk = Desk(qtbot, None)
    page = desk.open(PREVIEW).preview
    if all(state.present for state in page.pages.fonts):
        pytest.skip("every face of the standard is installed here")
    desk.click(button_of(page, "怎样补装字体"))
    assert desk.ask.asked[0][0] == "tell"


def test_a_report_becomes_final_and_sent(qtbot: QtBot) -> None:
    desk = Desk(qtbot, False, True)
    desk.reporting.found = ()
    page = desk.open(PREVIEW).preview
    desk.click(page.final_button)
    assert desk.reporting.state == "draft"
    desk.reporting.moved = tuple(f"数{number}：已报送 38，现为 39" for number in range(8))
    desk.click(page.final_button)
    assert page.state.text() == "已定稿"
    assert "8 个数后来变了" in page.pill.words
    assert page.moved.text().endswith("另 2 个")
    desk.click(page.sent_button)
    assert page.state.text() == "已报送"
    assert not page.sent_button.isVisible()


def test_chosen_pages_are_printed(desk: Desk, tmp_path: Path) -> None:
    page = desk.open(PREVIEW).preview
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "print.pdf"))
    printer.setFromTo(2, 2)
    page.print_on(printer)
    data = (tmp_path / "print.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/Count 1" in data


def test_the_print_dialog_stands_beside_and_prints_when_accepted(desk: Desk, tmp_path: Path) -> None:
    page = desk.open(PREVIEW).preview
    desk.click(page.print_button)
    assert page.dialog is not None
    printer = page.dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "all.pdf"))
    page.dialog.accepted.emit(printer)
    page.dialog.close()
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")


def test_nothing_is_printed_before_there_is_anything(desk: Desk) -> None:
    page = desk.open().preview
    page.print_on(QPrinter())
    page.print_pages()
    page.save_pdf()
    page.save_word()
    page.turn()
    assert page.dialog is None
    assert page.must() == []


def test_a_draft_without_sections_is_shown(desk: Desk) -> None:
    wizard = desk.open()
    wizard.session.take(replace(wizard.session.draft, sections=()))
    wizard.frame.go_to(TEXTS)
    assert wizard.texts.sections.count() == 0
