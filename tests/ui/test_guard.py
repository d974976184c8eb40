"""The password of a ledger, as a clerk meets it: real protected files, the real window, the real thread."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.trust import attempts
from dangjian_desktop.storage.engine.keys import Cost
from dangjian_desktop.ui.dialogs.set_password import ChangePasswordDialog, SetPasswordDialog
from dangjian_desktop.ui.dialogs.unlock import UnlockDialog, UnlockForm
from dangjian_desktop.ui.file.locking import LOCKED_TITLE
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.machine import LOCK_AFTER, Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from dangjian_desktop.ui.watch.idle import Idle
from tests.fakes import FakeAsk, FixedClock
from tests.ui.hand import Hand
from tests.ui.settling import turn

pytestmark = pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")

CHEAP = Cost(2**14)
PASSWORD, OTHER = "正确的口令 12", "另一个口令 34"
TOPIC = "稀有主题零壹"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "青石镇.djtz"
    services = opening.create_ledger(path, "青石镇党委")
    services.records.save("talk", {"kind": "谈心谈话", "held_on": "2022-05-12", "topic": TOPIC})
    opening.close(services)
    shutil.rmtree(tmp_path / "备份")
    return path


@pytest.fixture
def key(plain: Path) -> Key:
    made = passwords.fresh()
    passwords.protect(opening.open_ledger(plain), made, PASSWORD, cost=CHEAP)
    return made


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


@pytest.fixture
def opened(hand: Hand, plain: Path, key: Key) -> Hand:
    """A protected ledger, opened with its password."""
    asked(hand, plain)
    enter(hand, PASSWORD)
    hand.wait()
    return hand


def code(key: Key) -> str:
    return "\n".join(passwords.code_lines(key))


def asked(hand: Hand, path: Path) -> UnlockDialog:
    hand.window.openings.open(path)
    return waiting(hand)


def waiting(hand: Hand) -> UnlockDialog:
    """The dialog, once it can be typed in."""
    guard = hand.window.guard
    hand.qtbot.waitUntil(lambda: guard.asking is not None and guard.asking.form.isEnabled())
    assert guard.asking is not None
    return guard.asking


def enter(hand: Hand, password: str) -> None:
    form = waiting(hand).form
    form.line.setText(password)
    hand.qtbot.keyClick(form.line, Qt.Key.Key_Return)


def locked(hand: Hand) -> UnlockForm:
    page = hand.window.locking.locked
    assert page is not None
    return page.form


def dialog(hand: Hand, kind: type[Any]) -> Any:
    hand.qtbot.waitUntil(lambda: isinstance(hand.window.guard.dialog, kind))
    return hand.window.guard.dialog


def topics(hand: Hand) -> list[str]:
    found: list[str] = hand.do(lambda services: [one.values.get("topic", "") for one in services.records.all_of("talk")])
    return found


def states(hand: Hand) -> dict[str, bool]:
    menus = hand.window.menus
    named = {"set": "set_password", "change": "change_password", "lift": "lift_password", "lock": "lock"}
    return {name: menus.actions[one].isEnabled() for name, one in named.items()}


def texts(widget: Any) -> str:
    """Everything a person could read on it now."""
    from PySide6.QtWidgets import QLabel, QPushButton

    labels = [one.text() for kind in (QLabel, QPushButton) for one in widget.findChildren(kind) if one.isVisible()]
    return "\n".join([widget.windowTitle(), *labels])


# ---------------------------------------------------------------------- opening
def test_a_protected_ledger_asks_for_its_password_and_opens(opened: Hand, plain: Path) -> None:
    assert opened.window.guard.asking is None
    assert topics(opened) == [TOPIC]
    assert plain.name in opened.window.windowTitle()
    assert states(opened) == {"set": False, "change": True, "lift": True, "lock": True}


def test_a_wrong_password_is_told_and_the_next_try_waits(hand: Hand, plain: Path, key: Key) -> None:
    form = asked(hand, plain).form
    assert not form.go.isEnabled()
    enter(hand, "错的口令 123")
    hand.qtbot.waitUntil(lambda: bool(form.message.text()))
    assert "口令不正确（已试 1 次）" in form.message.text()
    assert form.line.text() == ""
    form.line.setText(PASSWORD)
    assert form.go.text().startswith("请等")
    hand.qtbot.waitUntil(lambda: form.go.isEnabled())
    form.go.click()
    hand.wait()
    assert topics(hand) == [TOPIC]


def test_wrong_tries_of_before_are_waited_for_too(hand: Hand, plain: Path, key: Key) -> None:
    clock = FixedClock(FixedClock().at.now().astimezone())
    attempts.note(key.mark, clock)
    attempts.note(key.mark, clock)
    form = asked(hand, plain).form
    form.line.setText(PASSWORD)
    assert form.go.text().startswith("请等")
    assert not form.go.isEnabled()


def test_who_turns_back_finds_the_start_page_even_in_the_middle_of_a_try(hand: Hand, plain: Path, key: Key) -> None:
    asking = asked(hand, plain)
    asking.form.leave.click()
    assert hand.window.guard.asking is None
    asking = asked(hand, plain)
    asking.form.line.setText(PASSWORD)
    asking.form.go.click()
    asking.reject()
    turn(hand.qtbot)
    assert hand.window.work is None
    assert hand.window.caller is None
    assert QApplication.overrideCursor() is None


def test_the_recovery_code_opens_and_a_new_password_is_set(hand: Hand, plain: Path, key: Key) -> None:
    form = asked(hand, plain).form
    form.other.click()
    form.box.setPlainText(code(key).lower())
    form.go.click()
    hand.wait()
    change = dialog(hand, ChangePasswordDialog)
    assert change.old.isHidden()
    change.first.setText(OTHER)
    change.second.setText(OTHER)
    change.go.click()
    hand.qtbot.waitUntil(lambda: not change.isVisible())
    hand.settle()
    hand.window.close_file()
    assert passwords.unlock(plain, password=OTHER) == key


def test_a_code_with_a_slip_of_the_pen_can_be_mended(hand: Hand, plain: Path, key: Key) -> None:
    form = asked(hand, plain).form
    form.other.click()
    right = code(key)
    form.box.setPlainText(("3" if right[0] != "3" else "4") + right[1:])
    form.go.click()
    hand.qtbot.waitUntil(lambda: bool(form.message.text()))
    assert form.box.isVisible()
    assert form.box.toPlainText()
    form.box.setPlainText(right)
    form.go.click()
    hand.wait()
    assert topics(hand) == [TOPIC]


def test_without_the_key_file_the_code_is_asked_for_at_once(hand: Hand, plain: Path, key: Key) -> None:
    plain.with_suffix(".djkey").unlink()
    asked(hand, plain)
    enter(hand, PASSWORD)
    form = hand.window.guard.asking.form  # type: ignore[union-attr]
    hand.qtbot.waitUntil(lambda: bool(form.message.text()))
    assert "钥匙文件" in form.message.text()
    assert form.box.isVisible()
    form.other.click()
    assert form.line.isVisible()


def test_a_file_that_goes_away_while_the_password_is_typed_is_told_in_its_words(hand: Hand, plain: Path, key: Key) -> None:
    asked(hand, plain)
    plain.unlink()
    hand.ask.answers[:] = [False]
    enter(hand, PASSWORD)
    hand.qtbot.waitUntil(lambda: bool(hand.ask.asked))
    assert hand.window.guard.asking is None
    assert hand.window.work is None


def test_a_protected_ledger_in_use_is_looked_at_as_a_copy(hand: Hand, plain: Path, key: Key) -> None:
    holder = opening.open_ledger(plain, key=key)
    try:
        hand.ask.answers[:] = [True]
        asked(hand, plain)
        enter(hand, PASSWORD)
        hand.qtbot.waitUntil(lambda: bool(hand.ask.asked))
        enter(hand, PASSWORD)
        hand.wait()
        assert hand.window.work is not None
        assert hand.window.work.file.opened.read_only
        assert states(hand) == {"set": False, "change": False, "lift": False, "lock": True}
    finally:
        opening.close(holder)


def test_a_protected_ledger_is_opened_again_without_asking(opened: Hand) -> None:
    opened.window.openings.reopen()
    opened.wait()
    opened.window.set_look(1.0, contrast=False)
    opened.wait()
    assert opened.window.guard.asking is None
    assert topics(opened) == [TOPIC]


def test_the_window_goes_on_with_a_copy_of_a_protected_ledger(opened: Hand, tmp_path: Path) -> None:
    there = tmp_path / "别处"
    there.mkdir()
    opened.ask.answers[:] = [there / "副本.djtz"]
    opened.window.keeping.copy_and_edit()
    opened.qtbot.waitUntil(lambda: opened.window.work is not None and "副本" in opened.window.work.file.opened.path)
    opened.settle()
    assert topics(opened) == [TOPIC]
    opened.window.close_file()
    assert passwords.unlock(there / "副本.djtz", password=PASSWORD)


def test_a_restored_protected_ledger_stays_open(opened: Hand, plain: Path) -> None:
    made = opened.do(lambda services: services.backups.make())
    opened.do(lambda services: services.records.save("talk", {"kind": "谈心谈话", "held_on": "2022-06-01"}))
    backups = opened.backups()
    opened.window.keeping.list._restore(backups, made.path)
    opened.qtbot.waitUntil(lambda: not backups.isVisible())
    opened.wait()
    assert topics(opened) == [TOPIC]
    assert states(opened)["lock"]


# ---------------------------------------------------------------------- setting and taking off
def test_a_password_is_set_after_two_groups_of_the_code_were_typed_again(hand: Hand, plain: Path, tmp_path: Path) -> None:
    hand.open(plain)
    assert states(hand) == {"set": True, "change": False, "lift": False, "lock": False}
    hand.window.guard.set()
    made = dialog(hand, SetPasswordDialog)
    assert not made.to_code.isEnabled()
    made.first.setText("短口令")
    made.second.setText("短口令")
    hand.qtbot.keyClick(made.second, Qt.Key.Key_Return)
    assert "至少 8 个字符" in made.note.text()
    made.first.setText(PASSWORD)
    made.second.setText(OTHER)
    made.to_code.click()
    assert "不一样" in made.note.text()
    made.second.setText(PASSWORD)
    made.to_code.click()
    hand.ask.answers[:] = [tmp_path / "恢复码.txt", None]
    made.saved.click()
    made.saved.click()
    kept = (tmp_path / "恢复码.txt").read_text(encoding="utf-8-sig")
    assert made.code.text() in kept
    assert "密封后交保密员" in kept
    made.to_again.click()
    groups = [made.groups[number] for number in made.asked]
    made.again[0].setText("AAAA" if groups[0] != "AAAA" else "BBBB")
    assert "与恢复码不一样" in made.differs.text()
    assert not made.go.isEnabled()
    for line, group in zip(made.again, groups, strict=True):
        line.clear()
        hand.qtbot.keyClicks(line, group.lower())
    hand.ask.answers[:] = [None]
    hand.qtbot.keyClick(made.again[1], Qt.Key.Key_Return)
    hand.qtbot.waitUntil(lambda: hand.window.work is not None and hand.window.guard.key is not None)
    hand.settle()
    assert topics(hand) == [TOPIC]
    assert "已设置口令" in hand.window.state.text()
    hand.qtbot.waitUntil(lambda: hand.ask.asked[-1][0] == "tell")
    assert "以前的备份没有加密" in hand.ask.asked[-1][1][0]
    listed = hand.backups()
    assert "没有加密" in listed.plain_words.text()
    hand.ask.answers[:] = [False, True]
    listed.clear_button.click()
    assert not listed.plain.isHidden()
    listed.clear_button.click()
    hand.qtbot.waitUntil(lambda: listed.plain.isHidden())
    listed.reject()
    assert passwords.unlock(plain, password=PASSWORD) == passwords.unlock(plain, code=kept[kept.index(made.code.text()) :].split("\n\n")[0])
    hand.window.close_file()
    assert not plain.read_bytes().startswith(b"SQLite")


def test_going_back_shows_the_code_again(hand: Hand, plain: Path) -> None:
    hand.open(plain)
    hand.window.guard.set()
    made = dialog(hand, SetPasswordDialog)
    made.first.setText(PASSWORD)
    made.second.setText(PASSWORD)
    made.to_code.click()
    made.to_again.click()
    made.again[0].parent().findChildren(type(made.go))[0].click()
    assert made.steps.currentIndex() == 1
    made.reject()
    assert plain.read_bytes().startswith(b"SQLite")
    assert not plain.with_suffix(".djkey").exists()


@pytest.mark.parametrize(("name", "code"), [("没有/恢复码.txt", "E-12"), ("别的.djtz", "E-84")])
def test_a_place_that_cannot_be_written_keeps_no_code_and_says_so(hand: Hand, plain: Path, tmp_path: Path, name: str, code: str) -> None:
    hand.open(plain)
    hand.window.guard.set()
    hand.ask.answers[:] = [tmp_path / name, None]
    dialog(hand, SetPasswordDialog).saved.click()
    assert hand.ask.asked[-1][0] == "message"
    assert hand.ask.asked[-1][1][0].code == code
    assert not (tmp_path / name).exists()


def test_the_code_is_printed(hand: Hand, plain: Path, tmp_path: Path) -> None:
    hand.open(plain)
    hand.window.guard.set()
    made = dialog(hand, SetPasswordDialog)
    made.printed.click()
    chosen = hand.window.guard.printing.dialog
    assert chosen is not None
    assert chosen.isVisible()
    chosen.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    chosen.printer().setOutputFileName(str(tmp_path / "恢复码.pdf"))
    chosen.done(QDialog.DialogCode.Accepted)
    assert (tmp_path / "恢复码.pdf").read_bytes().startswith(b"%PDF")


def test_a_refused_encryption_leaves_the_plain_ledger_open_and_says_why(hand: Hand, plain: Path) -> None:
    hand.open(plain)
    (plain.parent / "备份").mkdir(exist_ok=True)
    shutil.rmtree(plain.parent / "备份")
    (plain.parent / "备份").write_text("不是文件夹", encoding="utf-8")
    hand.ask.answers[:] = [None]
    key = passwords.fresh()
    hand.window.guard._rework(lambda services: passwords.protect(services, key, PASSWORD, cost=CHEAP), key, "已设置口令")
    hand.qtbot.waitUntil(lambda: bool(hand.ask.asked))
    assert hand.ask.asked[-1][1][0].code == "E-17"
    hand.wait()
    assert topics(hand) == [TOPIC]
    assert states(hand)["set"]


def test_a_password_is_taken_off_after_a_question(opened: Hand, plain: Path) -> None:
    opened.ask.answers[:] = [False]
    opened.window.guard.lift()
    assert opened.window.guard.key is not None
    opened.ask.answers[:] = [True]
    opened.window.guard.lift()
    opened.qtbot.waitUntil(lambda: opened.window.work is not None and opened.window.guard.key is None)
    opened.settle()
    assert topics(opened) == [TOPIC]
    assert "已取消口令" in opened.window.state.text()
    assert plain.read_bytes().startswith(b"SQLite")
    assert plain.with_suffix(".djkey").exists()


def test_the_present_password_is_needed_to_change_it(opened: Hand, plain: Path, key: Key) -> None:
    opened.window.guard.change()
    made = dialog(opened, ChangePasswordDialog)
    for line, text in ((made.old, "记错的口令 9"), (made.first, OTHER), (made.second, OTHER)):
        line.setText(text)
    made.second.returnPressed.emit()
    opened.qtbot.waitUntil(lambda: bool(made.note.text()))
    assert "口令不正确" in made.note.text()
    made.old.setText(PASSWORD)
    made.second.setText("别的")
    made.go.click()
    assert "不一样" in made.note.text()
    made.second.setText(OTHER)
    made.go.click()
    opened.qtbot.waitUntil(lambda: not made.isVisible())
    opened.settle()
    assert passwords.unlock(plain, password=OTHER) == key
    assert opened.do(lambda services: services.history.entries(1)[0].label) == "更改口令"


def test_a_bug_while_changing_is_told_as_one(opened: Hand) -> None:
    opened.window.guard.change()
    made = dialog(opened, ChangePasswordDialog)
    opened.ask.answers[:] = [None]
    opened.window.guard._change(made, PASSWORD, None)  # type: ignore[arg-type]
    opened.qtbot.waitUntil(lambda: bool(opened.ask.asked))
    assert "没有预料到" in opened.ask.asked[-1][1][0]
    assert not made.isVisible()


def test_without_a_file_nothing_about_passwords_happens(hand: Hand, plain: Path) -> None:
    for act in (hand.window.guard.set, hand.window.guard.lift, hand.window.guard.change, hand.window.locking.lock):
        act()
    assert hand.window.guard.dialog is None
    hand.open(plain)
    hand.window.locking.lock()
    assert hand.window.locking.locked is None


def test_without_the_library_the_menu_says_what_is_missing(hand: Hand, plain: Path) -> None:
    hand.open(plain)
    hand.window.guard.lacking = "这台电脑上没有加密库"
    hand.window.menus.refresh()
    assert not hand.window.menus.actions["set_password"].isEnabled()
    assert hand.window.menus.actions["set_password"].toolTip() == "这台电脑上没有加密库"


# ---------------------------------------------------------------------- locking
def test_a_locked_window_shows_nothing_of_the_ledger_and_hears_no_key(opened: Hand, plain: Path) -> None:
    work = opened.window.work
    assert work is not None
    work.go_to("talk")
    opened.settle()
    opened.window.undoing.bar.say("已作废 1 条谈话")
    opened.window.locking.lock()
    assert opened.window.windowTitle() == LOCKED_TITLE
    said = texts(opened.window)
    assert "已锁定" in said
    assert TOPIC not in said
    assert plain.stem not in said
    for part in (opened.window.menuBar(), opened.window.statusBar(), opened.window.undoing.bar, work):
        assert not part.isVisible()
    tab = work.tabs.currentIndex()
    for press in (Qt.Key.Key_1, Qt.Key.Key_N, Qt.Key.Key_Z, Qt.Key.Key_K, Qt.Key.Key_W):
        opened.qtbot.keyClick(opened.window, press, Qt.KeyboardModifier.ControlModifier)
    opened.qtbot.keyClick(opened.window.locking.locked, Qt.Key.Key_F2)
    assert work.tabs.currentIndex() == tab
    assert opened.window.work is work
    opened.window.locking.lock()
    assert opened.window.windowTitle() == LOCKED_TITLE


def test_the_password_unlocks_and_the_title_comes_back(opened: Hand, plain: Path) -> None:
    title = opened.window.windowTitle()
    opened.window.locking.lock()
    form = locked(opened)
    form.line.setText("错的口令 123")
    opened.qtbot.keyClick(form.line, Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: bool(form.message.text()))
    assert "口令不正确" in form.message.text()
    opened.qtbot.waitUntil(lambda: not form._left)
    form.line.setText(PASSWORD)
    form.go.click()
    opened.qtbot.waitUntil(lambda: opened.window.locking.locked is None)
    opened.settle()
    assert opened.window.windowTitle() == title
    assert opened.window.pages.currentWidget() is opened.window.work
    assert opened.window.menuBar().isVisible()
    assert opened.window.statusBar().isVisible()
    assert all(action.isEnabled() for action in opened.window.actions())


def test_secret_fields_are_covered_behind_the_lock(opened: Hand) -> None:
    work = opened.window.work
    assert work is not None
    work.file.veil.lift()
    opened.window.locking.lock()
    opened.window.locking._unlocked(opened.window.shared.file)
    assert not work.file.veil.lifted


def test_the_recovery_code_unlocks_too(opened: Hand, key: Key) -> None:
    opened.window.locking.lock()
    form = locked(opened)
    form.other.click()
    form.box.setPlainText(code(key))
    form.go.click()
    opened.qtbot.waitUntil(lambda: opened.window.locking.locked is None)


def test_a_ledger_can_be_closed_from_the_lock_and_the_next_one_is_not_locked(opened: Hand, plain: Path) -> None:
    opened.window.locking.lock()
    locked(opened).leave.click()
    assert opened.window.work is None
    assert opened.window.menuBar().isVisible()
    assert opened.window.windowTitle() == "党建责任台账"
    asked(opened, plain)
    enter(opened, PASSWORD)
    opened.wait()
    assert opened.window.locking.locked is None


def test_what_is_opened_again_behind_the_lock_stays_locked(opened: Hand) -> None:
    opened.window.locking.lock()
    opened.window.openings.reopen()
    opened.wait()
    assert opened.window.locking.locked is not None
    assert opened.window.windowTitle() == LOCKED_TITLE


def test_a_bug_while_unlocking_is_told_after_unlocking(opened: Hand) -> None:
    opened.window.locking.lock()
    opened.ask.answers[:] = [None]
    opened.window.locking._unlock(None, "")  # type: ignore[arg-type]
    opened.qtbot.waitUntil(lambda: bool(opened.ask.asked))
    assert "没有预料到" in opened.ask.asked[-1][1][0]


def test_the_lock_keeps_what_is_being_typed_and_composed(opened: Hand) -> None:
    work = opened.window.work
    assert work is not None
    page = work.go_to("talk")
    page.new()
    opened.qtbot.waitUntil(lambda: page.form is not None and page.form.session.start is not None)
    assert page.form is not None
    line = page.form.fields.editors["topic"].line  # type: ignore[attr-defined]
    line.setFocus()
    line.setText("半年")
    QApplication.sendEvent(line, QInputMethodEvent("思想", []))
    commit_like_an_input_method(line, "思想")
    opened.window.locking.lock()
    opened.settle()
    (draft,) = opened.do(lambda services: services.drafts.all())
    assert draft.data["topic"] == "半年思想"
    form = locked(opened)
    form.line.setText(PASSWORD)
    form.go.click()
    opened.qtbot.waitUntil(lambda: opened.window.locking.locked is None)
    assert page.form.isVisible()
    assert line.text() == "半年思想"
    assert opened.window.focusWidget() is line
    page.form.dirty = False
    opened.ask.answers[:] = ["drop"]


def commit_like_an_input_method(line: QLineEdit, text: str) -> None:
    """What an input method does when it is told to commit: the offscreen platform has none, so the text is handed over here."""
    done = QInputMethodEvent("", [])
    done.setCommitString(text)
    QApplication.sendEvent(line, done)


def test_dialogs_and_menus_go_and_nothing_is_asked_over_a_locked_window(opened: Hand) -> None:
    real = Ask(opened.window.shared.theme, lambda: opened.window)
    opened.window.shared.ask = real
    menu = QMenu(opened.window)
    menu.addAction("稀有")
    menu.popup(opened.window.mapToGlobal(opened.window.rect().center()))
    answers: list[Any] = []

    def lock() -> None:
        opened.window.locking.lock()
        answers.append(real.choose("稀有", "", (("later", "以后再说"), ("keep", "存回台账"))))
        answers.append(real.text("稀有", "", verb="保存"))
        answers.extend([real.open_file("", ""), real.open_files("", ""), real.save_file("", "", ""), real.open_folder("")])
        real.tell("稀有", "等一等")

    QTimer.singleShot(0, lock)
    asked = real.confirm("稀有？", "", "作废")
    answers.append(asked)
    assert answers == ["later", None, None, (), None, None, False]
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [opened.window]
    seen: list[str] = []
    answer_soon(seen)
    opened.window.locking._unlocked(opened.window.shared.file)
    assert seen == ["稀有"]


def answer_soon(seen: list[str]) -> None:
    """Read the next dialog and close it."""

    def look() -> None:
        shown = QApplication.activeModalWidget()
        if isinstance(shown, QDialog):
            seen.append(shown.windowTitle())
            shown.reject()
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def test_messages_that_waited_go_with_a_closed_ledger(opened: Hand) -> None:
    real = Ask(opened.window.shared.theme, lambda: opened.window)
    opened.window.shared.ask = real
    opened.window.locking.lock()
    real.tell("稀有", "关于这本台账")
    locked(opened).leave.click()
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [opened.window]


# ---------------------------------------------------------------------- idle
class Wall:
    """A wall clock a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_idle_window_locks_itself_and_a_touch_begins_anew(opened: Hand) -> None:
    locking, wall = opened.window.locking, Wall()
    locking.idle._now = wall
    locking.idle.watch(10)
    wall.now += 599
    opened.qtbot.keyClick(opened.window, Qt.Key.Key_Shift)
    wall.now += 599
    locking.idle._look()
    assert locking.locked is None
    wall.now += 1
    locking.idle._look()
    assert locking.locked is not None


def test_the_first_touch_after_a_sleep_locks_and_goes_no_further(qtbot: QtBot) -> None:
    wall, line = Wall(), QLineEdit()
    qtbot.addWidget(line)
    idle = Idle(line, wall)
    line.show()
    idle.watch(3)
    wall.now += 8 * 3600
    with qtbot.waitSignal(idle.passed):
        qtbot.keyClicks(line, "a")
    assert line.text() == ""
    qtbot.keyClicks(line, "b")
    assert line.text() == "b"


def test_a_mouse_that_moves_is_a_touch_and_a_clock_set_back_never_locks(qtbot: QtBot) -> None:
    wall, line = Wall(), QLineEdit()
    qtbot.addWidget(line)
    idle = Idle(line, wall)
    passed: list[bool] = []
    idle.passed.connect(lambda: passed.append(True))
    idle.watch(3)
    wall.now += 100
    at = QPointF(3, 3)
    none, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(line, QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, no_key))
    wall.now += 100
    idle._look()
    wall.now -= 10_000
    idle._look()
    assert not passed
    assert idle._timer.remainingTime() <= 3 * 60 * 1000 * 1.05  # a coarse timer


def test_the_timer_passes_by_itself(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    idle = Idle(line)
    with qtbot.waitSignal(idle.passed):
        idle.watch(0.001)


@pytest.mark.parametrize(("typed", "kept"), [("15", 15), ("2", LOCK_AFTER), ("61", LOCK_AFTER), ("十", LOCK_AFTER), (None, LOCK_AFTER)])
def test_the_minutes_are_this_machine_s_and_have_borders(hand: Hand, typed: str | None, kept: int) -> None:
    hand.ask.answers[:] = [typed, None]
    hand.window.locking.set_minutes()
    assert Machine().lock_minutes == kept
    refused = [asked for asked in hand.ask.asked if asked[0] == "message"]
    assert bool(refused) == (typed is not None and kept == LOCK_AFTER)


def test_new_minutes_count_at_once(opened: Hand) -> None:
    opened.ask.answers[:] = ["3"]
    opened.window.locking.set_minutes()
    assert opened.window.locking.idle._limit == 180


@pytest.mark.parametrize("kept", ["viel", "0", "900"])
def test_minutes_nobody_could_have_chosen_are_the_usual_ones(own_home: Path, kept: str) -> None:
    (own_home / "machine.ini").write_text(f"[General]\nlock_minutes={kept}\n", encoding="utf-8")
    assert Machine().lock_minutes == LOCK_AFTER


# ---------------------------------------------------------------------- backups
def test_a_protected_backup_comes_back_with_the_password_of_its_time(hand: Hand, plain: Path, key: Key, tmp_path: Path) -> None:
    services = opening.open_ledger(plain, key=key)
    made = services.backups.make()
    opening.close(services)
    place = tmp_path / "新电脑" / "青石镇.djtz"
    place.parent.mkdir()
    hand.ask.answers[:] = [made.path, place]
    hand.window.openings.restore_file()
    enter(hand, PASSWORD)
    hand.wait()
    assert hand.window.work is not None
    assert Path(hand.window.work.file.opened.path) == place
    assert topics(hand) == [TOPIC]
    hand.window.close_file()
    assert passwords.unlock(place, password=PASSWORD) == key
