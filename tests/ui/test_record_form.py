"""The form: faults, then saved; drafts; reasons; nothing twice; for every ledger of the catalogue."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel

from dangjian_desktop.ledgers import shipped
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from dangjian_desktop.ui.ledger.form.session import draft_key
from dangjian_desktop.ui.ledger.form.values import kept_for_next, mentioned, raw_values
from tests.samples import full, register_names
from tests.ui.desk import Desk

SPECS = shipped.load_catalogue()
KEYS = [spec.key for spec in SPECS]
DAY = date(2022, 5, 12)
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


def fill(form: RecordForm, raw: dict[str, Any]) -> None:
    """Put values where a person would type them."""
    for key, value in raw.items():
        if key in form.fields.editors:
            form.fields.editors[key].set_raw(value)
            form.fields.editors[key].edited.emit()
    if form.rows is not None:
        form.rows.set_raw(raw[form.rows.field.key])


def counted(desk: Desk, key: str) -> int:
    from dangjian_desktop.domain.listing import Query

    return desk.do(lambda services: services.records.size(Query(key)))


@pytest.mark.parametrize("key", KEYS)
def test_the_form_of_every_ledger_shows_faults_and_then_saves(desk: Desk, key: str) -> None:
    desk.do(register_names)
    before = counted(desk, key)
    page = desk.page(key)
    form = desk.form(page)
    must = form.spec.must_have
    if must is not None:
        desk.press(Key.Key_S, Ctrl, on=form)
        desk.settle()
        desk.settle()
        assert page.form is form
        assert form.fields.editors[must.key].note.words.property("note") == "fault"
        assert counted(desk, key) == before
    fill(form, full(form.spec, DAY))
    with desk.qtbot.waitSignal(form.closed):
        desk.press(Key.Key_S, Ctrl, on=form)
    desk.settle()
    assert page.form is None
    assert counted(desk, key) == before + 1


@pytest.mark.parametrize("key", KEYS)
def test_opening_and_saving_a_record_of_every_ledger_changes_nothing(desk: Desk, key: str) -> None:
    desk.do(register_names)
    pk = desk.save(key, full(desk.catalogue.get(key), DAY))
    before = desk.do(lambda services: services.records.get(pk))
    page = desk.page(key)
    form = desk.form(page, pk)
    with desk.qtbot.waitSignal(form.closed):
        form.save()
    after = desk.do(lambda services: services.records.get(pk))
    assert after.values == before.values
    assert after.missing == before.missing


def test_a_talk_is_registered_by_keyboard_alone(desk: Desk) -> None:
    desk.do(register_names)
    page = desk.page("talk")
    form = desk.form(page)
    desk.qtbot.waitUntil(lambda: form.fields.editors["held_on"].line.hasFocus())
    desk.type("6-13")
    desk.press(Key.Key_Return)
    assert form.fields.editors["held_on"].raw() == "2022-06-13"
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Return)
    desk.type("bz")
    desk.qtbot.waitUntil(lambda: form.fields.editors["speaker"].line.popup_open())
    desk.press(Key.Key_Return)
    assert form.fields.editors["speaker"].line.text() == "班子成员01"
    with desk.qtbot.waitSignal(form.closed):
        desk.press(Key.Key_S, Ctrl)
    desk.settle()
    assert desk.rows(page)[0][:3] == ["2022-06-13", "谈心谈话", "班子成员01"]
    assert desk.rows(page)[0][-1].startswith("待补")
    assert QApplication.focusWidget() is page.list.table


def test_enter_in_the_last_field_goes_on_in_the_rows(desk: Desk) -> None:
    form = desk.form(desk.page("committee_meeting"))
    form.fields.focus("minutes_no")
    desk.press(Key.Key_Return)
    desk.type("road")
    desk.press(Key.Key_Return)
    assert form.raw()["items"][0]["title"] == "road"
    form.rows.remove()
    form.fields.focus("minutes_no")
    desk.press(Key.Key_Return)
    desk.type("members")
    form.rows.settle()
    assert [row["title"] for row in form.raw()["items"]] == ["members"]


def test_saving_and_going_on_keeps_date_and_kind(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"held_on": "2022-06-13", "kind": "廉政约谈", "topic": "某事"})
    with desk.qtbot.waitSignal(form.saved) as told:
        desk.press(Key.Key_Return, Ctrl, on=form)
    assert told.args[1] is True
    desk.settle()
    desk.qtbot.waitUntil(lambda: form.session.start is not None and not form.session.saving)
    assert page.form is form
    assert form.fields.editors["held_on"].raw() == "2022-06-13"
    assert form.fields.editors["kind"].raw() == "廉政约谈"
    assert form.fields.editors["topic"].raw() == ""
    assert not form.dirty


def test_pressing_save_twice_stores_one_record(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"held_on": "2022-06-13"})
    form.save()
    form.save()
    form.save_and_next()
    desk.settle()
    desk.settle()
    assert counted(desk, "talk") == 1


def test_the_computed_value_that_was_typed_over_is_told_and_cured(desk: Desk) -> None:
    desk.do(register_names)
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"held_on": "2022-06-13", "targets": "班子成员01、班子成员02", "headcount": "5"})
    form.session.check_now()
    desk.settle()
    note = form.fields.editors["headcount"].note
    assert note.words.text() == "按谈话对象应为 2，这里填了 5。"
    note.cure.click()
    assert form.fields.editors["headcount"].raw() == "2"


def test_the_standard_writing_of_a_name_is_offered_and_taken_by_one_click(desk: Desk) -> None:
    form = desk.form(desk.page("person"))
    name = form.fields.editors["name"]
    fill(form, {"name": "买买提•艾力"})
    form.setFocus()
    form.session.check_now()
    desk.settle()
    assert "间隔号" in name.note.words.text()
    assert name.raw() == "买买提•艾力", "nothing is changed by itself"
    name.note.cure.click()
    assert name.raw() == "买买提·艾力"


def test_the_period_is_told_and_what_is_missing_counted(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"held_on": "2022-07-03"})
    form.fields.editors["held_on"].show_hint()
    assert form.fields.editors["held_on"].note.words.text() == "计入 2022年下半年，不在当前报告期。"
    form.fields.left.emit("kind")
    desk.settle()
    desk.settle()
    assert form.fields.editors["kind"].note.words.text() == "还没选，保存后记为待补。"


def test_what_cannot_be_right_passes_with_a_written_reason(desk: Desk) -> None:
    desk.do(register_names)
    page = desk.page("study_session")
    form = desk.form(page)
    fill(form, {**full(form.spec, DAY), "due": "9", "present": "10"})
    form.save()
    desk.settle()
    desk.settle()
    assert counted(desk, "study_session") == 0
    assert not form.reasons.isHidden()
    (line,) = form.reasons.lines.values()
    line.setText("列席一并计入")
    line.textEdited.emit("列席一并计入")
    with desk.qtbot.waitSignal(form.closed):
        form.save()
    assert counted(desk, "study_session") == 1


def test_saving_tells_which_numbers_will_move(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"held_on": "2022-06-13", "kind": "谈心谈话", "headcount": "2"})
    form.session.check_now()
    desk.settle()
    said = QTextDocument()
    said.setHtml(form.effect.words.text())
    assert re.fullmatch(r"保存后：谈话次数 0 → 1\s{3}谈心谈话人次 0 → 2", said.toPlainText())


def test_escape_asks_only_when_something_was_typed(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    desk.press(Key.Key_Escape, on=form)
    assert page.form is None
    form = desk.form(page)
    fill(form, {"topic": "某事"})
    desk.ask.answers.append("stay")
    desk.press(Key.Key_Escape, on=form)
    assert page.form is form
    desk.ask.answers.append("keep")
    desk.press(Key.Key_Escape, on=form)
    assert page.form is None
    again = desk.form(page)
    assert not again.offer.isHidden()
    again.offer._verbs[0].click()
    assert again.fields.editors["topic"].raw() == "某事"
    desk.ask.answers.append("drop")
    again.try_close()
    desk.settle()
    assert desk.do(lambda services: services.drafts.find(draft_key(again.spec, None))) is None


def test_a_draft_is_kept_within_three_seconds_of_typing(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"topic": "某事"})
    with desk.qtbot.waitSignal(form.session.draft_kept):
        pass
    assert form.foot.draft.text().startswith("草稿已存 ")
    draft = desk.do(lambda services: services.drafts.find("talk:new"))
    assert draft.data["topic"] == "某事"
    fill(form, {"held_on": "2022-06-13"})
    with desk.qtbot.waitSignal(form.closed):
        form.save()
    desk.settle()
    assert desk.do(lambda services: services.drafts.find("talk:new")) is None


def test_a_page_that_is_left_keeps_what_is_typed(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    assert not page.typing()
    fill(form, {"topic": "某事"})
    assert page.typing()
    page.keep_draft()
    desk.settle()
    assert desk.do(lambda services: services.drafts.find("talk:new")).data["topic"] == "某事"


def test_a_record_changed_elsewhere_is_not_written_over(desk: Desk, clock: Any) -> None:
    pk = desk.save("talk", {"held_on": "2022-06-13", "topic": "一"})
    page = desk.page("talk")
    form = desk.form(page, pk)
    clock.move(minutes=1)
    desk.do(lambda services: services.records.save("talk", {"topic": "二"}, pk=pk))
    fill(form, {"topic": "三"})
    form.save()
    desk.settle()
    assert "E-82" in form.offer.words.text()
    assert form.fields.editors["topic"].raw() == "三"
    assert desk.do(lambda services: services.records.get(pk)).values["topic"] == "二"


def test_an_unknown_person_is_made_from_the_note(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"held_on": "2022-06-13", "speaker": "新来的"})
    form.save()
    desk.settle()
    desk.settle()
    note = form.fields.editors["speaker"].note
    assert note.cure.text() == "新建人员“新来的”"
    note.cure.click()
    desk.settle()
    assert isinstance(form.fields.editors["speaker"].raw(), int)
    with desk.qtbot.waitSignal(form.closed):
        form.save()


def test_a_ledger_with_rows_opens_as_a_page(desk: Desk) -> None:
    desk.do(register_names)
    page = desk.page("committee_meeting")
    form = desk.form(page)
    assert form.paged
    assert page.pages.currentWidget() is form
    assert form.rows is not None
    raw = full(form.spec, DAY)
    fill(form, raw)
    form.rows.model.rows[1]["amount"] = "x"
    form.save()
    desk.settle()
    desk.settle()
    assert form.rows.note.words.property("note") == "fault"
    form.rows.model.rows[1]["amount"] = "128000"
    with desk.qtbot.waitSignal(form.closed):
        form.save()
    desk.settle()
    assert page.pages.currentWidget() is page.list
    pk = page.list.table.records.row_at(0).pk
    stored = desk.do(lambda services: services.records.get(pk))
    assert [row.get("amount") for row in stored.values["items"]] == [120050, 12800000]
    again = desk.form(page, pk)
    with desk.qtbot.waitSignal(again.closed):
        again.save()
    assert desk.do(lambda services: services.records.get(pk)).values == stored.values


def test_a_narrow_window_opens_the_form_as_a_page(desk: Desk) -> None:
    page = desk.page("talk", size=(1000, 600))
    form = desk.form(page)
    assert form.paged
    assert page.pages.currentWidget() is form


def test_raw_values_survive_json_and_name_whom_they_mention() -> None:
    import json
    from decimal import Decimal

    spec = SPECS.get("committee_meeting")
    raw = raw_values(spec, {"held_on": DAY, "chair": 4, "items": ({"title": "一", "amount": 12800000, "presenter": 7, "last_word": True},)})
    assert json.loads(json.dumps(raw)) == raw
    assert raw["items"][0]["amount"] == "128,000.00"
    assert mentioned(spec, raw) == (4, 7)
    figures = raw_values(SPECS.get("campaign_figure"), {"value": Decimal("3.50")})
    assert figures == {"value": "3.5"}
    talk = SPECS.get("talk")
    assert kept_for_next(talk, {"held_on": "2022-05-12", "kind": "谈心谈话", "topic": "x"}) == {"held_on": "2022-05-12", "kind": "谈心谈话"}


def test_the_value_of_the_last_record_is_offered_where_one_is_missing(desk: Desk) -> None:
    desk.do(register_names)
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {**full(form.spec, DAY), "speaker_role": "其他班子成员"})
    with desk.qtbot.waitSignal(form.closed):
        form.save()
    again = desk.form(page)
    fill(again, {"held_on": "2022-06-13"})
    again.fields.left.emit("speaker_role")
    again.fields.left.emit("speaker")
    desk.settle()
    desk.settle()
    note = again.fields.editors["speaker_role"].note
    assert note.cure.text() == "用上次的：其他班子成员"
    note.cure.click()
    assert again.fields.editors["speaker_role"].raw() == "其他班子成员"
    assert again.fields.editors["speaker"].note.cure.text() == "用上次的：班子成员01"


def test_a_person_is_found_and_made_from_the_form(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    editor = form.fields.editors["speaker"]
    editor.setFocus()
    desk.qtbot.waitUntil(lambda: editor.line.hasFocus())
    desk.type("xinren")
    desk.qtbot.waitUntil(lambda: editor.line.popup_open())
    desk.press(Key.Key_Return)
    desk.qtbot.waitUntil(lambda: isinstance(editor.raw(), int))
    assert editor.line.text() == "xinren"
    assert desk.do(lambda services: services.records.targets("person", "xinren"))


def test_a_fault_of_the_program_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"topic": "某事"})
    told: list[BaseException] = []
    desk.caller.faulted.disconnect()
    desk.caller.faulted.connect(told.append)
    form.session._refused(ZeroDivisionError("x"))
    assert isinstance(told[0], ZeroDivisionError)
    assert form.fields.editors["topic"].raw() == "某事"
    assert not form.session.saving


def test_the_keys_of_the_grid_are_named_only_where_there_is_one(desk: Desk) -> None:
    for key, named in (("committee_meeting", True), ("talk", False)):
        form = desk.form(desk.page(key, size=(1000, 620)))
        assert form.paged
        assert ("增加一行" in [one.text() for one in form.foot.findChildren(QLabel)]) is named
