"""The window as a clerk meets it: a file is made, opened, looked at, worked in and closed. Real file, real thread."""

import gc
from datetime import date
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, QtMsgType
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QPushButton

from dangjian_desktop import app, logs
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half, parse, quarter
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.dialogs.backups import BackupsDialog
from dangjian_desktop.ui.dialogs.duties import DutiesDialog
from dangjian_desktop.ui.dialogs.handbook import Handbook
from dangjian_desktop.ui.dialogs.log_dialog import LogDialog
from dangjian_desktop.ui.kit.commands import INSIDE
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.parts.parts import TITLE
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk
from tests.ui.settling import answered


@pytest.fixture
def file(tmp_path, clock):
    """A ledger with a few records in the first half of 2022 and one before."""
    path = tmp_path / "青石镇.djtz"
    services = opening.create_ledger(path, "中共青石镇委员会", clock=clock)
    leaders = [{"name": name, "category": "班子成员"} for name in ("班子成员01", "班子成员02")]
    people = [services.records.save("person", leader).ids[0] for leader in leaders]
    talk = {"kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": 2, "speaker": people[0]}
    for day in ("2021-05-12", "2022-05-12", "2022-06-30"):
        services.records.save("talk", {**talk, "held_on": day})
    services.records.save("talk", {"held_on": "2022-06-01", "topic": "半年思想动态"})
    opening.close(services)
    return path


@pytest.fixture
def window(qtbot, qapp):
    made = MainWindow(Theme(), Machine(), PagePainter(), FakeAsk())
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    yield made
    made.close()


def settle(qtbot, window):
    """Everything asked so far has been answered."""
    answered(qtbot, window.caller, window)


def later(qtbot):
    """A new ledger asks which duties the office has; not now."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DutiesDialog))
    qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape)


@pytest.fixture
def opened(qtbot, window, file):
    window.openings.open(file)
    qtbot.waitUntil(lambda: window.work is not None)
    window.periods.set_period(half(2022, 1))
    settle(qtbot, window)
    return window


def test_the_start_page_offers_new_open_and_demo(window):
    assert window.work is None
    assert window.start_page.nothing.isVisible()
    assert not window.start_page.open.isVisible()
    assert window.start_page.new.property("kind") == "primary"
    assert not window.menus.actions["undo"].isEnabled()


def test_a_new_ledger_is_made_where_the_user_says(qtbot, window, tmp_path):
    window.ask.answers[:] = [("中共青石镇委员会", "镇"), tmp_path / "新台账"]
    window.start_page.new.click()
    qtbot.waitUntil(lambda: window.work is not None)
    assert (tmp_path / "新台账.djtz").exists()
    assert window.work.file.opened.unit == "中共青石镇委员会"
    assert "新台账.djtz" in window.windowTitle()
    later(qtbot)
    settle(qtbot, window)


def test_nothing_is_made_when_the_user_turns_back(window):
    window.ask.answers[:] = [None]
    window.openings.new_file()
    window.ask.answers[:] = [("某镇", "镇"), None]
    window.openings.new_file()
    window.ask.answers[:] = [None, None]
    window.openings.browse()
    window.openings.demo()
    assert window.caller is None


def test_a_file_that_is_not_ours_is_refused_in_its_words(qtbot, window, tmp_path):
    wrong = tmp_path / "文字.djtz"
    wrong.write_text("这不是台账", encoding="utf-8")
    window.ask.answers[:] = [wrong, None]
    window.start_page.browse.click()
    qtbot.waitUntil(lambda: len(window.ask.asked) == 2)
    assert "不是党建台账" in window.ask.asked[-1][1][0]
    assert window.work is None
    assert wrong.read_text(encoding="utf-8") == "这不是台账"


def test_a_file_in_use_can_be_looked_at_as_a_copy(qtbot, window, file):
    holder = opening.open_ledger(file)
    try:
        window.ask.answers[:] = [False, True]
        window.openings.open(file)
        qtbot.waitUntil(lambda: len(window.ask.asked) == 1)
        assert "使用" in window.ask.asked[0][1][0]
        window.openings.open(file)
        qtbot.waitUntil(lambda: window.work is not None)
        assert window.work.file.opened.read_only
        settle(qtbot, window)
    finally:
        opening.close(holder)


def test_the_demo_is_made_and_opened(qtbot, window, tmp_path):
    place = tmp_path / "演示.djtz"
    window.ask.answers[:] = [place]
    window.start_page.demo.click()
    qtbot.waitUntil(lambda: window.work is not None)
    settle(qtbot, window)
    window.close_file()
    window.ask.answers[:] = [place]
    window.openings.demo()
    qtbot.waitUntil(lambda: window.work is not None)
    settle(qtbot, window)


def test_recent_files_stand_on_the_start_page(qtbot, opened, file):
    opened.close_file()
    page = opened.start_page
    assert page.files.count() == 1
    assert page.open.isVisible()
    opened.menus.menus["recent"].aboutToShow.emit()
    assert [action.text() for action in opened.menus.menus["recent"].actions()] == ["青石镇"]
    page.open.click()
    qtbot.waitUntil(lambda: opened.work is not None)
    settle(qtbot, opened)
    opened.close_file()
    file.unlink()
    page.set_recent(opened.machine.recent())
    assert "找不到文件" in page.files.item(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_workbench_shows_numbers_beside_last_year_and_what_is_missing(qtbot, opened):
    desk = opened.work.desk
    assert desk.title.text() == "2022年上半年"
    buttons = [desk.numbers.grid.itemAtPosition(line, 1).widget() for line in range(1, 7)]
    assert buttons[0].text() == "4"
    assert desk.numbers.grid.itemAtPosition(1, 3).widget().text() == "2"
    assert desk.numbers.grid.itemAtPosition(1, 5).widget().text() == "增加2"
    assert not buttons[1].isEnabled()
    desk.grab()
    buttons[0].click()
    settle(qtbot, opened)
    page = opened.work.current_page()
    assert page.spec.label == "谈话"
    opened.work.tabs.setCurrentIndex(0)
    desk.lacking.grid.itemAtPosition(0, 2).widget().click()
    settle(qtbot, opened)
    assert opened.work.current_page().spec.label == "谈话"


def test_tabs_are_built_when_first_shown_and_count_their_records(qtbot, opened):
    work = opened.work
    assert work.areas == [None] * len(work.areas)
    for index in range(work.tabs.count()):
        work.tabs.setCurrentIndex(index)
        settle(qtbot, opened)
    assert all(work.areas)
    talk = next(tab for tab in work.areas if "talk" in tab.entries)
    assert talk.entries["talk"].count.text() == "3"
    labels = [entry.name.text() for tab in work.areas for entry in tab.entries.values()]
    assert "三重一大事项" in labels
    talk.fit(800)
    assert talk.side.width() < 184
    opened.resize(911, 464)
    assert 90 <= opened.search_box.width() < 300
    bar = opened.menuBar()
    assert all(bar.actionGeometry(action).width() > 0 for action in bar.actions())
    opened.periods.after.click()
    settle(qtbot, opened)
    assert talk.entries["talk"].count.text() == "0"
    opened.periods.before.click()
    assert opened.periods.period == half(2022, 1)
    with pytest.raises(KeyError):
        work.go_to("nowhere")


def test_the_period_is_chosen_from_the_menu_or_typed(qtbot, opened):
    selector = opened.periods
    selector.menu.aboutToShow.emit()
    texts = [action.text() for action in selector.menu.actions()]
    assert "任意起止..." in texts
    quarters = next(action.menu() for action in selector.menu.actions() if action.menu() and "2022" in action.text())
    quarters.actions()[0].trigger()
    assert selector.period == quarter(2022, 1)
    opened.ask.answers[:] = ["2022-01-01 至 20221130", None, "某天 至 某天", None, "2022-06-30 至 2022-01-01", None]
    selector.ask_days()
    assert selector.period == parse("2022-01-01..2022-11-30")
    selector.ask_days()
    selector.ask_days()
    selector.ask_days()
    assert selector.period == parse("2022-01-01..2022-11-30")
    assert [name for name, *_ in opened.ask.asked][-1] == "message"
    settle(qtbot, opened)


def typed(box, text):
    """Text as an input method hands it over."""
    box.setText(text)
    box.textEdited.emit(text)


def test_search_finds_over_all_ledgers_and_opens_the_record(qtbot, opened):
    box = opened.search_box
    box.setFocus()
    typed(box, "思想动态")
    qtbot.waitUntil(lambda: box.hits.isVisible())
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settle(qtbot, opened)
    assert opened.work.current_page().spec.label == "谈话"
    typed(box, "没有这样的字")
    qtbot.waitUntil(lambda: box.hits.isVisible() and box.hits.item(0).text() == "没有找到")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.hits.isVisible()
    typed(box, "")
    qtbot.waitUntil(lambda: not box.timer.isActive())
    assert not box.hits.isVisible()
    qtbot.keyClick(box, Qt.Key.Key_Escape)


def test_void_undo_and_redo_have_names_and_a_bar(qtbot, opened):
    work = opened.work
    page = work.go_to("talk")
    settle(qtbot, opened)
    change = []
    opened.caller.ask(lambda s: s.records.void([s.records.all_of("talk")[0].pk], "重复"), change.append, owner=opened)
    qtbot.waitUntil(lambda: bool(change))
    work.file.changes.changed.emit(change[0])
    settle(qtbot, opened)
    assert opened.undoing.bar.isVisible()
    assert opened.menus.actions["undo"].text() == "撤销：作废 1 条谈话"
    QApplication.sendEvent(opened.undoing.bar, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not opened.undoing.bar.timer.isActive()
    QApplication.sendEvent(opened.undoing.bar, QEvent(QEvent.Type.Leave))
    assert opened.undoing.bar.timer.isActive()
    opened.undoing.bar.button.click()
    settle(qtbot, opened)
    assert opened.menus.actions["redo"].text() == "重做：作废 1 条谈话"
    assert opened.undoing.bar.words.text() == "已撤销：作废 1 条谈话"
    assert opened.undoing.bar.button.text() == "重做　Ctrl+Y"
    opened.undoing.bar.button.click()
    settle(qtbot, opened)
    assert page.spec.label == "谈话"
    assert opened.menus.actions["undo"].text() == "撤销：作废 1 条谈话"
    assert opened.undoing.bar.words.text() == "已重做：作废 1 条谈话"
    opened.caller.ask(lambda s: s.records.save("document", {"title": "材料一"}), change.append, owner=opened)
    qtbot.waitUntil(lambda: len(change) == 2)
    work.file.changes.changed.emit(change[1])
    assert not opened.undoing.bar.isVisible()


@pytest.mark.parametrize(
    "make",
    [Handbook, lambda theme: LogDialog((), theme, read_only=False), lambda theme: BackupsDialog(theme, date(2026, 7, 5), read_only=False)],
)
def test_a_dialog_leaves_its_buttons_on_the_screen(qtbot, make):
    dialog = make(Theme(scale=1.5))
    qtbot.addWidget(dialog)
    dialog.show()
    room = dialog.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() < room.height() - TITLE


def test_every_menu_fits_the_smallest_screen(opened):
    for action in opened.menuBar().actions():
        assert action.menu().sizeHint().height() <= 768 / 1.5 - 28, action.text()


def test_the_log_takes_back_one_line(qtbot, opened):
    opened.errands.show_log()
    qtbot.waitUntil(lambda: opened.findChild(LogDialog) is not None)
    dialog = opened.findChild(LogDialog)
    dialog.table.setCurrentCell(len(dialog.entries) - 1, 0)
    assert not dialog.undo.isEnabled()
    dialog.table.setCurrentCell(0, 0)
    assert dialog.undo.isEnabled()
    before = dialog.entries[0].label
    dialog.undo.click()
    settle(qtbot, opened)
    settle(qtbot, opened)
    assert before in opened.menus.actions["redo"].text()


def test_registering_goes_to_the_ledger_used_last(qtbot, opened):
    opened.work.go_to("lecture")
    opened.work.tabs.setCurrentIndex(0)
    opened.work.desk.register.click()
    settle(qtbot, opened)
    page = opened.work.current_page()
    assert page.spec.key == "lecture"
    assert page.form is not None


def test_the_report_takes_the_place_of_the_tabs_and_gives_it_back(qtbot, opened):
    opened.work.desk.report.click()
    settle(qtbot, opened)
    assert not opened.work.tabs.isVisible()
    assert not opened.corner_box.isVisible()
    opened.work.write_report()
    wizard = opened.work.cover.wizard
    pks = []
    opened.caller.ask(lambda s: s.records.pks(Query("talk")), pks.append, owner=opened)
    qtbot.waitUntil(lambda: bool(pks))
    wizard.records_wanted.emit(pks[0], "谈话次数")
    settle(qtbot, opened)
    settle(qtbot, opened)
    assert opened.work.cover.wizard is None
    assert opened.work.tabs.isVisible()
    assert opened.work.current_page().spec.key == "talk"
    opened.work.cover.close()
    opened.work.write_report()
    settle(qtbot, opened)


def test_small_errands(qtbot, opened, tmp_path):
    opened.ask.answers[:] = ["县委", "中共青石镇委员会", None, True, tmp_path / "全部.xlsx", False]
    opened.errands.set_addressee()
    settle(qtbot, opened)
    opened.errands.set_unit()
    settle(qtbot, opened)
    opened.errands.check_file()
    settle(qtbot, opened)
    assert opened.ask.asked[-1][1][0] == "台账完好"
    opened.errands.export_all()
    settle(qtbot, opened)
    assert (tmp_path / "全部.xlsx").exists()
    opened.errands.export_all()
    opened.ask.answers[:] = [None]
    opened.errands.about()
    assert "非涉密" in opened.ask.asked[-1][1][1]
    opened.ask.answers[:] = [None]
    opened.errands._checked(3)
    assert opened.ask.asked[-1][0] == "message"


def test_another_way_of_counting_is_chosen_with_a_reason(qtbot, opened):
    opened.ask.answers[:] = [False]
    opened.rules.choose_variants()
    settle(qtbot, opened)
    assert "口径 B" in opened.ask.asked[-1][1][1]
    opened.ask.answers[:] = [True, None]
    opened.rules.choose_variants()
    settle(qtbot, opened)
    opened.ask.answers[:] = [True, "县里的口径"]
    opened.rules.choose_variants()
    settle(qtbot, opened)
    settle(qtbot, opened)
    now = []
    opened.caller.ask(lambda services: services.measuring.variant("专题研究全面从严治党次数"), now.append, owner=opened)
    qtbot.waitUntil(lambda: bool(now))
    assert now == ["B"]


def test_every_command_of_the_menus_can_be_pressed(qtbot, opened):
    opened.work.go_to("talk")
    settle(qtbot, opened)
    for action in opened.actions():
        action.trigger()
        settle(qtbot, opened)
    opened.menus.run("filter")
    opened.menus.run("handbook")
    assert "台账" in opened.errands.handbook.text.toPlainText()
    opened.errands.handbook.reject()
    opened.work.tabs.setCurrentIndex(0)
    opened.menus.run("edit")
    opened.menus.run("register")
    settle(qtbot, opened)


def test_larger_text_and_high_contrast_are_kept_for_the_next_start(qtbot, opened, qapp):
    opened.menus.menus["look"].actions()[3].trigger()
    qtbot.waitUntil(lambda: opened.work is not None)
    assert (opened.shared.theme.scale, Machine().scale) == (1.5, 1.5)
    settle(qtbot, opened)
    opened.menus.contrast.trigger()
    qtbot.waitUntil(lambda: opened.work is not None)
    assert Machine().contrast
    settle(qtbot, opened)
    opened.close_file()
    opened.set_look(1.0, contrast=False)
    assert opened.work is None


def test_a_damaged_file_opens_to_be_read_only(qtbot, window, file):
    data = bytearray(file.read_bytes())
    place = data.find("半年思想动态".encode())
    data[place : place + 3] = "全".encode()
    file.write_bytes(data)
    window.openings.open(file)
    qtbot.waitUntil(lambda: window.work is not None and window.work.file.opened.read_only)
    assert window.work.banner.isVisible()
    assert "只读" in window.state.text()
    window.work.go_to("talk")
    settle(qtbot, window)
    window.work.file.stop_writing(Condition(Why.DAMAGED, {"count": 1, "earliest": ""}))


def test_a_bug_is_told_once_and_the_window_stays(qtbot, opened, own_home):
    logs.start(own_home)
    opened.faults.install()
    try:
        opened.ask.answers[:] = [None]
        opened.caller.ask(lambda _services: 1 / 0, lambda _answer: None, owner=opened)
        qtbot.waitUntil(lambda: len(opened.ask.asked) == 1)
        assert "E-99" in opened.ask.asked[0][1][1]
        assert "program.log" in opened.ask.asked[0][1][1]
        opened.ask.answers[:] = [None]
        opened.faults._hook(ValueError, ValueError("x"), None)
        qtbot.waitUntil(lambda: len(opened.ask.asked) == 2)
        opened.faults._hook(KeyboardInterrupt, KeyboardInterrupt(), None)
        opened.faults._telling = True
        opened.faults.tell(ValueError("second"))
        assert len(opened.ask.asked) == 2
        opened.faults._qt(QtMsgType.QtWarningMsg, None, "some warning of Qt")
        opened.faults._qt(QtMsgType.QtDebugMsg, None, "chatter")
        assert "some warning" in logs.log_file().read_text(encoding="utf-8")
        assert "chatter" not in logs.log_file().read_text(encoding="utf-8")
    finally:
        opened.faults.remove()
        logs.stop()
    assert opened.isVisible()


def test_the_program_starts_with_a_file_and_ends(qtbot, qapp, file, monkeypatch):
    from dangjian_desktop.ui.kit.ask import Ask

    monkeypatch.setattr(Ask, "tell", lambda *_words, **_more: None)
    Machine().set_notice_read()
    seen = []

    def stop():
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.work is not None]
        if windows:
            seen.append(windows[0].windowTitle())
            # closing the last window ends the program; a second quit() would stay in the queue and end every later loop
            windows[0].close()

    timer = QTimer()
    timer.timeout.connect(stop)
    timer.start(50)
    assert app.run([str(file)]) == 0
    timer.stop()
    assert "青石镇.djtz" in seen[0]


def test_a_machine_without_a_chinese_font_is_told_so(qtbot, qapp, monkeypatch):
    from dangjian_desktop.ui.kit.ask import Ask

    told = []
    monkeypatch.setattr(Ask, "tell", lambda _ask, title, *_more: told.append(title))
    monkeypatch.setattr(app, "chinese_font", lambda: None)
    timer = QTimer()
    timer.timeout.connect(lambda: [one.close() for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)])
    timer.start(50)
    assert app.run([]) == 0
    timer.stop()
    assert told == ["这台电脑上没有中文字体"]


def test_settings_of_the_machine_that_cannot_be_read_do_no_harm(own_home):
    (Path(own_home) / "machine.ini").write_text("[General]\nscale=gross\nrecent=/a.djtz\n", encoding="utf-8")
    machine = Machine()
    assert machine.scale == 1.0
    assert machine.recent() == (Path("/a.djtz"),)
    assert machine.geometry() is None


def test_enter_presses_the_button_that_has_the_focus(qtbot, window, tmp_path):
    window.ask.answers[:] = [None]
    window.start_page.new.setFocus()
    qtbot.keyClick(window.start_page.new, Qt.Key.Key_Return)
    assert [name for name, _args, _named in window.ask.asked] == ["text_and_choice"]
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert len(window.ask.asked) == 1


def test_the_counts_at_the_bottom_follow_the_ledger_in_front(qtbot, opened):
    work = opened.work
    work.go_to("talk")
    settle(qtbot, opened)
    qtbot.waitUntil(lambda: opened.counts.text().startswith("共 4 条"))
    work.go_to("study_session")
    settle(qtbot, opened)
    qtbot.waitUntil(lambda: opened.counts.text().startswith("共 0 条"))
    work.go_to("talk")
    assert opened.counts.text().startswith("共 4 条")
    work.go_to("person")
    settle(qtbot, opened)
    qtbot.waitUntil(lambda: opened.counts.text() == "共 2 条")


def test_the_ledger_in_front_stands_bold_in_the_list(qtbot, opened):
    opened.work.go_to("talk")
    entries = opened.work.area(opened.work.tabs.currentIndex() - 1).entries
    assert [key for key, entry in entries.items() if entry.name.font().bold()] == ["talk"]


def test_f6_goes_through_the_parts_of_the_window_and_back(qtbot, opened):
    page = opened.work.go_to("talk")
    settle(qtbot, opened)
    tab = opened.work.area(opened.work.tabs.currentIndex() - 1)
    page.list.table.select(page.list.model.row_at(0).pk)
    settle(qtbot, opened)
    opened.work.tabs.setFocus()
    places = [tab.side, page.list.table, page.list.panel, page.list.strip, opened.work.tabs]
    for place in places:
        opened.menus.run("walk_on")
        focused = QApplication.focusWidget()
        assert place is focused or place.isAncestorOf(focused)
    for place in [*reversed(places[:-1]), opened.work.tabs]:
        opened.menus.run("walk_back")
        focused = QApplication.focusWidget()
        assert place is focused or place.isAncestorOf(focused)
    settle(qtbot, opened)
    gc.collect()
    assert shiboken6.isValid(opened.menus.bar), "walking past a part must not make Python let go of the next"


def test_f6_goes_into_an_open_form_and_a_page_is_one_part(qtbot, opened):
    page = opened.work.go_to("talk")
    settle(qtbot, opened)
    page.new()
    settle(qtbot, opened)
    assert page.stations()[-1] is page.form
    meeting = opened.work.go_to("committee_meeting")
    settle(qtbot, opened)
    meeting.new()
    settle(qtbot, opened)
    assert meeting.stations() == [meeting.form]
    opened.work.tabs.setCurrentIndex(0)
    opened.work.tabs.setFocus()
    opened.menus.run("walk_on")
    assert opened.work.desk.isAncestorOf(QApplication.focusWidget())


def test_without_a_ledger_only_the_menus_that_can_be_used_are_there(qtbot, window, file):
    assert [window.menus.menus[key].menuAction().isVisible() for key in INSIDE] == [False] * 3
    assert window.menus.actions["new_file"].shortcut().toString() == "Ctrl+N"
    window.openings.open(file)
    qtbot.waitUntil(lambda: window.work is not None)
    assert [window.menus.menus[key].menuAction().isVisible() for key in INSIDE] == [True] * 3
    assert window.menus.actions["new_file"].shortcut().isEmpty()
    settle(qtbot, window)


def test_the_start_page_lists_what_was_open_and_forgets_it_when_told(qtbot, window, file, tmp_path):
    for path in (tmp_path / "没有了.djtz", file):
        window.machine.remember(path)
    start = window.start_page
    start.set_recent(window.machine.recent())
    assert start.files.count() == 2
    assert start.files.item(1).data(Qt.ItemDataRole.AccessibleTextRole).endswith("U 盘没插？")
    assert start.files.hasFocus()
    assert not start.nothing.isVisible()
    assert start.new.property("kind") == "row"
    assert not start.grab().isNull()
    qtbot.keyClick(start.files, Qt.Key.Key_Down)
    before = start.open.y()
    qtbot.keyClick(start.files, Qt.Key.Key_Up)
    assert start.open.y() < before
    start.forget.click()
    assert window.machine.recent() == ()
    assert start.new.property("kind") == "primary"
    assert file.exists()


def test_enter_opens_the_chosen_recent_file(qtbot, window, file):
    window.machine.remember(file)
    window.start_page.set_recent(window.machine.recent())
    qtbot.keyClick(window.start_page.files, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.work is not None)
    settle(qtbot, window)


def test_the_handbook_opens_from_the_start_page(window):
    window.start_page.wanted.emit("handbook")
    assert "台账" in window.errands.handbook.text.toPlainText()
    window.errands.handbook.reject()


def test_in_the_smallest_window_the_search_field_gives_way_and_every_menu_stays(qtbot, window, file):
    window.resize(900, 440)
    window.openings.open(file)
    qtbot.waitUntil(lambda: window.work is not None)
    settle(qtbot, window)
    bar = window.menuBar()
    shown = [bar.actionGeometry(action) for action in bar.actions()]
    assert all(place.width() > 0 for place in shown)
    assert shown[-1].right() < window.corner_box.x()
    assert window.search_box.width() >= 90
    narrow = window.search_box.width()
    window.resize(1366, 720)
    assert window.search_box.width() > narrow
    window.resize(900, 440)
    shown = [bar.actionGeometry(action) for action in bar.actions()]
    assert all(place.width() > 0 for place in shown)
    assert window.corner_box.x() + window.corner_box.width() <= window.width()
    assert window.corner_box.width() == window.corner_box.sizeHint().width()


def test_a_line_of_the_workbench_opens_its_records_and_a_narrow_one_stands_below_the_other(qtbot, opened):
    desk = opened.work.desk
    desk.later.timeout.emit()
    settle(qtbot, opened)
    assert desk.duties.grid.rowCount() > 3
    assert "没有" in desk.limits.grid.itemAtPosition(0, 0).widget().text()
    cell = next(button for button in desk.coverage.findChildren(QPushButton) if button.property("kind") == "matrix")
    cell.click()
    settle(qtbot, opened)
    assert opened.work.current_page().spec.label == "谈话"
    assert opened.work.current_page().list.picked_bar.isVisible()
    opened.work.tabs.setCurrentIndex(0)
    assert desk.numbers.y() == desk.duties.y()
    opened.resize(900, 440)
    qtbot.waitUntil(lambda: desk.numbers.y() > desk.duties.y())


def test_a_wizard_hides_the_counts_of_the_list_below_it(qtbot, opened):
    opened.work.go_to("talk")
    settle(qtbot, opened)
    assert opened.counts.isVisible()
    opened.work.write_report()
    settle(qtbot, opened)
    assert not opened.counts.isVisible()
    opened.work.cover.close()
    settle(qtbot, opened)
    assert opened.counts.isVisible()


def test_esc_leaves_the_search_and_goes_back_to_where_one_came_from(qtbot, opened):
    page = opened.work.go_to("talk")
    settle(qtbot, opened)
    page.list.table.setFocus()
    opened.search_box.begin()
    assert opened.search_box.hasFocus()
    qtbot.keyClicks(opened.search_box, "xyz")
    opened.search_box.timer.timeout.emit()
    settle(qtbot, opened)
    assert opened.search_box.hits.isVisible()
    qtbot.keyClick(opened.search_box, Qt.Key.Key_Escape)
    assert not opened.search_box.hits.isVisible()
    opened.search_box.begin()
    qtbot.keyClick(opened.search_box, Qt.Key.Key_Escape)
    assert opened.search_box.text() == ""
    assert page.list.table.hasFocus()


def test_a_new_ledger_says_where_to_begin_until_something_stands_in_it(qtbot, window, tmp_path):
    window.ask.answers[:] = [("中共青石镇委员会", "镇"), tmp_path / "新台账"]
    window.start_page.new.click()
    qtbot.waitUntil(lambda: window.work is not None)
    later(qtbot)
    settle(qtbot, window)
    desk = window.work.desk
    assert desk.beginning.isVisible()
    desk.beginning.link.click()
    settle(qtbot, window)
    assert window.work.current_page().form is not None
    window.caller.ask(
        lambda services: services.records.save("person", {"name": "班子成员01"}), window.work.file.changes.changed.emit, owner=window
    )
    settle(qtbot, window)
    window.work.current_page().close_form()
    window.work.tabs.setCurrentIndex(0)
    desk.refresh()
    settle(qtbot, window)
    assert not desk.beginning.isVisible()


def test_the_menu_names_the_keys_of_the_list_and_does_the_same(qtbot, opened):
    page = opened.work.go_to("talk")
    settle(qtbot, opened)
    actions = {action.text().partition("\t")[0]: action for action in opened.menus.menus["ledger"].actions()}
    assert [actions[words].text().partition("\t")[2] for words in ("作废...", "筛选文字", "侧栏", "重新统计")] == [
        "Delete",
        "Ctrl+F",
        "F4",
        "F5",
    ]
    before = page.list.panel.isVisible()
    actions["侧栏"].trigger()
    assert page.list.panel.isVisible() is not before
    with qtbot.waitSignal(page.list.model.loaded):
        actions["重新统计"].trigger()
    actions["筛选文字"].trigger()
    assert page.list.filters.text.hasFocus()
    settle(qtbot, opened)
