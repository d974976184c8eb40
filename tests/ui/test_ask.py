"""Questions: verbs on buttons, the safe one first, Esc keeps things as they are; answered by keyboard as a person would."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.chinese import speak_chinese
from dangjian_desktop.ui.kit.fault_hook import FaultHook
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.undo_bar import UndoBar
from dangjian_desktop.ui.kit.theme import Theme, chinese_font


@pytest.fixture
def ask(qapp):
    return Ask(Theme())


def soon(act):
    """Do something once the question is on the screen."""

    def wait():
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, wait)
        else:
            act(dialog)

    QTimer.singleShot(0, wait)


def press(key):
    return lambda dialog: QTest.keyClick(dialog.focusWidget() or dialog, key)


def test_enter_and_esc_keep_things_as_they_are(ask):
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        soon(press(key))
        assert ask.confirm("作废这条？", "可以恢复。", "作废", danger=True) is False
    soon(lambda dialog: dialog.buttons["go"].click())
    assert ask.confirm("作废这条？", "可以恢复。", "作废") is True


def test_a_choice_gives_its_key_and_esc_the_first(ask):
    options = (("stay", "继续填写"), ("keep", "保留草稿"), ("drop", "丢掉草稿"))
    soon(lambda dialog: dialog.buttons["drop"].click())
    assert ask.choose("有没写完的内容", "草稿还在。", options) == "drop"
    soon(press(Qt.Key.Key_Escape))
    assert ask.choose("有没写完的内容", "草稿还在。", options) == "stay"


def test_enter_presses_the_button_that_has_the_focus(ask):
    def walk(dialog):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)

    soon(walk)
    assert ask.choose("有没写完的内容", "草稿还在。", (("stay", "继续填写"), ("keep", "保留草稿"), ("drop", "丢掉草稿"))) == "drop"


def test_a_reason_is_needed_before_the_verb_can_be_pressed(ask):
    seen = []

    def answer(dialog):
        line = dialog.findChild(QLineEdit)
        seen.append(dialog.buttons["go"].isEnabled())
        QTest.keyClick(line, Qt.Key.Key_Return)
        line.setText(" 重复登记 ")
        seen.append(dialog.buttons["go"].isEnabled())
        QTest.keyClick(line, Qt.Key.Key_Return)

    soon(answer)
    assert ask.reason("作废", "写明原因。", verb="作废", keep="不作废") == "重复登记"
    assert seen == [False, True]
    soon(press(Qt.Key.Key_Escape))
    assert ask.text("单位名称", "会印在报告上。", verb="保存", value="某镇") is None


def test_a_message_says_what_happened_data_advice_and_code(ask):
    told = []

    def read(dialog):
        told.append((dialog.windowTitle(), dialog.body.itemAt(1).widget().text()))
        dialog.accept()

    soon(read)
    ask.message(UserError("E-01").message)
    assert told[0][0] == "没有找到台账文件。"
    assert "E-01" in told[0][1]


def test_files_are_asked_for_by_the_system_and_the_folder_is_remembered(ask, monkeypatch, tmp_path):
    wanted = str(tmp_path / "甲.djtz")
    seen = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *words: (seen.append(words), (wanted, ""))[1])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: (seen.append(words), ("", ""))[1])
    assert ask.open_file("打开台账", "台账 (*.djtz)") == Path(wanted)
    assert ask.save_file("存为", "乙.djtz", "台账 (*.djtz)") is None
    assert seen[1][2] == str(tmp_path / "乙.djtz")


def test_a_banner_says_and_offers(qtbot):
    banner = Banner(Theme())
    qtbot.addWidget(banner)
    pressed = []
    banner.say("amber", "台账现在是只读。", "可以另存一份。", (("另存", lambda: pressed.append(1)), ("知道了", lambda: pressed.append(2))))
    banner.show()
    banner.buttons.itemAt(1).widget().click()
    assert pressed == [2]
    banner.say("danger", "检查发现不符。", "")
    assert not banner.body.isVisible()


def test_the_undo_bar_goes_by_itself(qtbot):
    from PySide6.QtWidgets import QWidget

    around = QWidget()
    qtbot.addWidget(around)
    around.resize(800, 400)
    around.show()
    bar = UndoBar(Theme(), around)
    bar.say("已作废 1 条谈话")
    around.resize(900, 500)
    assert bar.isVisible()
    bar.timer.timeout.emit()
    assert not bar.isVisible()
    assert not bar.timer.isActive()
    from PySide6.QtCore import QEvent

    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    assert not bar.timer.isActive()


def test_qt_itself_speaks_chinese(qapp):
    assert speak_chinese(qapp)
    assert qapp.translate("QPlatformTheme", "Cancel") == "取消"


@pytest.mark.parametrize("theme", [Theme(), Theme(1.5), Theme(1.0, True)])
def test_the_look_leaves_no_gap_in_the_style_sheet(qapp, theme):
    theme.apply(qapp)
    rules = qapp.styleSheet().split("*/", 1)[1]
    assert "@" not in rules
    assert theme.px(14) == round(14 * theme.scale)
    pill = theme.pill("待补：谈话对象、谈话人身份等", "amber", "warning-triangle")
    pill.resize(pill.sizeHint())
    assert not pill.grab().isNull()
    assert pill.minimumSizeHint().width() < pill.sizeHint().width()
    assert theme.pill("待补", "amber", "minus").minimumSizeHint().width() > 0
    assert theme.icon("").isNull()
    assert theme.pen("line", 2).width() == 2
    assert theme.state_color("fault") == theme.color("danger")
    Theme().apply(qapp)


def test_a_chinese_font_is_found_or_its_absence_told(qapp):
    assert chinese_font() is None or isinstance(chinese_font(), str)


def test_no_word_of_qts_file_dialog_is_english(qtbot, qapp):
    speak_chinese(qapp)
    for mode in QFileDialog.AcceptMode:
        dialog = QFileDialog(None, "选文件")
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(mode)
        words = [one.text() for one in dialog.findChildren(QLabel) + dialog.findChildren(QPushButton)]
        assert [text for text in words if re.search(r"[A-Za-z]{3}", text.replace("&", ""))] == []


def test_files_are_looked_for_among_the_documents_first(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert Ask(Theme())._folder == str(tmp_path)
    (tmp_path / "Documents").mkdir()
    assert Ask(Theme())._folder == str(tmp_path / "Documents")


def test_a_question_can_never_be_lower_than_its_lines(ask):
    room = []

    def look(dialog):
        room.append((dialog.minimumHeight(), dialog.layout().totalHeightForWidth(dialog.width())))
        dialog.reject()

    soon(look)
    told = "台账正由 经办人01 在 office 上使用（2026-11-29 20:36 起）。"
    ask.confirm(told, "数据没有变化。可以【打开只读副本】，请在对方关闭后再打开。\n\n编号 E-06", "打开只读副本", keep="不打开")
    assert room[0][0] >= room[0][1] > 0


def test_the_details_of_a_fault_of_ours_can_be_copied_and_hold_nothing_that_was_typed(ask):
    hook = FaultHook(ask)
    typed = "张某的名字"
    try:
        raise RuntimeError(typed)
    except RuntimeError as fault:
        broken = fault
    soon(lambda dialog: next(one for one in dialog.findChildren(QPushButton) if one.text() == "复制详情").click())
    hook.tell(broken)
    copied = QApplication.clipboard().text()
    assert copied.startswith("编号 E-99\nRuntimeError\n")
    assert "test_ask.py" in copied
    assert "张某" not in copied
    soon(press(Qt.Key.Key_Escape))
    hook.tell(broken)
