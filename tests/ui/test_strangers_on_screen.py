"""A ledger of another version on the screen: it stands in the side list, is veiled, and nobody can write into it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.workspace import plan
from tests.fakes import FixedClock
from tests.services.test_strangers import LABEL, LEDGER, SECRET, theirs
from tests.ui.desk import Desk

__all__ = ["theirs"]


def test_it_stands_beside_the_registers_and_can_only_be_looked_at(qtbot: QtBot, theirs: Path, clock: FixedClock, theme: Theme) -> None:
    caller = Caller(lambda: opening.open_ledger(theirs, clock=clock), opening.close)
    catalogue = Desk(qtbot, caller, None, theme, Changes()).do(lambda services: services.catalogue)  # type: ignore[arg-type]
    desk = Desk(qtbot, caller, catalogue, theme, Changes())
    assert [shelf.label for shelf in plan(catalogue)[-1][1]][-1] == LABEL
    page = desk.page(LEDGER)
    (row,) = desk.rows(page)
    assert "2022-03-05" in row
    assert not any(SECRET in cell for cell in row)
    page.set_read_only(False)
    assert page.read_only
    desk.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier, on=page)
    page.open_form()
    assert page.form is None
    caller.close()


def test_a_strange_field_of_a_known_ledger_is_shown_and_never_typed(qtbot: QtBot, theirs: Path, clock: FixedClock, theme: Theme) -> None:
    caller = Caller(lambda: opening.open_ledger(theirs, clock=clock), opening.close)
    catalogue = Desk(qtbot, caller, None, theme, Changes()).do(lambda services: services.catalogue)  # type: ignore[arg-type]
    desk = Desk(qtbot, caller, catalogue, theme, Changes())
    page = desk.page("committee_meeting")
    (pk,) = desk.do(lambda services: services.records.pks(Query("committee_meeting")))
    form = desk.form(page, pk)
    room = form.fields.editors["room"]
    assert room not in form.fields.order()
    assert room.cover is not None
    assert not room.cover.isHidden()
    assert room.shown.isHidden()
    assert "会议室" not in room.shown.accessibleName()
    form.fields.set_veiled(False)
    assert not room.shown.isHidden()
    assert room.shown.text() == '"样本会议室"'
    assert "room" not in form.fields.raw()
    rows = form.rows.model
    column = [cell.key for cell in rows.field.rows].index("speaker")
    cell = rows.index(0, column)
    assert {cell.data(role) for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)} == {"●●●"}
    assert not cell.flags() & Qt.ItemFlag.ItemIsEditable
    assert rows.index(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    form.fields.editors["remark"].set_raw("另记")
    form.fields.editors["remark"].edited.emit()
    with qtbot.waitSignal(form.closed):
        desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier, on=form)
    desk.settle()
    kept = desk.do(lambda services: services.records.get(pk).values)
    assert (kept["remark"], kept["room"]) == ("另记", '"样本会议室"')
    assert all("speaker" in row for row in kept["items"])
    caller.close()
