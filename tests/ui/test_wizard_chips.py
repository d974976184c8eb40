"""Numbers as chips in running text, and the plain functions beside the editor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.report import Piece, Section, TagInfo
from dangjian_desktop.ui.wizards.report.chips import MARK, chip_at, chip_format, look_of, pieces_between, plain_of, source_of
from dangjian_desktop.ui.wizards.report.section_edit import Gutter, SectionEdit, heading_length, tip_of
from dangjian_desktop.ui.wizards.report.section_list import state_of
from dangjian_desktop.ui.wizards.report.typed_numbers import differing, likeness, stem, typed_numbers, words_in
from tests.ui.wizard_fakes import make_theme

CHIP = Piece("174", "谈心谈话人次", "{{ 谈心谈话人次 }}", (1, 2), "", False)
PIECES = [Piece("谈心谈话"), CHIP, Piece("人次。\n第二段"), Piece("", "无", "{{ 无 }}", (), "没有这个指标")]


@pytest.fixture
def edit(qtbot: QtBot) -> SectionEdit:
    made = SectionEdit(make_theme())
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.show_pieces(PIECES)
    return made


def place(edit: SectionEdit) -> QPoint:
    """The middle of the first chip."""
    cursor = QTextCursor(edit.document())
    cursor.setPosition(edit.toPlainText().index(MARK))
    return edit.cursorRect(cursor).center() + QPoint(12, 0)


def test_a_section_comes_back_as_it_was(edit: SectionEdit) -> None:
    assert edit.source() == "谈心谈话{{ 谈心谈话人次 }}人次。\n第二段{{ 无 }}"
    assert edit.plain() == "谈心谈话174人次。\n第二段"
    assert edit.pieces()[1] == CHIP


def test_a_chip_is_one_character_and_undo_brings_it_back(edit: SectionEdit, qtbot: QtBot) -> None:
    cursor = edit.textCursor()
    cursor.setPosition(5)
    edit.setTextCursor(cursor)
    with qtbot.waitSignal(edit.edited):
        qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.source().startswith("谈心谈话人次")
    edit.undo()
    assert edit.pieces()[1] == CHIP


def test_loading_a_section_is_no_edit(edit: SectionEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(edit.edited):
        edit.show_pieces([Piece("别的")])
    assert not edit.document().isUndoAvailable()


def test_copying_gives_plain_text_and_pasting_here_gives_the_chip_again(edit: SectionEdit) -> None:
    edit.selectAll()
    data = edit.createMimeDataFromSelection()
    assert data.text() == "谈心谈话174人次。\n第二段"
    assert edit.canInsertFromMimeData(data)
    edit.insertFromMimeData(data)
    assert edit.pieces()[1] == CHIP
    edit.selectAll()
    edit.copy()
    edit.moveCursor(QTextCursor.MoveOperation.End)
    QApplication.clipboard().setText("外面的\r\n文字")
    edit.paste()
    assert edit.source().endswith("{{ 无 }}外面的\n文字")


def test_part_of_a_text_can_be_taken(edit: SectionEdit) -> None:
    assert plain_of(pieces_between(edit.document(), 2, 6)) == "谈话174人"
    assert source_of(pieces_between(edit.document(), 6, 10)) == "次。\n第"


def test_a_slash_asks_for_a_number_unless_the_report_is_final(edit: SectionEdit, qtbot: QtBot) -> None:
    with qtbot.waitSignal(edit.insert_wanted):
        qtbot.keyClick(edit, "/")
    assert "/" not in edit.plain()
    edit.setReadOnly(True)
    with qtbot.assertNotEmitted(edit.insert_wanted):
        qtbot.keyClick(edit, "/")


def test_a_click_on_a_chip_tells_where_it_comes_from(edit: SectionEdit, qtbot: QtBot) -> None:
    with qtbot.waitSignal(edit.chip_chosen, check_params_cb=lambda piece: piece == CHIP):
        qtbot.mouseClick(edit.viewport(), Qt.MouseButton.LeftButton, pos=place(edit))
    assert edit.chip_beside_cursor() == CHIP
    qtbot.mouseMove(edit.viewport(), place(edit))
    edit.mouseMoveEvent(mouse_at(place(edit)))
    assert edit.chips.hovered == 4
    assert edit.grab().width() == 500
    edit.mouseMoveEvent(mouse_at(QPoint(300, 200)))
    assert edit.chips.hovered == -1
    assert chip_at(edit.document(), QPointF(1, 1)) is None


def mouse_at(point: QPoint):
    from PySide6.QtGui import QMouseEvent

    where = QPointF(point)
    return QMouseEvent(
        QEvent.Type.MouseMove, where, where, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    )


def test_a_chip_has_a_tip(edit: SectionEdit) -> None:
    assert "2 条记录" in edit.tip_at(QPointF(place(edit)))
    assert edit.viewportEvent(QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), edit.mapToGlobal(QPoint(1, 1))))
    assert "2 条记录" in tip_of(CHIP)
    assert "没有这个指标" in tip_of(PIECES[3])
    assert "手改" in tip_of(Piece("9", "甲", "{{ 甲 }}", overridden=True))


def test_a_chip_is_exchanged_for_another_form(edit: SectionEdit) -> None:
    cursor = edit.textCursor()
    cursor.setPosition(5)
    edit.setTextCursor(cursor)
    edit.replace_chip(Piece("一百七十四", "谈心谈话人次", "{{ 谈心谈话人次|汉字 }}"))
    assert "{{ 谈心谈话人次|汉字 }}人次" in edit.source()
    edit.moveCursor(QTextCursor.MoveOperation.Start)
    edit.replace_chip(CHIP)
    assert edit.source().count("{{ 谈心谈话人次 }}") == 0
    edit.insert_piece(CHIP)
    assert edit.source().startswith("{{ 谈心谈话人次 }}谈心")


def test_a_typed_number_is_exchanged_for_a_chip(edit: SectionEdit) -> None:
    edit.show_pieces([Piece("廉政约谈4人次，任职谈话4人次")])
    edit.show_offers(["任职谈话4"])
    edit.replace_words("任职谈话4", Piece("4", "任职谈话人次", "{{ 任职谈话人次 }}"))
    assert edit.source() == "廉政约谈4人次，任职谈话{{ 任职谈话人次 }}人次"
    edit.replace_words("不在这里5", CHIP)
    assert "174" not in edit.plain()


@pytest.mark.parametrize(
    ("piece", "words", "ink"),
    [
        (CHIP, "174", "blue"),
        (Piece("9", "甲", "", overridden=True), "9 手改", "amber"),
        (Piece("", "甲", "", fault="没有"), "取不到：甲", "danger"),
        (Piece("", "甲", ""), "　", "blue"),
        (Piece("38 → 39", "甲", ""), "38 → 39", "amber"),
    ],
)
def test_a_chip_looks_like_what_it_is(piece: Piece, words: str, ink: str) -> None:
    look = look_of(piece)
    assert (look.words, look.ink) == (words, ink)


def test_a_frozen_chip_is_grey(edit: SectionEdit) -> None:
    assert look_of(CHIP, frozen=True).ground == "sunk"
    image = QImage(100, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    edit.chips.hovered = 7
    edit.chips.drawObject(painter, QPointF(5, 5) and edit.rect().toRectF(), edit.document(), 7, chip_format(CHIP))
    painter.end()
    assert not image.isNull()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("（五）抓日常监督。述责述廉", 9),
        ("一、主体责任落实情况", 10),
        ("（五）" + "长" * 60, 0),
        ("（五）" + "长" * 60 + "。短", 0),
        ("正文。", 0),
    ],
)
def test_headings_are_seen(text: str, length: int) -> None:
    assert heading_length(text) == length


def test_the_gutter_marks_paragraphs_that_were_carried_over(qtbot: QtBot, edit: SectionEdit) -> None:
    gutter = Gutter(edit, make_theme())
    qtbot.addWidget(gutter)
    assert gutter.marks() == []
    gutter.show_known(["谈心谈话174人次。", ""])
    assert [same for _top, _bottom, same in gutter.marks()] == [True, False]
    assert gutter.grab().height() > 0
    gutter.show_known(None)
    assert gutter.marks() == []


def test_typed_numbers_are_found_by_value_unit_and_words() -> None:
    tags = [
        TagInfo("廉政约谈人次", "廉政约谈人次", "", "4", "人次"),
        TagInfo("会议次数", "会议次数", "", "4", "次"),
        TagInfo("名单", "名单", "", "甲、乙", ""),
    ]
    found = typed_numbers([Piece("谈话"), CHIP, Piece("廉政约谈4人次，其他4人次\n会4次")], tags)
    assert [(typed.number, typed.words, typed.tag) for typed in found] == [("4", "廉政约谈4", "廉政约谈人次")]
    assert typed_numbers([Piece("廉政约谈4人次")], tags, {"廉政约谈4"}) == []
    assert stem("谈心谈话人次.党委书记", "人次") == "党委书记"
    assert stem("件数", "件") == "件数"


def test_likeness_and_length() -> None:
    assert likeness("甲乙丙丁戊", "甲乙丙丁己") == pytest.approx(0.8)
    assert likeness("甲", "") == 0
    assert differing("甲\n乙\n", "甲") == ["乙"]
    assert words_in("党 委\n会　议") == 4


@pytest.mark.parametrize(
    ("section", "current", "previous", "words"),
    [
        (Section("甲", "甲", ""), False, None, "没写"),
        (Section("甲", "甲", "有【待补】和【待补：数】"), True, None, "待补 2"),
        (Section("甲", "甲", "文字", checked=True), True, None, "写好"),
        (Section("甲", "甲", "文字"), True, "文字", "未改"),
        (Section("甲", "甲", "文字"), True, "别的", "在写"),
        (Section("甲", "甲", "文字"), False, None, "写好"),
    ],
)
def test_a_section_tells_its_state(section: Section, current: bool, previous: str | None, words: str) -> None:
    assert state_of(section, current=current, previous=previous)[1] == words
