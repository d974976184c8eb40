"""单位性质 on the screen: chosen for a new ledger, changed in 工具, and seen in forms, lists, filters and numbers. Real file, real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.period import half
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening, unit_kinds
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.editors.base import Tools
from dangjian_desktop.ui.kit.editors.plain import ChoicesEditor
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.grid.rows_model import shown
from dangjian_desktop.ui.ledger.list.measures_strip import read_figure
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.ui.hand import Hand

PERIOD = half(2022, 1)


@pytest.fixture
def file(tmp_path: Path, clock: FixedClock) -> Path:
    path = tmp_path / "青石街道.djtz"
    services = opening.create_ledger(path, "青石街道党工委", clock=clock)
    services.records.save("organisation", {"name": "党组织01", "kind": "街道党工委"})
    services.records.save("talk", {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 3, "speaker_role": "街道办事处主任"})
    opening.close(services)
    return path


@pytest.fixture
def hand(qtbot: QtBot, qapp: QApplication) -> Iterator[Hand]:
    window = MainWindow(Theme(), Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(1366, 720)
    window.show()
    yield Hand(qtbot, window)
    window.close()


def test_the_form_shows_the_word_of_the_unit_and_stores_the_standard_one(hand: Hand, file: Path, qtbot: QtBot) -> None:
    hand.open(file)
    work = hand.window.work
    assert work is not None
    page = work.go_to("organisation")
    hand.settle()
    page.new()
    hand.settle()
    form = page.form
    assert form is not None
    box = form.fields.editors["kind"].box  # type: ignore[attr-defined]
    assert "街道党工委" in [box.itemText(place) for place in range(box.count())]
    assert "镇党委" not in [box.itemText(place) for place in range(box.count())]
    box.setCurrentIndex(box.findText("街道党工委"))
    box.activated.emit(box.currentIndex())
    form.fields.editors["name"].set_raw("党组织02")
    form.save()
    hand.settle()
    kinds = hand.do(lambda services: [one.values["kind"] for one in services.records.all_of("organisation")])
    assert kinds == ["镇党委", "镇党委"]


def test_the_list_the_filter_and_the_numbers_speak_alike(hand: Hand, file: Path) -> None:
    hand.open(file)
    work = hand.window.work
    assert work is not None
    hand.window.periods.set_period(PERIOD)
    page = work.go_to("organisation")
    hand.settle()
    bar = page.list.filters
    assert "街道党工委" in [action.text() for action in bar.choice_pills["kind"].menu().actions()]
    bar.choose("kind", "镇党委")
    hand.settle()
    assert bar.choice_pills["kind"].text() == "组织类别：街道党工委"
    assert "组织类别：街道党工委" in bar.said(None)
    assert bar.query(None).choices == {"kind": ("镇党委",)}
    model = page.list.model
    row = [model.index(0, column).data() for column in range(model.columnCount())]
    assert "街道党工委" in row
    figure = hand.do(lambda services: read_figure(services, services.catalogue.measures["谈心谈话人次"], PERIOD))
    assert [name for name, part in figure.parts if part.value] == ["街道办事处主任"]


def test_the_kind_is_changed_in_the_tools_and_the_ledger_opens_again_in_its_words(hand: Hand, file: Path) -> None:
    hand.open(file)
    old = hand.window.work
    hand.ask.answers[:] = [""]
    hand.window.errands.set_kind()
    hand.settle()
    assert hand.window.work is old
    hand.ask.answers[:] = ["乡"]
    hand.window.errands.set_kind()
    hand.qtbot.waitUntil(lambda: hand.window.work not in (None, old))
    hand.settle()
    name, args, _named = hand.ask.asked[-1]
    assert (name, args[0], [key for key, _verb in args[2]]) == ("choose", "现在的单位性质是街道", ["", "镇", "乡"])
    work = hand.window.work
    assert work is not None
    assert work.catalogue.get("organisation").field("kind").word("镇党委") == "乡党委"
    assert hand.do(unit_kinds.now) == "乡"
    assert "单位性质改为“乡”" in hand.do(lambda services: [entry.label for entry in services.history.entries()])


def test_without_a_ledger_there_is_no_kind_to_change(hand: Hand) -> None:
    hand.window.errands.set_kind()
    assert hand.ask.asked == []


# ---------------------------------------------------------------------- the question for a new ledger
def soon(act: Callable[[Any], None]) -> None:
    def wait() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, wait)
        else:
            act(dialog)

    QTimer.singleShot(0, wait)


def asked(ask: Ask) -> tuple[str, str] | None:
    return ask.text_and_choice(
        "新建台账", "写上名称。", verb="下一步", hint="", options=unit_kinds.kinds(), about="单位性质", proposed=unit_kinds.proposed
    )


def test_the_kind_follows_the_name_until_the_user_marks_one(qapp: QApplication) -> None:
    ask = Ask(Theme())
    seen = []

    def act(dialog: Any) -> None:
        line = dialog.findChild(QLineEdit)
        for text in ("青石街道", "青石乡党委"):
            line.setText(text)
            seen.append([button.text() for button in dialog.findChildren(QRadioButton) if button.isChecked()])
        next(button for button in dialog.findChildren(QRadioButton) if button.text() == "镇").click()
        line.setText("青石街道党工委")
        seen.append(["单位性质" in [label.text() for label in dialog.findChildren(QLabel)]])
        dialog.buttons["go"].click()

    soon(act)
    assert asked(ask) == ("青石街道党工委", "镇")
    assert seen == [["街道"], ["乡"], [True]]
    soon(lambda dialog: dialog.buttons["keep"].click())
    assert asked(ask) is None
    ask.hold()
    assert asked(ask) is None


# ---------------------------------------------------------------------- editors
FIELD = Field("by", "机关", "choices", choices=("镇党委", "县委"), shown=("街道党工委", "县委"))


class NoLookup:
    names: ClassVar[dict[int, str]] = {}


def test_a_field_of_several_choices_shows_and_keeps_them_too(qtbot: QtBot, theme: Theme) -> None:
    editor = ChoicesEditor(FIELD, Tools(theme, NoLookup(), lambda: FixedClock().today()))  # type: ignore[arg-type]
    qtbot.addWidget(editor)
    editor.set_raw(["街道党工委"])
    assert editor.raw() == ["镇党委"]
    assert editor.box.placeholderText() == "街道党工委"
    editor.set_raw(["旧选项"])
    assert editor.raw() == ["旧选项"]


def test_a_cell_of_child_rows_shows_the_word_of_the_unit() -> None:
    assert shown(Field("by", "机关", "choice", choices=("镇党委",), shown=("乡党委",)), "镇党委", {}) == "乡党委"
    assert shown(FIELD, ["镇党委", "县委"], {}) == "街道党工委、县委"
