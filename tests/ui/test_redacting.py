"""涂销 as a clerk does it: what is ticked goes, what cannot go says why, and no screen keeps or shows the text."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.domain.redaction import SAID, Place
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from dangjian_desktop.ui.ledger.page.redacting import ELSEWHERE, RedactDialog
from tests.ui.desk import Desk

SUMMARY = Place("summary")
TEXT = "谈了很久 & 很多"
TALK = {"kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": 2, "held_on": "2022-05-12"}


@pytest.fixture
def pk(desk: Desk) -> int:
    return int(desk.save("talk", {**TALK, "topic": "事由", "summary": TEXT}))


def page_of(desk: Desk, ledger: str, pk: int) -> LedgerPage:
    page = desk.page(ledger)
    page.list.table.select(pk)
    desk.settle()
    desk.settle()
    return page


def dialog_of(desk: Desk, page: LedgerPage) -> RedactDialog:
    page.list.panel.redact_button.click()
    desk.qtbot.waitUntil(lambda: hasattr(page.verbs, "dialog"))
    return page.verbs.dialog


def settle(desk: Desk) -> None:
    for _ in range(4):
        desk.settle()


def labels(page: LedgerPage) -> dict[str, QLabel]:
    found = page.list.panel.area.widget().findChildren(QLabel)
    return {one.text(): one for one in found if one.isVisibleTo(page.list.panel)}


def test_what_is_ticked_goes_and_the_screen_says_so_in_grey(desk: Desk, pk: int) -> None:
    page = page_of(desk, "talk", pk)
    page.list.model.choose_columns(["held_on", "topic", "summary"])
    dialog = dialog_of(desk, page)
    assert "事由" in dialog.ticks[Place("topic")].text()
    assert "谈了很久 && 很多" in dialog.ticks[SUMMARY].text()
    assert not dialog.evidence.isVisibleTo(dialog)
    dialog.ticks[SUMMARY].click()
    dialog.reason.setText("按规定")
    dialog.go.click()
    settle(desk)
    stored = desk.do(lambda services: services.records.get(pk))
    assert "summary" not in stored.values
    assert labels(page)[SAID].property("role") == "caption"
    assert [SAID in row for row in desk.rows(page)] == [True]
    page.list.table.viewport().grab()
    assert len(desk.do(lambda services: services.backups.all())) == 1


def test_the_verb_waits_for_a_tick_and_a_reason(desk: Desk, pk: int) -> None:
    dialog = dialog_of(desk, page_of(desk, "talk", pk))
    assert not dialog.go.isEnabled()
    assert dialog.go.toolTip() != ""
    dialog.reason.setText("按规定")
    assert not dialog.go.isEnabled()
    dialog.ticks[SUMMARY].click()
    assert dialog.go.isEnabled()
    assert dialog.go.toolTip() == ""
    dialog.reason.setText("  ")
    assert not dialog.go.isEnabled()
    dialog.keep.click()
    settle(desk)
    assert desk.do(lambda services: services.records.get(pk)).values["summary"] == TEXT


def test_where_else_it_stands_is_told_before(desk: Desk, pk: int) -> None:
    desk.save("talk", {**TALK, "summary": f"又说：{TEXT}"})
    dialog = dialog_of(desk, page_of(desk, "talk", pk))
    assert dialog.stays.text() == ELSEWHERE
    height = dialog.minimumHeight()
    dialog.ticks[SUMMARY].click()
    assert dialog.stays.text() == f"涂销以后仍有：别的记录（连同以前的版本）1 处（请逐条涂销）。{ELSEWHERE}"
    assert dialog.minimumHeight() >= height
    dialog.reject()


def test_a_secret_is_not_shown_and_a_counted_text_cannot_be_ticked(desk: Desk) -> None:
    pk = desk.save(
        "lead", {"number": "线1", "received_on": "2022-05-12", "decided_on": "2022-05-12", "subject": "代号甲", "summary": "长" * 90}
    )
    dialog = dialog_of(desk, page_of(desk, "lead", pk))
    assert not dialog.ticks[Place("number")].isEnabled()
    assert "受理问题线索件数" in dialog.ticks[Place("number")].text()
    assert MASK in dialog.ticks[Place("subject")].text()
    assert "代号甲" not in dialog.ticks[Place("subject")].text()
    dialog.reject()


def test_a_long_text_is_shown_by_its_beginning(desk: Desk) -> None:
    dialog = dialog_of(desk, page_of(desk, "talk", desk.save("talk", {**TALK, "summary": "长话" * 90})))
    assert dialog.ticks[SUMMARY].text().endswith("…")
    dialog.reject()


def test_a_record_without_texts_offers_nothing(desk: Desk) -> None:
    dialog = dialog_of(desk, page_of(desk, "talk", desk.save("talk", TALK)))
    assert dialog.ticks == {}
    assert any("没有文字" in one.text() for one in dialog.findChildren(QLabel))
    dialog.reject()


def test_evidence_goes_with_it_and_the_old_backups_where_that_is_wanted(desk: Desk, pk: int, clock: Any) -> None:
    desk.do(lambda services: services.evidence.add_bytes(pk, "记录.txt", b"bytes"))
    for _ in range(2):
        desk.do(lambda services: services.backups.make())
        clock.move(days=1)
    page = page_of(desk, "talk", pk)
    dialog = dialog_of(desk, page)
    assert "现有" not in dialog.held.text()
    dialog.evidence.click()
    assert "现有 2 份，2022-07-05 至 2022-07-06" in dialog.held.text()
    dialog.ticks[SUMMARY].click()
    dialog.thin.click()
    dialog.reason.setText("按规定")
    dialog.go.click()
    settle(desk)
    assert desk.do(lambda services: services.evidence.of(pk)) == ()
    assert [one.reason for one in desk.do(lambda services: services.backups.all())] == ["涂销后"]
    assert "佐证材料" in labels(page)


def test_a_form_on_the_record_closes_without_keeping_a_draft(desk: Desk, pk: int) -> None:
    first, other = page_of(desk, "talk", pk), page_of(desk, "talk", pk)
    form = desk.form(other, pk)
    assert isinstance(form, RecordForm)
    form.fields.editors["topic"].set_raw("正在改")
    form.dirty = True
    dialog = dialog_of(desk, first)
    dialog.ticks[SUMMARY].click()
    dialog.reason.setText("按规定")
    dialog.go.click()
    settle(desk)
    assert other.form is None
    assert desk.do(lambda services: services.drafts.all()) == ()


def test_a_form_on_another_record_stays_and_the_next_one_says_what_was_taken_out(desk: Desk, pk: int) -> None:
    more = desk.save("talk", TALK)
    first, other = page_of(desk, "talk", pk), page_of(desk, "talk", pk)
    desk.form(other, more)
    dialog = dialog_of(desk, first)
    dialog.ticks[SUMMARY].click()
    dialog.reason.setText("按规定")
    dialog.go.click()
    settle(desk)
    assert other.form is not None
    form = desk.form(first, pk)
    desk.settle()
    assert f"{SAID}，可以另填。" in [one.text() for one in form.findChildren(QLabel)]


def test_it_is_offered_for_one_record_and_not_where_nothing_can_be_written(desk: Desk, pk: int) -> None:
    page = page_of(desk, "talk", pk)
    panel = page.list.panel
    assert panel.redact_button.isVisibleTo(panel)
    page.set_read_only(True)
    assert not panel.redact_button.isEnabled()
    assert "只读" in panel.redact_button.toolTip()
    panel.show_selection(2)
    assert not panel.redact_button.isVisibleTo(panel)
    page.verbs.redact([pk, pk + 1], desk.theme)
    desk.settle()
    assert not hasattr(page.verbs, "dialog")
