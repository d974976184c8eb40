"""What comes from a record or a file is shown letter by letter: no label and no tip guesses that it is HTML and fetches something."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from tests.ui.desk import Desk

HOSTILE = "<img src='//10.0.0.5/s/x.png'>谈心"
UI = Path(__file__).parents[2] / "dangjian_desktop" / "ui"


def labels(around: QWidget) -> list[QLabel]:
    return [one for one in around.findChildren(QLabel) if HOSTILE in one.text()]


def test_the_record_beside_the_list_shows_what_was_typed(desk: Desk) -> None:
    raw = {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 1, "topic": HOSTILE}
    desk.do(lambda services: services.records.save("talk", raw))
    page = desk.page("talk")
    page.list.table.selectRow(0)
    # the style speaks when a label is about to be shown
    desk.qtbot.waitUntil(lambda: any(one.isVisible() for one in labels(page)))
    assert {one.textFormat() for one in labels(page) if one.isVisible()} == {Qt.TextFormat.PlainText}


def test_a_tip_shows_what_stands_in_the_cell(desk: Desk) -> None:
    page = desk.page("talk")
    QToolTip.showText(QPoint(10, 10), HOSTILE, page)
    (tip,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QLabel) and one.text() == HOSTILE]
    assert tip.textFormat() == Qt.TextFormat.PlainText
    QToolTip.hideText()


def test_only_what_the_program_says_itself_is_emphasised(desk: Desk) -> None:
    page = desk.page("talk")
    rich = QLabel("<b>谈话</b>", page)
    rich.setProperty("rich", True)
    rich.show()
    assert rich.textFormat() == Qt.TextFormat.RichText


def test_no_label_asks_for_html_otherwise() -> None:
    asking = [path.name for path in UI.rglob("*.py") if re.search(r"TextFormat\.(RichText|AutoText|MarkdownText)", path.read_text("utf-8"))]
    assert asking == []
