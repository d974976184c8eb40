"""依据 in the window: what the rules rest on, ticked when it was compared with the original, and every way that leads there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.basis import Basis
from dangjian_desktop.ledgers.bases import load_documents
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.rules.grounds import BASES_CHECKED, Ground
from dangjian_desktop.ui.dialogs.bases import BasesDialog
from dangjian_desktop.ui.dialogs.handbook import Handbook
from dangjian_desktop.ui.file.ports import Wanted
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from dangjian_desktop.ui.wizards.report.findings_page import FindingRow
from tests.fakes import FakeAsk, FixedClock
from tests.ui.hand import Hand

Key = Qt.Key
OLD = Basis("《甲规定》", "第三条", "期限", since=date(2020, 1, 1), checked_on=date(2020, 1, 1))
ENDED = Basis("《乙条例》", "第九条", "影响期", date(2018, 10, 1), date(2023, 12, 31))
FRESH = Basis("《丙办法》", "第一条", "次数", checked_on=date(2026, 11, 30))
NEVER = Basis("《丁规则》", "第二条", "一个月内提出", since=date(2019, 1, 1))
ROWS = (
    Ground(OLD, ("问题线索的核对规则", "应办事项：收到线索提出意见"), stale=True),
    Ground(ENDED, ("处分：党纪影响期",), stale=False),
    Ground(FRESH, ("应办事项：讲党课",), stale=False),
    Ground(NEVER, ("期限（月）",), stale=True),
)


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
def file(tmp_path: Path, clock: FixedClock) -> Path:
    path = tmp_path / "青石镇.djtz"
    opening.close(opening.create_ledger(path, "青石镇党委", clock=clock))
    return path


def dialog_of(qtbot: QtBot) -> BasesDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), BasesDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, BasesDialog)
    return found


def shown(qtbot: QtBot, theme: Theme, *, read_only: bool = False) -> BasesDialog:
    dialog = BasesDialog(ROWS, theme, read_only=read_only)
    qtbot.addWidget(dialog)
    dialog.resize(1080, 600)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def texts(dialog: BasesDialog) -> list[list[str]]:
    table = dialog.table
    return [[table.item(line, place).text() for place in range(table.columnCount())] for line in range(table.rowCount())]


# ---------------------------------------------------------------------- the dialog
def test_what_is_to_be_compared_stands_first_with_all_one_needs_to_find_it(qtbot: QtBot, theme: Theme) -> None:
    dialog = shown(qtbot, theme)
    assert texts(dialog) == [
        ["《甲规定》第三条", "期限", "2020-01-01 起", "问题线索的核对规则；应办事项：收到线索提出意见", "2020-01-01（超过一年）"],
        ["《丁规则》第二条", "一个月内提出", "2019-01-01 起", "期限（月）", "没有核对"],
        ["《乙条例》第九条", "影响期", "2018-10-01 至 2023-12-31", "处分：党纪影响期", "没有核对"],
        ["《丙办法》第一条", "次数", "没有写明", "应办事项：讲党课", "2026-11-30"],
    ]
    amber = [dialog.table.item(line, 4).foreground().color() == theme.color("amber") for line in range(4)]
    assert amber == [True, True, False, False]
    assert dialog.heading.text() == "依据：4 项，2 项要核对"
    said = "".join(one.text() for one in dialog.findChildren(QLabel))
    assert "条文由本单位对照正式文本核对，程序不联网、不会自己更新。" in said
    assert dialog.table.item(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "，".join(texts(dialog)[1])


def test_nothing_is_confirmed_that_was_not_ticked(qtbot: QtBot, theme: Theme) -> None:
    dialog = shown(qtbot, theme)
    assert not dialog.go.isEnabled()
    assert "先勾上" in dialog.go.toolTip()
    for line in (0, 2):
        dialog.table.item(line, 0).setCheckState(Qt.CheckState.Checked)
    assert dialog.go.isEnabled()
    assert dialog.go.toolTip() == ""
    with qtbot.waitSignal(dialog.confirmed) as told:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert told.args[0] == (OLD.key, ENDED.key)
    dialog.show_rows([Ground(FRESH, (), stale=False)])
    assert dialog.heading.text() == "依据：1 项，都核对过了"
    assert not dialog.go.isEnabled()


def test_the_keyboard_alone_is_enough(qtbot: QtBot, theme: Theme) -> None:
    dialog = shown(qtbot, theme)
    assert dialog.table.hasFocus()
    qtbot.keyClick(dialog.table, Key.Key_Space)
    qtbot.keyClick(dialog.table, Key.Key_Space)
    qtbot.keyClick(dialog.table, Key.Key_Down)
    qtbot.keyClick(dialog.table, Key.Key_Right)
    qtbot.keyClick(dialog.table, Key.Key_Space)
    assert dialog.table.ticked() == [1]
    with qtbot.waitSignal(dialog.confirmed) as told:
        qtbot.keyClick(dialog.table, Key.Key_Return)
    assert told.args[0] == (NEVER.key,)
    qtbot.keyClick(dialog.table, Key.Key_Tab)
    assert not dialog.table.hasFocus()
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_where_nothing_can_be_written_it_can_be_read_and_says_why(qtbot: QtBot, theme: Theme) -> None:
    dialog = shown(qtbot, theme, read_only=True)
    assert not dialog.go.isEnabled()
    assert "只读" in dialog.go.toolTip()
    assert any("只读" in one.text() for one in dialog.findChildren(QLabel))
    qtbot.keyClick(dialog.table, Key.Key_Space)
    assert dialog.table.ticked() == []
    assert not dialog.go.isEnabled()
    qtbot.keyClick(dialog.table, Key.Key_Return)
    assert not dialog.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.15, 1.3, 1.5])
def test_in_every_size_of_text_every_line_is_whole_and_nothing_scrolls_sideways(
    qtbot: QtBot, qapp: QApplication, theme: Theme, scale: float
) -> None:
    large = Theme(scale)
    large.apply(qapp)
    every = [basis for articles in load_documents().values() for basis in articles.values()]
    try:
        dialog = BasesDialog([Ground(basis, ("处分的核对规则",) * 4, stale=True) for basis in every], large, read_only=False)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.resize(min(large.px(1080), 1350), 680)
        table = dialog.table
        assert sum(table.columnWidth(place) for place in range(table.columnCount())) <= table.viewport().width()
        for line in range(table.rowCount()):
            assert table.rowHeight(line) >= table.sizeHintForRow(line)
            assert table.rowHeight(line) > large.control(28), "the words are in more than one line"
        for one in (dialog.shut, dialog.go):
            assert one.width() >= one.sizeHint().width()
    finally:
        theme.apply(qapp)


# ---------------------------------------------------------------------- in the window
def test_from_the_card_of_the_workbench_one_after_the_other_until_the_line_is_gone(
    qtbot: QtBot, window: MainWindow, hand: Hand, file: Path
) -> None:
    hand.open(file)
    hand.settle()
    card = window.work.desk.duties  # type: ignore[union-attr]
    stale = hand.do(lambda services: services.grounds.stale())
    assert card.bases.isVisible()
    assert card.bases_words.text() == f"{len(stale)} 项依据没有核对或超过一年没有核对"
    qtbot.mouseClick(card.look, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot)
    first = dialog.rows[0].basis
    qtbot.keyClick(dialog.table, Key.Key_Space)
    qtbot.keyClick(dialog.table, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.rows[0].basis.key != first.key)
    assert dialog.isVisible()
    hand.settle()
    assert list(hand.do(lambda services: services.settings.get(BASES_CHECKED))) == [first.key]
    assert window.state.text() == f"已保存：已与原文核对：{first.title}"
    assert card.bases_words.text() == f"{len(stale) - 1} 项依据没有核对或超过一年没有核对"
    for line in range(len(stale) - 1):
        dialog.table.item(line, 0).setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.rows[0].stale)
    dialog.reject()
    hand.settle()
    assert not card.bases.isVisible()


def test_from_the_menu_and_who_closes_it_meanwhile_has_saved_all_the_same(qtbot: QtBot, window: MainWindow, hand: Hand, file: Path) -> None:
    hand.open(file)
    tools = next(menu for menu in window.menuBar().actions() if menu.text() == "工具(&T)").menu()
    next(action for action in tools.actions() if action.text() == "依据...").trigger()  # type: ignore[union-attr]
    dialog = dialog_of(qtbot)
    key = dialog.rows[0].basis.key
    dialog.confirmed.emit((key,))
    dialog.reject()
    hand.settle()
    assert list(hand.do(lambda services: services.settings.get(BASES_CHECKED))) == [key]
    lines = hand.do(lambda services: len(services.history.entries()))
    window.rules.show_bases()
    again = dialog_of(qtbot)
    again.confirmed.emit((key,))
    hand.settle()
    assert hand.do(lambda services: len(services.history.entries())) == lines, "compared today already"
    again.reject()


def test_what_could_not_be_saved_is_told_and_the_ticks_stay(
    qtbot: QtBot, window: MainWindow, hand: Hand, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dangjian_desktop.domain.errors import DataFileError

    def full(*_args: Any, **_named: Any) -> None:
        raise DataFileError("E-11", place="D:")

    hand.open(file)
    hand.do(lambda services: monkeypatch.setattr(services.store, "put_setting", full))
    window.rules.show_bases()
    dialog = dialog_of(qtbot)
    qtbot.keyClick(dialog.table, Key.Key_Space)
    window.ask.answers[:] = [None]  # type: ignore[attr-defined]
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.ask.asked))  # type: ignore[attr-defined]
    assert "空间不足" in window.ask.asked[0][1][0]  # type: ignore[attr-defined]
    assert dialog.table.ticked() == [0]
    monkeypatch.undo()
    dialog.reject()


def test_a_report_says_it_in_a_hint_that_is_no_work_and_leads_to_the_list(qtbot: QtBot, window: MainWindow, hand: Hand, file: Path) -> None:
    hand.open(file)
    window.work.write_report()  # type: ignore[union-attr]
    hand.settle()
    wizard: Any = window.work.cover.wizard  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: wizard.session.draft is not None)
    wizard.frame.go_to(3)
    page = wizard.findings
    qtbot.waitUntil(lambda: page.checked)

    def hints() -> list[FindingRow]:
        rows = [page.rows.itemAt(place).widget() for place in range(page.rows.count())]
        return [row for row in rows if isinstance(row, FindingRow) and row.finding.aside]

    (row,) = hints()
    (look,) = row.findChildren(QPushButton)
    assert look.text() == "查看..."
    others = len(page.of("open")) - 1
    assert page.filters["open"].text() == f"未处理 {others}"
    assert page.sub() == f"{others} 处要看一看"
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot)
    for line in range(dialog.table.rowCount()):
        dialog.table.item(line, 0).setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.rows[0].stale)
    dialog.reject()
    hand.settle()
    qtbot.waitUntil(lambda: hints() == [])
    assert page.filters["cured"].text() == "已改好 0", "nothing in the report was changed"


def test_a_copy_that_is_only_looked_at_shows_them(qtbot: QtBot, window: MainWindow, hand: Hand, file: Path) -> None:
    holder = opening.open_ledger(file)
    try:
        window.use(Wanted(file, lambda key: opening.open_ledger(file, copy=True, key=key)))
        hand.wait()
        window.rules.show_bases()
        dialog = dialog_of(qtbot)
        assert not dialog.go.isEnabled()
        dialog.reject()
        hand.settle()
    finally:
        opening.close(holder)


def test_nothing_is_shown_without_a_ledger(window: MainWindow) -> None:
    window.rules.show_bases()
    assert QApplication.activeModalWidget() is None


# ---------------------------------------------------------------------- the handbook
def test_the_handbook_ends_with_the_table_made_from_the_declarations(qtbot: QtBot, theme: Theme, services: Any) -> None:
    book = Handbook(theme)
    qtbot.addWidget(book)
    said = book.text.toPlainText()
    table = said.rpartition("依据一览")[2]
    for row in services.grounds.rows():
        assert row.basis.title in table
        assert row.basis.about in table
    assert "| --- |" not in said
