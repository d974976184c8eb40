"""Backups, copies, ways out of read-only and the way in, as a clerk meets them. Real file, real backups, real thread."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop import paths
from dangjian_desktop.domain.backup import Difference
from dangjian_desktop.domain.check_code import check_code
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, UserError
from dangjian_desktop.domain.handover import HandoverOptions
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.base.ports import SystemClock
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.dialogs.backups import BackupsDialog, _words
from dangjian_desktop.ui.dialogs.check_code import CheckCodeDialog, CompareCodeDialog
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.parts.code_box import code_html
from dangjian_desktop.ui.kit.parts.status import when
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import CHINA, FakeAsk, FixedClock
from tests.packs import pack_of
from tests.ui.hand import Hand
from tests.ui.handover_fakes import Code

TALK = {"kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": 2, "held_on": "2022-05-12"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Of today, by the clock of the machine; without a backup yet."""
    path = tmp_path / "青石镇.djtz"
    services = opening.create_ledger(path, "青石镇党委")
    services.records.save("talk", TALK)
    opening.close(services)
    shutil.rmtree(tmp_path / "备份")
    return path


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    yield made
    made.close()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow, file: Path) -> Hand:
    made = Hand(qtbot, window)
    made.open(file)
    return made


def test_a_backup_is_made_and_the_status_bar_knows(hand: Hand, file: Path) -> None:
    keeping = hand.window.keeping
    keeping.back_up()
    hand.settle()
    assert "最近备份 今天" in keeping.backup.text()
    assert "✓" in keeping.backup.text()
    assert keeping.outside.text() == "还没有离开本机的备份"
    assert hand.window.work is not None
    assert not hand.window.work.desk.backup_card.isHidden()
    assert "已备份，第 1 号" in hand.window.state.text()
    assert list((file.parent / "备份").glob("*.djtz"))
    hand.window.statusBar().grab()
    hand.window.close_file()
    assert keeping.backup.text() == ""


def test_the_reminder_leads_to_a_second_place_before_it_backs_up(hand: Hand, tmp_path: Path) -> None:
    hand.window.keeping.back_up()
    hand.settle()
    assert hand.window.work is not None
    desk = hand.window.work.desk
    assert desk.backup_button.text() == "设置..."
    desk.backup_button.click()
    hand.qtbot.waitUntil(lambda: hand.window.keeping.list.dialog is not None)
    dialog = hand.window.keeping.list.dialog
    assert isinstance(dialog, BackupsDialog)
    stick = tmp_path / "U盘"
    stick.mkdir()
    hand.ask.answers[:] = [stick]  # type: ignore[attr-defined]
    dialog.place_button.click()
    hand.settle()
    dialog.reject()
    hand.window.keeping.refresh()
    hand.settle()
    assert desk.backup_button.text() == "立即备份"
    desk.backup_button.click()
    hand.settle()
    hand.settle()
    assert desk.backup_card.isHidden()
    assert list(stick.rglob("*.djtz"))


def test_a_backup_that_is_not_made_is_told_and_made_again(hand: Hand, file: Path) -> None:
    (file.parent / "备份").write_text("im Weg", encoding="utf-8")
    hand.ask.answers[:] = ["leave"]  # type: ignore[attr-defined]
    hand.window.keeping.back_up()
    hand.settle()
    assert hand.window.work is not None
    banner = hand.window.work.banner
    assert "没有做成" in banner.title.text()
    assert hand.window.keeping.backup.text() == "备份没有做成"
    (file.parent / "备份").unlink()
    again = banner.buttons.itemAt(0).widget()
    assert again.text() == "再备份一次"  # type: ignore[attr-defined]
    again.click()  # type: ignore[attr-defined]
    hand.settle()
    assert not banner.isVisible()


def test_a_backup_is_looked_at_before_it_is_restored(hand: Hand) -> None:
    hand.do(lambda services: services.backups.make())
    hand.do(lambda services: services.records.save("talk", {**TALK, "held_on": "2022-06-01"}))
    dialog = hand.backups()
    assert dialog.table.item(0, 2).text() == "手动"
    dialog.look_button.click()
    hand.settle()
    assert dialog.steps.currentIndex() == 1
    assert "少 1 条之后的操作" in dialog.told.text()
    assert [dialog.changes.item(0, place).text() for place in range(3)] == ["没有了", "谈话", "2022-06-01"]
    dialog.reject()
    assert dialog.isVisible()
    dialog.look_button.click()
    hand.settle()
    dialog.go.click()
    hand.qtbot.waitUntil(lambda: not dialog.isVisible())
    hand.wait()
    assert hand.do(lambda services: len(services.records.all_of("talk"))) == 1
    assert "恢复到第 1 号备份" in hand.window.state.text()


def test_another_file_can_be_looked_at_and_is_refused_when_foreign(hand: Hand, file: Path, tmp_path: Path) -> None:
    other = opening.create_ledger(tmp_path / "别人.djtz", "别的镇")
    opening.close(other)
    dialog = hand.backups()
    hand.ask.answers[:] = [None, tmp_path / "别人.djtz", None]  # type: ignore[attr-defined]
    dialog.other_button.click()
    dialog.other_button.click()
    hand.settle()
    assert "看不懂" in hand.ask.asked[-1][1][0]  # type: ignore[attr-defined]
    assert dialog.steps.currentIndex() == 0


def test_the_second_place_is_chosen_and_left(hand: Hand, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    dialog = hand.backups()
    hand.ask.answers[:] = [None, stick]  # type: ignore[attr-defined]
    dialog.place_button.click()
    dialog.place_button.click()
    hand.settle()
    assert str(stick) in dialog.place.text()
    dialog.make_button.click()
    hand.settle()
    hand.settle()
    assert hand.window.keeping.outside.text() == ""
    assert "今天有过" in dialog.place.text()
    dialog.days.setValue(3)
    dialog.days.editingFinished.emit()
    dialog.days.editingFinished.emit()
    hand.settle()
    dialog.drill_button.click()
    hand.qtbot.waitUntil(lambda: "备份演练通过" in dialog.drilled.text())
    dialog.none_button.click()
    hand.settle()
    assert "没有设置" in dialog.place.text()
    dialog.reject()
    assert not dialog.isVisible()


def test_a_copy_is_saved_and_another_is_worked_in(hand: Hand, file: Path, tmp_path: Path) -> None:
    hand.ask.answers[:] = [None, tmp_path / "副本", tmp_path / "接着.djtz"]  # type: ignore[attr-defined]
    hand.window.keeping.save_copy()
    hand.window.keeping.save_copy()
    hand.settle()
    assert (tmp_path / "副本.djtz").exists()
    hand.window.keeping.copy_and_edit()
    hand.qtbot.waitUntil(lambda: "接着" in hand.window.windowTitle())
    hand.settle()
    folder = tmp_path / "本机"
    folder.mkdir()
    hand.ask.answers[:] = [None, folder]  # type: ignore[attr-defined]
    before = hand.window.caller
    hand.window.keeping.copy_here()
    hand.window.keeping.copy_here()
    hand.qtbot.waitUntil(lambda: hand.window.caller not in (None, before))
    hand.wait()
    assert (folder / "接着.djtz").exists()


def test_a_file_in_use_shows_what_is_possible(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    hand, holder = Hand(qtbot, window), opening.open_ledger(file)
    hand.ask.answers[:] = [True]  # type: ignore[attr-defined]
    hand.open(file)
    work = window.work
    assert work is not None
    assert "现在是只读副本，截至" in work.banner.title.text()
    assert [work.banner.buttons.itemAt(place).widget().text() for place in range(2)] == ["再试一次", "另存副本..."]  # type: ignore[attr-defined]
    assert "只读副本" in window.state.text()
    assert not work.desk.register.isEnabled()
    assert "只读" in work.desk.register.toolTip()
    assert not window.menus.actions["back_up"].isEnabled()
    page = work.go_to("talk")
    assert not page.list.toolbar.new_button.isEnabled()
    opening.close(holder)
    work.banner.buttons.itemAt(0).widget().click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.work is not work and window.work is not None)
    hand.settle()
    assert window.work is not None
    assert not window.work.banner.isVisible()


@pytest.mark.parametrize(
    ("condition", "verb"),
    [
        (Condition(Why.DAMAGED, {"count": 1, "earliest": ""}), "用备份恢复..."),
        (Condition(Why.IN_USE, {"who": "经办人02", "where": "另一台电脑", "since": ""}), "再试一次"),
        (Condition(Why.SHARED_PLACE), "复制到本机..."),
        (Condition(Why.HANDED_OVER, {"date": "2022-07-05"}), "继续编辑..."),
        (Condition(Why.ON_STICK), "另存一份后编辑..."),
        (Condition(Why.READ_ONLY_PLACE), "另存一份后编辑..."),
    ],
)
def test_every_state_offers_its_way_out(hand: Hand, condition: Condition, verb: str) -> None:
    work = hand.window.work
    assert work is not None
    work.file.stop_writing(condition)
    assert work.banner.isVisible()
    assert work.banner.buttons.itemAt(0).widget().text() == verb  # type: ignore[attr-defined]


def test_going_on_after_a_hand_over_wants_a_reason(hand: Hand) -> None:
    hand.ask.answers[:] = [None]  # type: ignore[attr-defined]
    hand.window.keeping.take_back()
    assert hand.ask.asked[-1][0] == "reason"  # type: ignore[attr-defined]


def test_a_missing_ledger_comes_back_from_a_backup(hand: Hand, file: Path) -> None:
    hand.do(lambda services: services.backups.make())
    hand.window.close_file()
    backup = min((file.parent / "备份").glob("*.djtz"))
    file.unlink()
    hand.ask.answers[:] = [True, None, backup]  # type: ignore[attr-defined]
    hand.window.openings.open(file)
    hand.wait()
    assert hand.ask.asked[0][1][0] == "没有找到台账文件。"  # type: ignore[attr-defined]
    assert hand.do(lambda services: len(services.records.all_of("talk"))) == 1


def test_a_backup_takes_the_place_of_a_ledger_after_a_question(hand: Hand, file: Path, tmp_path: Path) -> None:
    hand.do(lambda services: services.backups.make())
    hand.window.close_file()
    backup = min((file.parent / "备份").glob("*.djtz"))
    openings = hand.window.openings
    hand.ask.answers[:] = [
        None,
        backup,
        None,
        backup,
        file,
        False,
        backup,
        tmp_path / "新的",
    ]  # type: ignore[attr-defined]
    openings.restore_file()
    openings.restore_file()
    openings.restore_file()
    assert hand.window.caller is None
    openings.restore_file()
    hand.wait()
    assert (tmp_path / "新的.djtz").exists()


def test_what_has_no_way_out_is_only_told(hand: Hand, file: Path) -> None:
    hand.window.close_file()
    hand.ask.answers[:] = [None, False]  # type: ignore[attr-defined]
    hand.window.openings.refused(file, UserError("E-03", version="9"))
    hand.window.openings.refused(file, DataFileError("E-04"))
    assert [name for name, *_ in hand.ask.asked] == ["tell", "confirm"]  # type: ignore[attr-defined]


def test_unfinished_changes_beside_a_file_are_recovered_into_a_copy(hand: Hand, file: Path) -> None:
    hand.window.close_file()
    shutil.copy(file, file.with_name("带走.djtz"))
    hand.window.openings.recover(file.with_name("带走.djtz"))
    hand.wait()
    assert "已恢复" in hand.window.windowTitle()


def test_the_code_is_shown_big_and_copied(qtbot: QtBot, theme: Theme) -> None:
    dialog = CheckCodeDialog(Code(), "青石镇.djtz", "2022-07-05 09:00", theme, lambda: None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.box.groups[0] == "9F3A"
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text().startswith("18246 9F3A")
    dialog.print_button.click()
    assert dialog.printing.dialog is not None
    dialog.printing.dialog.reject()
    assert "9F3A" in code_html(Code(), "<名>")  # type: ignore[arg-type]
    assert "&lt;名&gt;" in code_html(Code(), "<名>")  # type: ignore[arg-type]
    dialog.box.show_groups(("AAAA",))
    assert dialog.box.accessibleName() == "核验码，AAAA"


def test_a_code_from_paper_is_compared(qtbot: QtBot, theme: Theme) -> None:
    dialog = CompareCodeDialog(theme)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.go.isEnabled()
    dialog.line.setText("18246 9F3A")
    with qtbot.waitSignal(dialog.tried) as heard:
        dialog.go.click()
    assert heard.args == ["18246 9F3A"]
    dialog.say("danger", "对不上", "请报告本单位。")
    assert dialog.banner.isVisible()
    dialog.line.clear()
    assert not dialog.banner.isVisible()


def test_days_are_said_as_people_say_them() -> None:
    today = datetime(2022, 7, 5, tzinfo=CHINA).date()
    at = datetime(2022, 7, 5, 8, 30, tzinfo=CHINA)
    said = [
        when(at.replace(year=year, month=month, day=day), today)
        for year, month, day in ((2022, 7, 5), (2022, 7, 4), (2022, 5, 1), (2021, 5, 1))
    ]
    assert said == ["今天 08:30", "昨天 08:30", "5月1日", "2021-05-01"]


def test_the_days_set_in_the_list_decide_when_the_window_reminds(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """A backup on the stick four days old: a week is allowed at first, then three days."""
    path, stick = tmp_path / "青石镇.djtz", tmp_path / "U盘"
    stick.mkdir()
    services = opening.create_ledger(path, "青石镇党委", clock=FixedClock(SystemClock().now() - timedelta(days=4)))
    services.records.save("talk", TALK)
    services.backups.set_second_place(stick)
    services.backups.make()
    opening.close(services)
    hand = Hand(qtbot, window)
    hand.open(path)
    assert hand.window.work is not None
    said, card = hand.window.keeping.outside, hand.window.work.desk.backup_card
    assert (said.text(), card.isHidden()) == ("", True)
    dialog = hand.backups()
    dialog.days.setValue(3)
    dialog.days.editingFinished.emit()
    hand.qtbot.waitUntil(lambda: said.text() == "已 4 天没有做 U 盘备份")
    assert not card.isHidden()
    dialog.days.setValue(5)
    dialog.days.editingFinished.emit()
    hand.qtbot.waitUntil(lambda: said.text() == "")
    dialog.reject()


def test_a_difference_is_said_in_a_sentence(hand: Hand) -> None:
    info = hand.do(lambda services: services.backups.make())
    assert "没有变化" in _words(Difference(info, 0, ()))
    assert "记录没有变化" in _words(Difference(info, 2, ()))
    assert "没有办法列出" in _words(Difference(info, 0, (), readable=False))


def test_a_look_into_a_pack_says_what_it_is(hand: Hand) -> None:
    receiving, work = hand.window.receiving, hand.window.work
    assert work is not None
    receiving.looking = True
    seen = receiving.seen(work.file.opened)
    assert seen.read_only
    assert seen.condition == Condition(Why.IN_PACK)
    assert [verb for verb, _act in receiving.offers(seen.condition)] == ["回到接收"]
    receiving.looking = False


def test_the_hand_over_covers_the_tabs_and_gives_them_back(hand: Hand) -> None:
    work = hand.window.work
    assert work is not None
    assert hand.window.may_leave()
    assert hand.window.leave()
    assert hand.window.work is None


def test_a_pack_is_looked_at_and_accepted_in_the_window(qtbot: QtBot, window: MainWindow, file: Path, tmp_path: Path) -> None:
    """The real services: an encrypted pack, its pass phrase, the code on paper, the ledger here, a look, and it goes on."""
    hand = Hand(qtbot, window)
    hand.open(file)
    made = hand.do(lambda services: services.handover.make(tmp_path, HandoverOptions("经办人01", "经办人02")))
    assert made.passphrase is not None
    window.start_page.receive.click()
    wizard = window.receiving.wizard
    assert window.work is None
    assert window.pages.currentWidget() is wizard
    hand.ask.answers[:] = [made.path, tmp_path / "接收.djtz"]  # type: ignore[attr-defined]
    wizard.pack.choose_file()
    wizard.pack.words.setText(made.passphrase)
    wizard.frame.go_to(1)
    wizard.code.code.setText(str(made.code))
    wizard.code.known.setCurrentIndex(1)
    wizard.code.check()
    qtbot.waitUntil(lambda: wizard.session.incoming is not None)
    copy = wizard.session.incoming.copy
    assert wizard.code.banner.title.text() == "移交包完好，和纸面的核验码一致"
    wizard.frame.go_to(2)
    assert wizard.content.banner.title.text() == "和本机的台账一样"
    assert wizard.content.table.item(0, 0).text() == "谈话"
    wizard.content.look_button.click()
    hand.wait()
    assert window.work is not None
    assert window.work.banner.title.text() == "这是移交包里的台账，还没有接收。"
    assert not window.work.desk.register.isEnabled()
    assert hand.do(lambda services: len(services.records.all_of("talk"))) == 1
    window.work.banner.buttons.itemAt(0).widget().click()  # type: ignore[attr-defined]
    assert window.pages.currentWidget() is wizard
    assert not window.receiving.looking
    wizard.frame.go_to(3)
    assert wizard.accept.who.text() == "经办人02"
    wizard.accept.choose()
    wizard.accept.accept()
    qtbot.waitUntil(lambda: window.work is not None)
    hand.wait()
    assert "接收.djtz" in window.windowTitle()
    assert window.receiving.wizard is None
    assert not copy.exists()
    assert hand.do(lambda services: services.records.save("talk", {**TALK, "held_on": "2022-06-01"})).seq > made.code.seq + 1
    assert hand.do(lambda services: services.store.damage()) == []


def test_receiving_is_left_without_a_trace(qtbot: QtBot, window: MainWindow, file: Path, tmp_path: Path) -> None:
    Hand(qtbot, window)
    pack = pack_of(file, tmp_path / "U盘")
    window.receiving.begin()
    wizard = window.receiving.wizard
    wizard.session.choose(pack)
    wizard.frame.go_to(1)
    wizard.code.without.setChecked(True)
    wizard.code.check()
    qtbot.waitUntil(lambda: wizard.session.incoming is not None)
    copy = wizard.session.incoming.copy
    wizard.frame.aside_button.click()
    assert window.pages.currentWidget() is window.start_page
    assert not copy.exists()
    window.receiving.begin()
    wizard = window.receiving.wizard
    wizard.session.choose(pack)
    wizard.frame.go_to(1)
    wizard.code.without.setChecked(True)
    wizard.code.check()
    wizard.frame.aside_button.click()
    qtbot.waitUntil(lambda: window.receiving.wizard is None)
    assert [path.name for path in paths.work_folder().iterdir()] == []


def test_the_code_of_the_ledger_is_shown_and_known_again_later(hand: Hand) -> None:
    codes = hand.window.codes
    codes.show_code()
    hand.settle()
    shown = codes.dialog
    assert isinstance(shown, CheckCodeDialog)
    code = str(shown.code)
    shown.reject()
    hand.do(lambda services: services.records.save("talk", {**TALK, "held_on": "2022-06-01"}))
    codes.compare_code()
    dialog = codes.dialog
    assert isinstance(dialog, CompareCodeDialog)
    said = []
    for text in (code, str(check_code(2, "ab" * 32)), "抄错了"):
        dialog.line.setText(text)
        dialog.go.click()
        hand.settle()
        said.append(dialog.banner.property("state"))
    assert said == ["done", "danger", "amber"]
    dialog.reject()
