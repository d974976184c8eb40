"""应办事项 in the window: asked once when a ledger is made, changed later, read where nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.duty import LOCAL, Duty
from dangjian_desktop.ledgers.duties import load_duties
from dangjian_desktop.ledgers.ties import load_ties
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.dialogs.duties import WORDS, DutiesDialog
from dangjian_desktop.ui.file.ports import Wanted
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.ui.hand import Hand

Key = Qt.Key


@pytest.fixture
def duties(catalogue: Any) -> tuple[Duty, ...]:
    return load_duties(catalogue, load_ties(catalogue))[0]


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    yield made
    made.close()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


@pytest.fixture
def older(tmp_path: Path, clock: FixedClock) -> Path:
    """A ledger whose office was never asked."""
    path = tmp_path / "青石镇.djtz"
    opening.close(opening.create_ledger(path, "青石镇党委", clock=clock))
    return path


def dialog_of(qtbot: QtBot, window: MainWindow) -> DutiesDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DutiesDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, DutiesDialog)
    return found


def gone(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def shown(qtbot: QtBot, duties: tuple[Duty, ...], theme: Theme, **how: bool) -> DutiesDialog:
    dialog = DutiesDialog(duties, theme, **{"asked": False, "read_only": False, **how})
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


# ---------------------------------------------------------------------- the dialog
def test_every_duty_is_there_with_what_one_needs_to_decide(qtbot: QtBot, theme: Theme, duties: tuple[Duty, ...]) -> None:
    dialog = shown(qtbot, duties, theme)
    assert set(dialog.ticks) == {duty.id for duty in duties}
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    for duty in duties:
        tick = dialog.ticks[duty.id]
        assert tick.text().replace("&&", "&") == duty.label
        assert tick.isChecked() is duty.enabled
        for words in (duty.who, duty.source, duty.often, WORDS[duty.certainty], duty.confirm):
            assert words in tick.accessibleDescription()
            assert words in said
    assert not any(dialog.ticks[duty.id].isChecked() for duty in duties if duty.certainty == LOCAL)
    assert dialog.ticks["D11"].isChecked()
    assert "台账不计数" in dialog.ticks["D02"].accessibleDescription()
    assert "台账不计数" not in dialog.ticks["D11"].accessibleDescription()


def test_what_the_office_is_asked_about_stands_first(qtbot: QtBot, theme: Theme, duties: tuple[Duty, ...]) -> None:
    dialog = shown(qtbot, duties, theme)
    order = sorted(duties, key=lambda duty: dialog.ticks[duty.id].mapTo(dialog, dialog.ticks[duty.id].rect().topLeft()).y())
    assert [duty.certainty for duty in order] == sorted((duty.certainty for duty in duties), key=list(WORDS).index)
    assert dialog.ticks[order[0].id].hasFocus()


def test_the_keyboard_alone_is_enough(qtbot: QtBot, theme: Theme, duties: tuple[Duty, ...]) -> None:
    dialog = shown(qtbot, duties, theme)
    local = [duty.id for duty in duties if duty.certainty == LOCAL]
    qtbot.keyClick(dialog.ticks[local[0]], Key.Key_Space)
    qtbot.keyClick(dialog.ticks[local[0]], Key.Key_Down)
    assert dialog.ticks[local[1]].hasFocus()
    qtbot.keyClick(dialog.ticks[local[1]], Key.Key_Tab)
    assert dialog.ticks[local[2]].hasFocus()
    qtbot.keyClick(dialog.ticks[local[2]], Key.Key_Space)
    with qtbot.waitSignal(dialog.chosen) as told:
        qtbot.keyClick(dialog.ticks[local[2]], Key.Key_Return)
    choices = told.args[0]
    assert {one for one in local if choices[one]} == {local[0], local[2]}
    assert set(choices) == {duty.id for duty in duties}


def test_the_focus_is_never_out_of_sight(qtbot: QtBot, theme: Theme, duties: tuple[Duty, ...]) -> None:
    dialog = shown(qtbot, duties, theme)
    port = dialog.findChild(QScrollArea).viewport()
    for _tick in dialog.ticks:
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        assert port.rect().contains(focused.mapTo(port, focused.rect().center()))
        qtbot.keyClick(focused, Key.Key_Down)


def test_one_button_takes_all_local_ones_away_and_no_other(qtbot: QtBot, theme: Theme, duties: tuple[Duty, ...]) -> None:
    dialog = shown(qtbot, duties, theme)
    for tick in dialog.ticks.values():
        tick.setChecked(True)
    qtbot.mouseClick(dialog.none, Qt.MouseButton.LeftButton)
    assert {dialog.ticks[duty.id].isChecked() for duty in duties if duty.certainty == LOCAL} == {False}
    assert {dialog.ticks[duty.id].isChecked() for duty in duties if duty.certainty != LOCAL} == {True}


def test_where_nothing_can_be_written_it_can_be_read_and_says_why(qtbot: QtBot, theme: Theme, duties: tuple[Duty, ...]) -> None:
    dialog = shown(qtbot, duties, theme, asked=True, read_only=True)
    assert not dialog.go.isEnabled()
    assert "只读" in dialog.go.toolTip()
    assert any("只读" in one.text() for one in dialog.findChildren(QLabel))
    area = dialog.findChild(QScrollArea)
    area.setFocus()
    qtbot.keyClick(area, Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    area.ensureWidgetVisible(dialog.ticks["D11"])
    before = dialog.ticks["D11"].isChecked()
    qtbot.mouseClick(dialog.windowHandle(), Qt.MouseButton.LeftButton, pos=dialog.ticks["D11"].mapTo(dialog, dialog.rect().topLeft()))
    assert dialog.ticks["D11"].isChecked() is before
    qtbot.keyClick(dialog, Key.Key_Return)
    assert not dialog.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.15, 1.3, 1.5])
def test_in_every_size_of_text_nothing_is_cut_and_nothing_scrolls_sideways(
    qtbot: QtBot, qapp: QApplication, theme: Theme, duties: tuple[Duty, ...], scale: float
) -> None:
    large = Theme(scale)
    large.apply(qapp)
    try:
        dialog = shown(qtbot, duties, large)
        dialog.resize(large.px(860), 620) if scale < 1.5 else dialog.resize(1290, 690)
        area = dialog.findChild(QScrollArea)
        assert area.widget().width() <= area.viewport().width()
        for one in (*dialog.ticks.values(), dialog.none, dialog.leave, dialog.go):
            assert one.width() >= one.sizeHint().width()
    finally:
        theme.apply(qapp)


# ---------------------------------------------------------------------- in the window
def test_a_new_ledger_asks_once_and_the_answer_is_kept(qtbot: QtBot, window: MainWindow, hand: Hand, tmp_path: Path) -> None:
    window.ask.answers[:] = [("中共青石镇委员会", "镇"), tmp_path / "新台账"]  # type: ignore[attr-defined]
    window.start_page.new.click()
    hand.wait()
    dialog = dialog_of(qtbot, window)
    assert dialog.leave.text() == "以后再说"
    qtbot.keyClick(dialog.ticks["D25"], Key.Key_Space)
    qtbot.keyClick(dialog, Key.Key_Return)
    gone(qtbot)
    hand.settle()
    assert hand.do(lambda services: services.settings.get("duties")) == {"D25": True}
    assert window.state.text() == "已保存：应办事项加上“监督检查”"
    desk = window.work.desk  # type: ignore[union-attr]
    assert "监督检查" in {line.label for line in desk.duties.lines}
    assert not desk.duties.question.isVisible()
    window.close_file()
    hand.open(tmp_path / "新台账.djtz")
    hand.settle()
    assert QApplication.activeModalWidget() is None


def test_who_answers_later_is_reminded_by_one_line_until_he_has(
    qtbot: QtBot, window: MainWindow, hand: Hand, tmp_path: Path, duties: tuple[Duty, ...]
) -> None:
    window.ask.answers[:] = [("中共青石镇委员会", "镇"), tmp_path / "新台账"]  # type: ignore[attr-defined]
    window.start_page.new.click()
    hand.wait()
    qtbot.keyClick(dialog_of(qtbot, window), Key.Key_Escape)
    gone(qtbot)
    hand.settle()
    assert hand.do(lambda services: services.duties.asked) is False
    card = window.work.desk.duties  # type: ignore[union-attr]
    many = sum(duty.certainty == LOCAL for duty in duties)
    assert card.question.isVisible()
    assert card.question_words.text() == f"还有 {many} 项各地做法不一的事项没有选择"
    assert not card.choose.isVisible()
    qtbot.mouseClick(card.answer, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog_of(qtbot, window).go, Qt.MouseButton.LeftButton)
    gone(qtbot)
    hand.settle()
    assert not card.question.isVisible()
    assert card.choose.isVisible()
    assert hand.do(lambda services: services.settings.get("duties")) == {}


def test_an_older_ledger_is_not_asked_but_says_what_is_open(qtbot: QtBot, window: MainWindow, hand: Hand, older: Path) -> None:
    hand.open(older)
    hand.settle()
    assert QApplication.activeModalWidget() is None
    assert window.work.desk.duties.question.isVisible()  # type: ignore[union-attr]


def test_it_is_changed_later_from_the_menu_and_from_the_card(qtbot: QtBot, window: MainWindow, hand: Hand, older: Path) -> None:
    hand.open(older)
    hand.do(lambda services: services.duties.switch({"D25": True}))
    tools = next(menu for menu in window.menuBar().actions() if menu.text() == "工具(&T)").menu()
    next(action for action in tools.actions() if action.text() == "应办事项...").trigger()  # type: ignore[union-attr]
    dialog = dialog_of(qtbot, window)
    assert dialog.leave.text() == "不改"
    assert dialog.ticks["D25"].isChecked()
    qtbot.mouseClick(dialog.none, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    gone(qtbot)
    hand.settle()
    assert hand.do(lambda services: services.settings.get("duties")) == {}
    card = window.work.desk.duties  # type: ignore[union-attr]
    qtbot.mouseClick(card.choose, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, window)
    lines = hand.do(lambda services: len(services.history.entries()))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    gone(qtbot)
    hand.settle()
    assert hand.do(lambda services: len(services.history.entries())) == lines, "nothing was changed"


def test_what_could_not_be_saved_is_told_and_the_ticks_stay(
    qtbot: QtBot, window: MainWindow, hand: Hand, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dangjian_desktop.domain.errors import DataFileError

    def full(*_args: Any, **_named: Any) -> None:
        raise DataFileError("E-11", place="D:")

    hand.open(older)
    hand.do(lambda services: monkeypatch.setattr(services.store, "put_setting", full))
    window.rules.choose_duties()
    dialog = dialog_of(qtbot, window)
    dialog.ticks["D25"].setChecked(True)
    window.ask.answers[:] = [None]  # type: ignore[attr-defined]
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.ask.asked))  # type: ignore[attr-defined]
    assert "空间不足" in window.ask.asked[0][1][0]  # type: ignore[attr-defined]
    assert dialog.isVisible()
    assert dialog.ticks["D25"].isChecked()
    monkeypatch.undo()
    dialog.reject()


def test_a_copy_that_is_only_looked_at_shows_them(qtbot: QtBot, window: MainWindow, hand: Hand, older: Path) -> None:
    holder = opening.open_ledger(older)
    try:
        window.use(Wanted(older, lambda key: opening.open_ledger(older, copy=True, key=key)))
        hand.wait()
        window.rules.choose_duties()
        dialog = dialog_of(qtbot, window)
        assert not dialog.go.isEnabled()
        assert dialog.leave.text() == "关闭"
        dialog.reject()
        hand.settle()
    finally:
        opening.close(holder)


def test_a_ledger_that_could_not_be_made_leaves_no_question_behind(qtbot: QtBot, window: MainWindow, hand: Hand, older: Path) -> None:
    window.ask.answers[:] = [("中共青石镇委员会", "镇"), older, None]  # type: ignore[attr-defined]
    window.openings.new_file()
    qtbot.waitUntil(lambda: len(window.ask.asked) == 3)  # type: ignore[attr-defined]
    hand.open(older)
    hand.settle()
    assert QApplication.activeModalWidget() is None


def test_nothing_is_asked_without_a_ledger(window: MainWindow) -> None:
    window.rules.choose_duties()
    assert QApplication.activeModalWidget() is None
