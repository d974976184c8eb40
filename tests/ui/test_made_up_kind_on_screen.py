"""A kind nobody thought of on the screen: with an editor it is typed and listed like any other, and veiled wherever it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.services.ledger_file import opening, redaction
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.editors import table
from dangjian_desktop.ui.kit.editors.plain import TextEditor
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from dangjian_desktop.ui.ledger.page.redacting import RedactDialog
from tests.fakes import FixedClock
from tests.made_up_kind import LEDGER, NUMBER, X_KIND, X_PLACE, call, catalogue, registered
from tests.ui.desk import Desk

SAVE = (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def calls(qtbot: QtBot, ledger_file: Path, clock: FixedClock, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    registered(monkeypatch, X_KIND, X_PLACE)
    monkeypatch.setattr(table, "EDITORS", {**table.EDITORS, "x_kind": TextEditor, "x_place": TextEditor})
    known = catalogue()
    caller = Caller(lambda: opening.create_ledger(ledger_file, "青石镇党委", catalogue=known, clock=clock), opening.close)
    yield Desk(qtbot, caller, known, theme, Changes())
    caller.close()


def shown(desk: Desk, page: LedgerPage) -> str:
    """Every cell of the table and every word of the panel beside it."""
    labels = page.list.panel.area.widget().findChildren(QLabel)
    return " ".join([*(cell for row in desk.rows(page) for cell in row), *(label.text() for label in labels)])


def test_it_is_typed_checked_saved_and_listed_under_a_veil(calls: Desk) -> None:
    page = calls.page(LEDGER)
    form = calls.form(page)
    for key, value in {**call(1)[1], "held_on": "2022-03-01", "number": "七"}.items():
        form.fields.editors[key].set_raw(value)
        form.fields.editors[key].edited.emit()
    calls.press(*SAVE, on=form)
    calls.qtbot.waitUntil(lambda: form.fields.editors["number"].note.words.text() == "“七”不是来电号码。")
    form.fields.editors["number"].set_raw("7001 0001")
    form.fields.editors["number"].edited.emit()
    with calls.qtbot.waitSignal(form.closed):
        calls.press(*SAVE, on=form)
    calls.settle()
    (pk,) = calls.do(lambda services: services.records.all_of(LEDGER))
    assert pk.values["number"] == NUMBER
    page.list.model.choose_columns(["held_on", "topic", "number", "place"])
    page.list.table.select(pk.pk)
    calls.settle()
    calls.settle()
    assert MASK in shown(calls, page)
    assert NUMBER not in shown(calls, page)
    page.list.set_veiled(False)
    assert NUMBER in shown(calls, page)


def test_an_open_form_covers_it_until_it_is_wanted(calls: Desk) -> None:
    pk = calls.save(*call(1, place="3/5"))
    form = calls.form(calls.page(LEDGER), pk)
    number, place = form.fields.editors["number"], form.fields.editors["place"]
    for editor in (number, place):
        assert editor.cover is not None
        assert not editor.cover.isHidden()
    assert (number.raw(), place.raw()) == (NUMBER, "3 排 5 号")


def test_redaction_offers_it_without_showing_it(calls: Desk) -> None:
    pk = calls.save(*call(1, place="3/5"))
    dialog = RedactDialog(calls.do(lambda services: redaction.look(services, pk)), calls.catalogue.get(LEDGER), calls.theme)
    calls.qtbot.addWidget(dialog)
    offered = [tick.text() for tick in dialog.findChildren(QCheckBox)]
    assert f"档案位置：{MASK}" in offered
    assert not any(NUMBER in words or "3 排" in words for words in offered)
