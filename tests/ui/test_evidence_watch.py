"""Copies changed in another program are asked about, every byte is looked at when idle; evidence inside a form. Real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.ui.ledger.evidence.box import AFTER_SAVING
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from dangjian_desktop.ui.watch.evidence import EvidenceWatch
from tests.ui.desk import Desk

TALK = {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 2}
ACTIVE = Qt.ApplicationState.ApplicationActive


@pytest.fixture
def pk(desk: Desk) -> int:
    return desk.save("talk", TALK)


@pytest.fixture
def copy(desk: Desk, pk: int) -> Path:
    """A piece of evidence opened in another program."""
    return opened(desk, pk, "记录.txt")


def opened(desk: Desk, pk: int, name: str) -> Path:
    desk.do(lambda services: services.evidence.add_bytes(pk, name, f"{name}，原来的".encode()))
    piece = desk.do(lambda services: services.evidence.of(pk))[-1]
    path: Path = desk.do(lambda services: services.evidence.open_copy(pk, piece.sha256))
    return path


@pytest.fixture
def watch(desk: Desk) -> EvidenceWatch:
    made = EvidenceWatch(desk.caller, desk.ask, desk.changes, lambda: False, QObject(desk.owner))
    made.begin()
    settled(desk)
    return made


def settled(desk: Desk) -> None:
    for _answer in range(4):
        desk.settle()


def names(desk: Desk, pk: int) -> list[str]:
    return [piece.name for piece in desk.do(lambda services: services.evidence.of(pk))]


def come_back(watch: EvidenceWatch, desk: Desk) -> None:
    watch._came(Qt.ApplicationState.ApplicationInactive)
    watch._came(ACTIVE)
    settled(desk)


def change(path: Path, text: str = "改过的") -> None:
    path.write_text(text, encoding="utf-8")


# ---------------------------------------------------------------------- changed copies
def test_a_changed_copy_is_asked_about_when_the_user_comes_back_and_kept(desk: Desk, watch: EvidenceWatch, copy: Path, pk: int) -> None:
    come_back(watch, desk)
    assert desk.ask.asked == []
    change(copy)
    desk.ask.answers[:] = ["keep"]
    come_back(watch, desk)
    ((_, words, _named),) = desk.ask.asked
    assert words[0] == "“记录.txt”在外部被修改过，存回台账吗？"
    assert [key for key, _verb in words[2]] == ["later", "keep", "drop"]
    assert len(names(desk, pk)) == 2
    come_back(watch, desk)
    assert len(desk.ask.asked) == 1


def test_what_is_not_wanted_is_not_asked_about_again(desk: Desk, watch: EvidenceWatch, copy: Path, pk: int) -> None:
    change(copy)
    desk.ask.answers[:] = ["drop"]
    come_back(watch, desk)
    come_back(watch, desk)
    assert names(desk, pk) == ["记录.txt"]
    assert len(desk.ask.asked) == 1


def test_what_was_put_off_waits_until_it_was_changed_once_more(desk: Desk, watch: EvidenceWatch, copy: Path, pk: int) -> None:
    change(copy)
    desk.ask.answers[:] = ["later"]
    come_back(watch, desk)
    come_back(watch, desk)
    assert len(desk.ask.asked) == 1
    change(copy, "改过的，又改了")
    desk.ask.answers[:] = ["later"]
    come_back(watch, desk)
    assert len(desk.ask.asked) == 2
    copy.unlink()
    come_back(watch, desk)
    assert names(desk, pk) == ["记录.txt"]


def test_several_are_asked_about_one_after_the_other(desk: Desk, watch: EvidenceWatch, copy: Path, pk: int) -> None:
    other = opened(desk, pk, "照片说明.txt")
    change(copy)
    change(other)
    desk.ask.answers[:] = ["later", "later"]
    come_back(watch, desk)
    assert {asked[1][0][:5] for asked in desk.ask.asked} == {"“记录.t", "“照片说明"}


def test_what_an_earlier_run_left_behind_is_asked_about_at_once(desk: Desk, copy: Path) -> None:
    change(copy)
    desk.ask.answers[:] = ["drop"]
    EvidenceWatch(desk.caller, desk.ask, desk.changes, lambda: False, QObject(desk.owner)).begin()
    settled(desk)
    assert len(desk.ask.asked) == 1


def test_nothing_is_asked_in_a_read_only_ledger_or_over_a_locked_window(desk: Desk, watch: EvidenceWatch, copy: Path) -> None:
    change(copy)
    EvidenceWatch(desk.caller, desk.ask, desk.changes, lambda: True, QObject(desk.owner)).begin()
    watch.locked = True
    come_back(watch, desk)
    watch._found(desk.do(lambda services: services.evidence.changed_copies()))
    assert desk.ask.asked == []
    watch.locked = False
    desk.ask.answers[:] = ["drop"]
    watch.look()
    settled(desk)
    assert len(desk.ask.asked) == 1


def test_a_second_question_does_not_come_over_the_first(desk: Desk, watch: EvidenceWatch, copy: Path) -> None:
    change(copy)
    found = desk.do(lambda services: services.evidence.changed_copies())
    watch._asking = True
    watch.look()
    watch._found(found)
    settled(desk)
    assert desk.ask.asked == []


# ---------------------------------------------------------------------- every byte
def test_every_byte_is_looked_at_and_what_differs_is_told(desk: Desk, watch: EvidenceWatch, pk: int) -> None:
    for number in range(3):
        desk.do(lambda services, number=number: services.evidence.add_bytes(pk, f"{number}.txt", bytes([number]) * 50))
    watch.timer.stop()
    watch.check_on()
    settled(desk)
    assert desk.ask.asked == []
    desk.do(lambda services: services.store.database.run("UPDATE evidence SET data = zeroblob(length(data)) WHERE size = 50"))
    desk.ask.answers[:] = [None]
    watch._after = ""
    watch.check_on()
    settled(desk)
    assert [asked[1][0].code for asked in desk.ask.asked] == ["E-43"]


def test_a_large_ledger_is_looked_at_in_pieces(desk: Desk, watch: EvidenceWatch) -> None:
    watch.timer.stop()
    watch._checked(("abc", ()))
    assert watch.timer.isActive()
    watch._checked(("", ()))
    assert watch._after == ""


def test_a_locked_window_is_told_nothing_and_looks_again_later(desk: Desk, watch: EvidenceWatch) -> None:
    watch.locked = True
    watch._after = "before"
    watch.timer.stop()
    watch._checked(("after", ((1, "稀有.txt"),)))
    assert desk.ask.asked == []
    assert watch._after == "before"
    assert watch.timer.isActive()


# ---------------------------------------------------------------------- inside the form
@pytest.fixture
def page(desk: Desk, pk: int) -> LedgerPage:
    return desk.page("talk")


def test_a_new_record_is_saved_before_it_gets_evidence(desk: Desk, page: LedgerPage) -> None:
    form = desk.form(page)
    box = form.area.evidence
    assert box is not None
    assert AFTER_SAVING in [label.text() for label in box.findChildren(type(form.head.title))]
    assert page.form_evidence is not None
    box.choose_wanted.emit()
    assert desk.ask.asked == []


def test_a_stored_record_shows_and_gets_evidence_in_its_form(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path) -> None:
    paper = tmp_path / "签到表.txt"
    paper.write_text("签到", encoding="utf-8")
    form = desk.form(page, pk)
    box = form.area.evidence
    assert box is not None
    assert page.form_evidence is not None
    box.files_dropped.emit((paper,))
    settled(desk)
    assert names(desk, pk) == ["签到表.txt"]
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(picture)
    page.paste()
    settled(desk)
    QGuiApplication.clipboard().clear()
    assert len(names(desk, pk)) == 2
    desk.ask.answers[:] = ["登记错了"]
    box.remove_wanted.emit(desk.do(lambda services: services.evidence.of(pk))[0])
    settled(desk)
    assert len(names(desk, pk)) == 1
    desk.ask.answers[:] = [(paper,)]
    box.choose_wanted.emit()
    settled(desk)
    assert len(names(desk, pk)) == 2


def test_what_cannot_be_added_is_told_and_the_box_is_free_again(desk: Desk, page: LedgerPage, pk: int, tmp_path: Path) -> None:
    empty = tmp_path / "空的.txt"
    empty.touch()
    form = desk.form(page, pk)
    faults: list[BaseException] = []
    desk.caller.faulted.disconnect()
    desk.caller.faulted.connect(faults.append)
    desk.ask.answers[:] = [None]
    form.area.evidence.files_dropped.emit((empty,))  # type: ignore[union-attr]
    settled(desk)
    said = [asked[1][0] for asked in desk.ask.asked] + faults
    assert said
    assert all(isinstance(one, UserError) or one.code == "E-42" for one in said)  # type: ignore[union-attr]
    assert names(desk, pk) == []


def test_a_change_of_another_record_leaves_the_form_s_list_alone(desk: Desk, page: LedgerPage, pk: int) -> None:
    form = desk.form(page, pk)
    other = desk.save("talk", TALK)
    desk.change(lambda services: services.evidence.add_bytes(other, "别人的.txt", b"x"))
    settled(desk)
    assert form.area.evidence is not None
    assert names(desk, pk) == []
