"""Secret fields on the screen: covered until they are wanted, covered again by themselves, never anywhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.ui.kit.parts.veil import SHOWN_FOR
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from tests.samples import new_name
from tests.ui.desk import Desk

CODE = "稀有代号零壹"
LEAD = {"number": "X1", "received_on": "2022-05-12", "decided_on": "2022-05-12", "subject": CODE}


def lead(desk: Desk, **more: Any) -> tuple[LedgerPage, int]:
    """A page whose table shows the secret column."""
    pk = desk.save("lead", {**LEAD, **more})
    page = desk.page("lead")
    page.list.model.choose_columns(["received_on", "number", "subject"])
    page.list.table.select(pk)
    desk.settle()
    desk.settle()
    return page, pk


def readable(desk: Desk, page: LedgerPage) -> set[str]:
    """Where the code can be read now."""
    found = {"table"} if any(CODE in row for row in desk.rows(page)) else set()
    labels = page.list.panel.area.widget().findChildren(QLabel)
    found |= {"panel"} if any(label.text() == CODE for label in labels if label.isVisibleTo(page.list.panel)) else set()
    if page.form is not None and not editor(page.form)._boxes[0].isHidden() and editor(page.form).raw() == CODE:
        found |= {"form"}
    return found


def editor(form: RecordForm) -> Any:
    return form.fields.editors["subject"]


def press_show(page: LedgerPage) -> None:
    (link,) = [one for one in page.list.panel.area.widget().findChildren(QPushButton) if one.text() == "显示保密内容"]
    link.click()


def log_of(desk: Desk) -> list[str]:
    return [entry.label for entry in desk.do(lambda services: services.history.entries(50))]


def test_shown_in_the_whole_window_with_a_line_in_the_log_and_no_content(desk: Desk) -> None:
    page, pk = lead(desk)
    form = desk.form(page, pk)
    assert readable(desk, page) == set()
    assert MASK in [cell for row in desk.rows(page) for cell in row]
    press_show(page)
    desk.settle()
    desk.settle()
    assert readable(desk, page) == {"table", "panel", "form"}
    assert log_of(desk)[0] == "显示保密内容（问题线索）"
    assert CODE not in "".join(log_of(desk))
    page.list.panel.unmask_wanted.emit(False)
    assert readable(desk, page) == set()
    editor(form).cover.click()
    desk.settle()
    desk.settle()
    assert readable(desk, page) == {"table", "panel", "form"}


def test_covered_again_after_two_minutes_and_when_another_window_comes(desk: Desk) -> None:
    page, _pk = lead(desk)
    assert page.veil.timer.interval() == SHOWN_FOR == 120_000
    for cover in (page.veil.timer.timeout.emit, lambda: QApplication.sendEvent(page, QEvent(QEvent.Type.WindowDeactivate))):
        page.verbs.reveal()
        desk.settle()
        desk.settle()
        assert readable(desk, page) == {"table", "panel"}
        assert page.veil.timer.isActive()
        cover()
        assert readable(desk, page) == set()
        assert not page.veil.timer.isActive()


def test_a_new_code_is_typed_in_the_open_and_covered_with_the_window(desk: Desk) -> None:
    page = desk.page("lead")
    form = desk.form(page)
    editor(form).line.setFocus()
    desk.type("A001")
    assert editor(form).cover is None
    page.veil.fall()
    assert editor(form).cover.isVisible()
    assert not editor(form).line.isVisible()
    assert QApplication.focusWidget() is editor(form).cover
    assert editor(form).raw() == "A001"
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert editor(form).line.isVisible()
    assert QApplication.focusWidget() is editor(form).line
    editor(form).line.clear()
    page.veil.fall()
    assert editor(form).line.isVisible()


def test_a_covered_value_survives_an_edit_beside_it(desk: Desk) -> None:
    page, pk = lead(desk)
    form = desk.form(page, pk)
    form.fields.editors["number"].line.setText("X2")  # type: ignore[attr-defined]
    form._edited("number")
    form.save()
    desk.qtbot.waitUntil(lambda: page.form is None)
    stored = desk.do(lambda services: services.records.get(pk).values)
    assert (stored["number"], stored["subject"]) == ("X2", CODE)


def test_they_leave_neither_by_the_clipboard_nor_by_search_nor_by_suggestions(desk: Desk) -> None:
    page, _pk = lead(desk)
    page.verbs.reveal()
    desk.settle()
    desk.settle()
    page.copy_selected()
    desk.settle()
    assert "X1" in QGuiApplication.clipboard().text()
    assert CODE not in QGuiApplication.clipboard().text()
    assert desk.do(lambda services: services.records.search(CODE)) == ()
    assert desk.do(lambda services: services.records.recent_values("lead", "subject")) == ()


@pytest.mark.parametrize(("answer", "written"), [("mask", MASK), ("show", CODE)])
def test_they_are_written_into_a_table_only_when_that_is_wanted(desk: Desk, tmp_path: Path, answer: str, written: str) -> None:
    page, _pk = lead(desk)
    desk.ask.answers[:] = [answer, tmp_path / "线索.xlsx"]
    page.export_list()
    desk.settle()
    cells = [cell.value for row in openpyxl.load_workbook(tmp_path / "线索.xlsx").active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert written in cells
    assert ("导出问题线索（含保密字段）" in log_of(desk)) == (answer == "show")


def test_a_table_without_them_is_exported_without_a_question(desk: Desk, tmp_path: Path) -> None:
    page, _pk = lead(desk)
    page.list.model.choose_columns(["received_on", "number"])
    desk.ask.answers[:] = [tmp_path / "线索.xlsx"]
    page.export_list()
    desk.settle()
    assert (tmp_path / "线索.xlsx").exists()


@pytest.mark.parametrize("typed", ["班子成员01", " 班子成员01 "])
def test_a_real_name_is_asked_about(desk: Desk, typed: str) -> None:
    desk.do(lambda services: new_name(services, "person", "班子成员01"))
    page = desk.page("lead")
    form = desk.form(page)
    for key, text in (("number", "X1"), ("received_on", "2022-05-12"), ("decided_on", "2022-05-12"), ("subject", typed)):
        form.fields.editors[key].set_raw(text)
    form._edited("subject")
    desk.ask.answers[:] = [False]
    form.save()
    desk.settle()
    desk.settle()
    ((_, words, _named),) = desk.ask.asked
    assert words[0] == "这里请填代号，不要填真实姓名。"
    assert "确定要这样保存吗？" in words[1]
    assert desk.do(lambda services: services.records.all_of("lead")) == ()
    assert page.form is form
    desk.ask.answers[:] = [True]
    form.save()
    desk.qtbot.waitUntil(lambda: page.form is None)
    (stored,) = desk.do(lambda services: services.records.all_of("lead"))
    assert stored.values["subject"] == "班子成员01"


def test_a_name_that_was_kept_once_is_not_asked_about_again(desk: Desk) -> None:
    desk.do(lambda services: new_name(services, "person", CODE))
    page, pk = lead(desk)
    form = desk.form(page, pk)
    form.fields.editors["number"].set_raw("X2")
    form._edited("number")
    form.save()
    desk.qtbot.waitUntil(lambda: page.form is None)
    assert desk.ask.asked == []


def test_a_code_is_saved_without_a_question(desk: Desk) -> None:
    desk.do(lambda services: new_name(services, "person", "班子成员01"))
    page, pk = lead(desk)
    form = desk.form(page, pk)
    editor(form).set_raw("A002")
    form._edited("subject")
    form.save()
    desk.qtbot.waitUntil(lambda: page.form is None)
    assert desk.do(lambda services: services.records.get(pk).values["subject"]) == "A002"
