"""A ledger added by one block of declaration, driven on the screen: form, table, numbers below, the model tester."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.theme import Theme
from tests import samples
from tests.fakes import FixedClock
from tests.ui.desk import Desk

KEY = samples.OWN_LEDGER["key"]


@pytest.fixture
def own_desk(qtbot: QtBot, ledger_file: Path, clock: FixedClock, theme: Theme) -> Iterator[Desk]:
    catalogue = samples.own_catalogue(load_catalogue())
    caller = Caller(lambda: opening.create_ledger(ledger_file, "某镇党委", catalogue=catalogue, clock=clock), opening.close)
    yield Desk(qtbot, caller, catalogue, theme, Changes())
    caller.close()


def test_an_own_ledger_is_registered_listed_and_counted(own_desk: Desk) -> None:
    own_desk.do(samples.register_names)
    page = own_desk.page(KEY)
    form = own_desk.form(page)
    own_desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier, on=form)
    own_desk.qtbot.waitUntil(lambda: form.fields.editors["held_on"].note.words.property("note") == "fault")
    for key, value in samples.full(form.spec, own_desk.period.start).items():
        form.fields.editors[key].set_raw(value)
        form.fields.editors[key].edited.emit()
    with own_desk.qtbot.waitSignal(form.closed):
        own_desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier, on=form)
    own_desk.settle()
    (row,) = own_desk.rows(page)
    assert {"2022-01-01", "班子成员01", "夜间走访", "3"} <= set(row)
    assert "样本住户意见" not in row
    assert QAbstractItemModelTester(page.list.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert own_desk.do(lambda services: services.measuring.count("夜访总户数", own_desk.period).value) == 3
