"""Evidence on the screen: the panel beside the table, drops and pastes, questions and messages; nothing unsafe is ever launched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QPushButton

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.ui.kit.opener import Opener
from dangjian_desktop.ui.kit.parts.dropped import files_in, picture_in
from dangjian_desktop.ui.ledger.evidence.actions import EvidenceActions
from dangjian_desktop.ui.ledger.evidence.box import DROP_HERE
from dangjian_desktop.ui.ledger.evidence.tiles import EvidenceTiles, size_text, small_picture
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from tests.faults.evidence_names import EXE, GOOD, JPG, PDF, PNG, kinds
from tests.ui.desk import Desk

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


class Launched(list[Path]):
    """Stands in for the system: remembers what it was asked to open."""

    there = True

    def __call__(self, url: QUrl) -> bool:
        self.append(Path(url.toLocalFile()))
        return self.there


@pytest.fixture
def launched() -> Launched:
    return Launched()


@pytest.fixture
def pk(desk: Desk) -> int:
    return desk.save("talk", {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 2})


@pytest.fixture
def page(desk: Desk, pk: int, launched: Launched) -> LedgerPage:
    made = desk.page("talk", opener=Opener(launched))
    choose(desk, made, pk)
    return made


def choose(desk: Desk, page: LedgerPage, pk: int) -> None:
    page.list.table.select(pk)
    for _answer in range(3):
        desk.settle()


def add(desk: Desk, pk: int, name: str, data: bytes) -> Any:
    desk.change(lambda services: services.evidence.add_bytes(pk, name, data))
    for _answer in range(3):
        desk.settle()
    return desk.do(lambda services: services.evidence.of(pk))[-1]


def pieces(desk: Desk, pk: int) -> list[str]:
    for _answer in range(4):
        desk.settle()
    return [piece.name for piece in desk.do(lambda services: services.evidence.of(pk))]


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def picture() -> QMimeData:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    data = QMimeData()
    data.setImageData(image)
    return data


@pytest.fixture
def clipboard() -> Iterator[Any]:
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


# ---------------------------------------------------------------------- what is shown
def test_a_record_without_evidence_shows_where_to_put_it(page: LedgerPage) -> None:
    box = page.list.panel.evidence
    assert box.count.text() == "0 件"
    assert box.words.text() == DROP_HERE
    assert box.tiles.isHidden()
    assert box.add_button.isEnabled()


def test_pieces_are_shown_with_name_size_and_picture(desk: Desk, page: LedgerPage, pk: int) -> None:
    add(desk, pk, "谈话记录表（村书记04，第一次，已签字）.pdf", PDF)
    add(desk, pk, "照片.png", PNG)
    box = page.list.panel.evidence
    assert box.count.text() == "2 件"
    words = [box.tiles.item(row).text() for row in range(2)]
    assert words[0].endswith("….pdf\n1 KB")
    assert words[1] == "照片.png\n1 KB"
    assert box.tiles.item(0).toolTip() == "谈话记录表（村书记04，第一次，已签字）.pdf\n1 KB，2022-07-05 添加"
    assert box.tiles.item(1).data(Qt.ItemDataRole.AccessibleTextRole) == "照片.png，1 KB"
    assert len(box.tiles._images) == 1


def test_what_hides_in_a_name_is_shown(desk: Desk, page: LedgerPage, pk: int) -> None:
    add(desk, pk, "报告\u202efdp.exe", EXE)
    assert "‹U+202E›" in page.list.panel.evidence.tiles.item(0).toolTip()


def test_the_table_tells_what_has_evidence_and_what_lacks_it(desk: Desk, page: LedgerPage, pk: int) -> None:
    other = desk.save("talk", {"held_on": "2022-05-13", "kind": "谈心谈话", "headcount": 2})
    piece = add(desk, pk, "照片.png", PNG)
    cells = {row[0]: row[-2:] for row in desk.rows(page)}
    assert cells["2022-05-12"][0] == "1"
    assert cells["2022-05-13"][0] == "无"
    assert page.list.filters.without_evidence.text() == "缺佐证 1"
    page.show_only("without_evidence")
    desk.settle()
    desk.settle()
    assert [row[0] for row in desk.rows(page)] == ["2022-05-13"]
    page.list.filters.clear()
    desk.change(lambda services: services.evidence.remove(pk, piece.sha256, "放错了"))
    desk.settle()
    assert page.list.filters.without_evidence.isHidden()
    assert other


def test_registers_have_no_place_for_evidence(desk: Desk) -> None:
    pk = desk.save("person", {"name": "班子成员01"})
    page = desk.page("person")
    choose(desk, page, pk)
    assert page.list.panel.evidence.isHidden()
    assert not page.list.table.takes_files
    page.add_evidence()


def test_read_only_shows_evidence_and_takes_none(desk: Desk, page: LedgerPage, pk: int, launched: Launched, tmp_path: Path) -> None:
    add(desk, pk, "记录.pdf", PDF)
    page.set_read_only(True)
    box = page.list.panel.evidence
    assert "只读" in box.words.text()
    assert not box.add_button.isEnabled()
    assert not box.remove_button.isEnabled()
    assert not page.list.table.takes_files
    assert not box.take(files(tmp_path))
    page.evidence.choose()
    desk.press(Key.Key_Delete, on=box.tiles)
    box.remove_wanted.emit(box.tiles.chosen())
    assert [action.isEnabled() for action in box.tiles.menu().actions()] == [True, True, False]
    box.open_button.click()
    desk.settle()
    assert [path.name for path in launched] == ["记录.pdf"]
    assert desk.ask.asked == []


# ---------------------------------------------------------------------- in
def test_files_are_chosen_and_added_as_one_change(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path) -> None:
    for name in ("一.pdf", "二.pdf"):
        (tmp_path / name).write_bytes(PDF)
    desk.ask.answers.append((tmp_path / "一.pdf", tmp_path / "二.pdf"))
    page.list.panel.evidence.add_button.click()
    assert pieces(desk, pk) == ["一.pdf", "二.pdf"]
    assert page.list.panel.evidence.count.text() == "2 件"
    desk.ask.answers.append(())
    page.evidence.choose()
    assert len(pieces(desk, pk)) == 2


def test_files_dropped_on_the_box_are_added(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path) -> None:
    path = tmp_path / "记录.pdf"
    path.write_bytes(PDF)
    box, data = page.list.panel.evidence, files(path)
    box.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), COPY, data, Qt.MouseButton.LeftButton, NONE))
    assert box.place.property("state") == "over"
    box.dragLeaveEvent(QDragLeaveEvent())
    assert box.place.property("state") == ""
    box.dropEvent(QDropEvent(QPointF(5, 5), COPY, data, Qt.MouseButton.LeftButton, NONE))
    assert not box.takes()
    assert "正在" in box.words.text()
    assert pieces(desk, pk) == ["记录.pdf"]
    assert box.takes()


def test_what_is_no_file_is_not_taken(page: LedgerPage) -> None:
    box, data = page.list.panel.evidence, QMimeData()
    data.setText("文字")
    box.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), COPY, data, Qt.MouseButton.LeftButton, NONE))
    assert box.place.property("state") != "over"
    box.dropEvent(QDropEvent(QPointF(5, 5), COPY, data, Qt.MouseButton.LeftButton, NONE))
    assert box.takes()
    data.setUrls([QUrl("https://example.invalid/x.pdf")])
    assert files_in(data) == ()
    assert picture_in(data) is None


def test_files_let_fall_on_a_row_go_to_its_record(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path) -> None:
    other = desk.save("talk", {"held_on": "2022-05-20", "kind": "谈心谈话"})
    page.list.refresh()
    desk.settle()
    table = page.list.table
    path = tmp_path / "记录.pdf"
    path.write_bytes(PDF)
    spot = table.visualRect(table.records.index(table.records.line_of(other), 0)).center()
    nowhere = QPoint(spot.x(), table.viewport().height() - 2)
    data = files(path)
    for point, accepted in ((spot, True), (nowhere, False)):
        move = QDragMoveEvent(point, COPY, data, Qt.MouseButton.LeftButton, NONE)
        table.dragMoveEvent(move)
        assert move.isAccepted() == accepted
    table.dragLeaveEvent(QDragLeaveEvent())
    enter = QDragEnterEvent(spot, COPY, data, Qt.MouseButton.LeftButton, NONE)
    table.dragEnterEvent(enter)
    assert enter.isAccepted()
    table.dropEvent(QDropEvent(QPointF(nowhere), COPY, data, Qt.MouseButton.LeftButton, NONE))
    table.dropEvent(QDropEvent(QPointF(spot), COPY, data, Qt.MouseButton.LeftButton, NONE))
    assert pieces(desk, other) == ["记录.pdf"]
    assert pieces(desk, pk) == []
    assert table.selected() == [other]
    red = picture()
    table.dropEvent(QDropEvent(QPointF(spot), COPY, red, Qt.MouseButton.LeftButton, NONE))
    assert pieces(desk, other)[1].startswith("粘贴的图片")


def test_a_picture_is_pasted_onto_the_chosen_record(desk: Desk, page: LedgerPage, pk: int, clipboard: Any) -> None:
    clipboard.setMimeData(picture())
    page.list.table.setFocus()
    desk.press(Key.Key_V, Qt.KeyboardModifier.ControlModifier, on=page.list.table)
    assert pieces(desk, pk) == ["粘贴的图片 2022-07-05 090000.png"]
    assert desk.do(lambda services: services.evidence.of(pk)[0].media) == "png"


def test_an_empty_clipboard_and_no_record_are_said(desk: Desk, page: LedgerPage, pk: int, clipboard: Any) -> None:
    clipboard.setText("文字")
    with desk.qtbot.waitSignal(page.status) as said:
        page.paste()
    assert said.args == ["剪贴板里没有可以添加的图片或文件"]
    page.set_read_only(True)
    with desk.qtbot.waitSignal(page.status) as said:
        page.paste()
    assert "只读" in said.args[0]
    page.list.table.clearSelection()
    desk.settle()
    for act, words in ((page.paste, "先选中一条记录，再粘贴佐证材料"), (page.add_evidence, "先选中一条记录，再看它的佐证材料")):
        with desk.qtbot.waitSignal(page.status) as said:
            act()
        assert said.args == [words]
    box = page.list.panel.evidence
    box.files_dropped.emit(())
    box.picture_dropped.emit(b"")
    box.open_wanted.emit(None)
    page.evidence.choose()
    assert pieces(desk, pk) == []


def test_while_a_form_is_open_what_is_pasted_belongs_to_its_record(desk: Desk, page: LedgerPage, pk: int, clipboard: Any) -> None:
    clipboard.setMimeData(picture())
    desk.form(page, pk)
    with desk.qtbot.waitSignal(page.changes.changed):
        page.paste()
    page.add_evidence()
    assert len(pieces(desk, pk)) == 1


def test_a_record_that_is_not_stored_yet_takes_no_evidence(desk: Desk, page: LedgerPage, pk: int, clipboard: Any) -> None:
    clipboard.setMimeData(picture())
    page.new()
    assert page.form is not None
    assert not page.form.area.evidence.takes()
    page.paste()
    assert pieces(desk, pk) == []


def test_a_refusal_is_told_and_the_box_takes_again(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").touch()
    desk.ask.answers.append(None)
    page.list.panel.evidence.take(files(tmp_path / "空.pdf"))
    assert pieces(desk, pk) == []
    (asked,) = desk.ask.asked
    assert asked[0] == "message"
    assert asked[1][0].happened == "“空.pdf”没有加入（是空文件，里面没有内容）。"
    assert page.list.panel.evidence.takes()


def test_adding_can_be_cancelled(desk: Desk, page: LedgerPage, pk: int) -> None:
    from dangjian_desktop.services.base.ports import Cancelled

    with desk.qtbot.waitSignal(page.status) as said:
        page.evidence.verbs._not_added(Cancelled())
    assert said.args == ["已取消添加，台账没有变化"]


def test_our_own_fault_goes_to_the_fault_hook(desk: Desk, page: LedgerPage) -> None:
    told: list[BaseException] = []
    desk.caller.faulted.disconnect()
    desk.caller.faulted.connect(told.append)
    page.evidence.verbs._not_added(ValueError())
    page.evidence.verbs._not_opened(ValueError(), None)  # type: ignore[arg-type]
    assert len(told) == 2


# ---------------------------------------------------------------------- out
@pytest.mark.parametrize("way", ["button", "double click", "Enter", "menu"])
def test_a_document_is_opened_as_a_copy(desk: Desk, page: LedgerPage, pk: int, launched: Launched, way: str) -> None:
    add(desk, pk, "记录.pdf", PDF)
    press(desk, page, way)
    assert [path.name for path in launched] == ["记录.pdf"]
    assert launched[0].read_bytes() == PDF


def press(desk: Desk, page: LedgerPage, way: str) -> None:
    """The chosen piece is wanted open, by the button, a double click, Enter or the menu."""
    box = page.list.panel.evidence
    if way == "button":
        box.open_button.click()
    elif way == "double click":
        box.tiles.itemDoubleClicked.emit(box.tiles.currentItem())
    elif way == "Enter":
        desk.press(Key.Key_Return, on=box.tiles)
    else:
        box.tiles.menu().actions()[0].trigger()
    for _answer in range(2):
        desk.settle()


def test_no_program_is_ever_launched(desk: Desk, page: LedgerPage, pk: int, launched: Launched) -> None:
    """R17: sixty kinds and twenty disguises, by double click, Enter and the menu."""
    for name, data in kinds():
        desk.do(lambda services, name=name, data=data: services.evidence.add_bytes(pk, name, data))
    page.list.refresh()
    for _answer in range(4):
        desk.settle()
    tiles = page.list.panel.evidence.tiles
    assert tiles.count() == 80
    for row in range(80):
        tiles.setCurrentRow(row)
        desk.ask.answers.append(False)
        press(desk, page, ("double click", "Enter", "menu")[row % 3])
    assert launched == []
    assert len(desk.ask.asked) == 80
    assert all(asked[0] == "confirm" and asked[1][1].endswith("编号 E-41") and asked[1][2] == "另存为..." for asked in desk.ask.asked)


def test_a_program_is_saved_elsewhere_after_a_question(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path, launched: Launched) -> None:
    add(desk, pk, "报告\u202efdp.exe", EXE)
    desk.ask.answers[:] = [True, tmp_path / "报告.exe"]
    press(desk, page, "Enter")
    desk.settle()
    assert (tmp_path / "报告.exe").read_bytes() == EXE
    assert desk.ask.asked[-1][1][1] == "报告‹U+202E›fdp.exe"
    desk.ask.answers[:] = [False]
    page.list.panel.evidence.save_button.click()
    assert desk.ask.asked[-1][1][0] == "把“报告‹U+202E›fdp.exe”另存到别处？"
    desk.ask.answers[:] = [True, None]
    page.list.panel.evidence.save_button.click()
    assert launched == []


def test_an_archive_is_said_to_be_none_that_is_opened(desk: Desk, page: LedgerPage, pk: int, launched: Launched) -> None:
    add(desk, pk, "照片.zip", b"PK\x05\x06" + b"\0" * 18)
    desk.ask.answers.append(False)
    press(desk, page, "button")
    assert desk.ask.asked[-1][1][0] == "“照片.zip”不能从这里直接打开（压缩包不在这里解开）。"
    assert launched == []


def test_a_document_is_saved_elsewhere(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path) -> None:
    add(desk, pk, "记录.pdf", PDF)
    desk.ask.answers.append(tmp_path / "记录.pdf")
    with desk.qtbot.waitSignal(page.status, check_params_cb=lambda words: words.startswith("已另存为")):
        page.list.panel.evidence.save_button.click()
    assert (tmp_path / "记录.pdf").read_bytes() == PDF


def test_a_piece_is_taken_off_with_a_reason(desk: Desk, page: LedgerPage, pk: int) -> None:
    add(desk, pk, "记录.pdf", PDF)
    add(desk, pk, "照片.png", PNG)
    tiles = page.list.panel.evidence.tiles
    tiles.setCurrentRow(1)
    desk.ask.answers[:] = [None, "放错了记录"]
    page.list.panel.evidence.remove_button.click()
    assert pieces(desk, pk) == ["记录.pdf", "照片.png"]
    desk.press(Key.Key_Delete, on=tiles)
    assert pieces(desk, pk) == ["记录.pdf"]
    assert desk.do(lambda services: services.history.undo_label()) == "移除谈话的 1 件佐证材料：放错了记录"


def test_other_keys_stay_the_lists(desk: Desk, page: LedgerPage, pk: int) -> None:
    add(desk, pk, "一.pdf", PDF)
    add(desk, pk, "二.pdf", PDF + b"\n")
    tiles = page.list.panel.evidence.tiles
    tiles.setCurrentRow(0)
    desk.press(Key.Key_End, on=tiles)
    assert tiles.chosen().name == "二.pdf"
    tiles._menu_at(QPoint(-5, -5))
    tiles._menu_at(tiles.visualItemRect(tiles.item(0)).center())


def test_damaged_evidence_is_told_and_not_shown(desk: Desk, page: LedgerPage, pk: int, launched: Launched) -> None:
    add(desk, pk, "记录.pdf", PDF)
    desk.do(lambda services: services.store.database.run("UPDATE evidence SET data = x'00' WHERE 1").__class__)
    desk.ask.answers.append(None)
    press(desk, page, "button")
    assert desk.ask.asked[-1][1][0].code == "E-43"
    assert launched == []


def test_ctrl_e_goes_to_the_evidence(desk: Desk, page: LedgerPage, pk: int) -> None:
    page.add_evidence()
    assert page.list.panel.evidence.add_button.hasFocus()
    add(desk, pk, "记录.pdf", PDF)
    page.list.panel.hide()
    page.add_evidence()
    assert page.list.panel.isVisible()
    assert page.list.panel.evidence.tiles.hasFocus()


def test_every_verb_is_reached_by_keyboard(page: LedgerPage) -> None:
    for button in page.list.panel.evidence.findChildren(QPushButton):
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


# ---------------------------------------------------------------------- the wrapper, pictures, small things
def test_the_wrapper_looks_at_the_content_itself(tmp_path: Path, launched: Launched) -> None:
    good, bad = tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes(PDF)
    bad.write_bytes(EXE)
    opener = Opener(launched)
    opener.open(good)
    with pytest.raises(UserError) as fault:
        opener.open(bad)
    assert fault.value.code == "E-41"
    assert launched == [good]
    launched.there = False
    with pytest.raises(UserError, match="这台电脑上没有能打开它的软件"):
        opener.open(good)


def test_a_missing_reader_is_told(desk: Desk, page: LedgerPage, pk: int, launched: Launched) -> None:
    add(desk, pk, "记录.ofd", GOOD["ofd"])
    launched.there = False
    desk.ask.answers.append(None)
    press(desk, page, "button")
    assert desk.ask.asked[-1][1][0].code == "E-44"


@pytest.mark.qt_log_ignore("JPEG", extend=True)
def test_small_pictures_are_made_within_limits() -> None:
    room = QSize(116, 76)
    assert small_picture(PNG, "png", room) is not None
    assert small_picture(JPG, "jpg", room) is None
    assert small_picture(PNG, "jpg", room) is None
    huge = PNG[:16] + (30_000).to_bytes(4, "big") * 2 + PNG[24:]
    assert small_picture(huge, "png", room) is None


def test_pictures_seen_lately_are_kept(desk: Desk, page: LedgerPage, pk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    piece = add(desk, pk, "照片.png", PNG)
    shown: list[str] = []
    page.evidence.verbs.pictures((piece,), lambda key, _image: shown.append(key), page)
    assert shown == [piece.sha256]
    monkeypatch.setattr("dangjian_desktop.ui.ledger.evidence.actions._KEPT", 0)
    fresh = EvidenceActions(desk.caller, desk.theme, desk.ask, desk.changes, page)
    fresh.pictures((piece,), lambda key, _image: shown.append(key), page)
    desk.settle()
    assert len(shown) == 2
    assert not fresh._pictures


@pytest.mark.parametrize(("size", "words"), [(0, "1 KB"), (2048, "2 KB"), (1 << 20, "1.0 MB"), (52_428_800, "50.0 MB")])
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert size_text(size) == words


def test_tiles_stand_two_beside_each_other_at_every_width(desk: Desk, page: LedgerPage, pk: int) -> None:
    for number in range(3):
        add(desk, pk, f"{number}.pdf", PDF + bytes([number]))
    tiles: EvidenceTiles = page.list.panel.evidence.tiles
    for width in (240, 180):
        tiles.resize(width, tiles.height())
        tops = [tiles.visualItemRect(tiles.item(row)).top() for row in range(3)]
        assert tops[0] == tops[1] < tops[2]


def test_in_a_narrow_window_the_panel_lies_over_the_table(desk: Desk, pk: int) -> None:
    page = desk.page("talk", size=(911, 464))
    choose(desk, page, pk)
    width = page.list.middle.width()
    assert not page.list.panel.isVisible()
    page.list.toggle_panel()
    desk.settle()
    assert page.list.panel.isVisible()
    assert page.list.middle.width() == width
    assert page.list.panel.geometry().right() == page.list.width() - 1
    page.resize(1366, 620)
    desk.settle()
    assert page.list.row.indexOf(page.list.panel) >= 0
    assert page.list.middle.width() < 1366 - page.list.panel.width() + 1
