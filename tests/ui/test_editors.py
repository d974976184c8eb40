"""Every kind of field has an editor; what is typed comes out as the check expects it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.kinds import KINDS
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.period import half
from dangjian_desktop.ui.kit.editors.table import EDITORS, Editor, Tools, make_editor
from dangjian_desktop.ui.kit.fields.fields_form import FieldsForm
from dangjian_desktop.ui.kit.parts.field_note import Cure
from tests.ui.settling import turn

Key = Qt.Key


class Register:
    """A register of three people, answered at once."""

    def __init__(self) -> None:
        self.people = {1: "班子成员01", 2: "班子成员02", 3: "村书记01"}
        self.names: dict[int, str] = {}
        self.recents: list[str] = ["第一议题", "半年思想动态"]

    def find(self, register: str, text: str, done: Callable[[Sequence[Line]], None]) -> None:
        assert register == "person"
        hits = [pk for pk, name in self.people.items() if text in name or name.startswith({"bz": "班子", "csj": "村书记"}.get(text, "!"))]
        done([Line(pk, str(pk), register, None, self.people[pk], "第01村") for pk in hits])

    def create(self, register: str, name: str, done: Callable[[int], None]) -> None:
        pk = len(self.people) + 1
        self.people[pk] = name
        done(pk)

    def recent(self, key: str, done: Callable[[Sequence[str]], None]) -> None:
        done(self.recents)

    def label(self, register: str) -> str:
        return "人员"


@pytest.fixture
def tools(theme: Any) -> Tools:
    return Tools(theme, Register(), lambda: date(2022, 7, 5), lambda: half(2022, 1))


@pytest.fixture
def show(qtbot: QtBot, tools: Tools) -> Callable[[Field], Editor]:
    """An editor on a window of its own, with the focus in it."""
    windows = []

    def shown(field: Field) -> Editor:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        editor = make_editor(field, tools, window)
        other = QLineEdit(window)
        other.setObjectName("other")
        other.move(0, 200)
        window.resize(500, 300)
        editor.setGeometry(0, 0, 400, 90)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        editor.setFocus()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and editor.isAncestorOf(QApplication.focusWidget()))
        return editor

    return shown


def leave(editor: Editor) -> None:
    editor.window().findChild(QLineEdit, "other").setFocus()


def typed(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), text)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), key, modifier)


def test_every_kind_has_an_editor_and_no_other() -> None:
    assert set(EDITORS) == {kind.name for kind in KINDS.values() if kind.fits_cell and not kind.kept}


@pytest.mark.parametrize(
    ("kind", "value", "raw"),
    [
        ("text", "半年", "半年"),
        ("long", "一\n二", "一\n二"),
        ("date", date(2022, 3, 5), "2022-03-05"),
        ("whole", 3, "3"),
        ("money", 120050, "1,200.50"),
        ("money", "1200.5", "1200.5"),
        ("flag", True, "是"),
        ("flag", False, "否"),
        ("choice", "甲", "甲"),
        ("choice", "旧值", "旧值"),
        ("choices", ("甲", "乙"), ["甲", "乙"]),
        ("ref", 1, 1),
        ("ref", "没有的人", "没有的人"),
        ("refs", (1, 2), [1, 2]),
    ],
)
def test_what_was_set_comes_back_and_is_not_an_edit(qtbot: QtBot, tools: Tools, kind: str, value: Any, raw: Any) -> None:
    editor = make_editor(Field("a", "某栏", kind, choices=("甲", "乙", "丙"), target="person"), tools)
    qtbot.addWidget(editor)
    with qtbot.assertNotEmitted(editor.edited):
        editor.set_raw(value)
    assert editor.raw() == raw
    assert not editor.empty()
    editor.set_raw(None)
    assert editor.empty()


@pytest.mark.parametrize("text", ["20220305", "2022.3.5", "2022年3月5日", "3-5", "3.5"])
def test_a_date_in_short_becomes_a_whole_one_on_leaving(qtbot: QtBot, show: Any, text: str) -> None:
    editor = show(Field("day", "谈话日期", "date"))
    qtbot.keyClicks(QApplication.focusWidget(), text.replace("年", "-").replace("月", "-").replace("日", ""))
    leave(editor)
    assert editor.raw() == "2022-03-05"


def test_the_hint_says_in_which_period_a_day_counts(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("day", "谈话日期", "date"))
    editor.decides_period = True
    typed(qtbot, "6.13")
    assert editor.note.words.text() == "2022年6月13日 星期一，计入 2022年上半年"
    assert editor.note.words.property("note") == "ok"
    editor.set_raw("")
    typed(qtbot, "7.3")
    assert editor.note.words.text() == "计入 2022年下半年，不在当前报告期。"
    assert editor.note.words.property("note") == "missing"


def test_half_a_date_is_not_called_wrong_while_typing(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("day", "谈话日期", "date"))
    typed(qtbot, "2022-0")
    assert editor.note.isHidden()
    leave(editor)
    assert editor.raw() == "2022-0"


def test_a_day_is_picked_from_the_calendar(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("day", "谈话日期", "date"))
    press(qtbot, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = editor._popup.calendar
    with qtbot.waitSignal(editor.edited):
        calendar.activated.emit(calendar.selectedDate())
    assert editor.raw() == "2022-07-05"


def test_the_calendar_stays_on_the_screen(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("day", "谈话日期", "date"))
    screen = editor.screen().availableGeometry()
    for corner in (screen.topLeft(), screen.bottomRight() - QPoint(200, 60)):
        editor.window().move(corner)
        editor.line.setFocus()
        press(qtbot, Key.Key_Down)
        assert screen.contains(editor._popup.frameGeometry())
        editor._popup.close()


def test_digits_do_not_open_a_second_date_in_the_calendar(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("day", "谈话日期", "date"))
    press(qtbot, Key.Key_Down)
    seen = [part for part in editor._popup.findChildren(QWidget) if part.isVisible()]
    qtbot.keyClicks(QApplication.focusWidget(), "2")
    assert [part for part in editor._popup.findChildren(QWidget) if part.isVisible()] == seen
    editor._popup.close()


def test_a_choice_is_emptied_by_delete(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("kind", "类型", "choice", choices=("甲", "乙")))
    editor.set_raw("乙")
    with qtbot.waitSignal(editor.edited):
        press(qtbot, Key.Key_Delete)
    assert editor.raw() == ""


def test_the_arrows_choose(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("kind", "类型", "choice", choices=("甲", "乙")))
    with qtbot.waitSignal(editor.edited):
        press(qtbot, Key.Key_Down)
    assert editor.raw() == "甲"


def test_choices_that_do_not_fit_stand_below_and_can_still_be_taken(show: Any) -> None:
    editor = show(Field("kind", "类型", "choice", choices=("甲", "乙", "丙")))
    edits: list[bool] = []
    editor.edited.connect(lambda: edits.append(True))
    editor.set_raw("乙")
    editor.show_unfit(("甲",))
    assert [editor.box.itemText(place) for place in range(1, 4)] == ["乙", "丙", "甲"]
    assert editor.box.itemData(3, Qt.ItemDataRole.ToolTipRole) == "与其他栏填的不合"
    assert (editor.raw(), edits) == ("乙", [])
    editor.set_raw("甲")
    editor.show_unfit(())
    assert (editor.raw(), editor.box.itemText(1)) == ("甲", "甲")
    editor.box.showPopup()
    editor.show_unfit(("丙",))
    assert editor.box.itemText(3) == "丙"
    assert editor.box.itemData(3, Qt.ItemDataRole.ToolTipRole) is None
    editor.box.hidePopup()


def test_several_choices_are_ticked_with_the_space_bar(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("kinds", "类别", "choices", choices=("甲", "乙", "丙")))
    editor.box.showPopup()
    view = editor.box.view()
    assert [index.row() for index in view.selectedIndexes()] == [0]
    view.setCurrentIndex(editor.box.model().index(1, 0))
    qtbot.keyClick(view, Key.Key_Space)
    view.setCurrentIndex(editor.box.model().index(2, 0))
    qtbot.keyClick(view, Key.Key_Space)
    assert editor.raw() == ["乙", "丙"]
    assert editor.box.placeholderText() == "乙、丙"
    qtbot.keyClick(view, Key.Key_Return)
    assert not view.isVisible()
    turn(qtbot)
    assert (editor.box.currentIndex(), editor.box.placeholderText()) == (-1, "乙、丙")
    editor.set_raw(["丁"])
    assert editor.raw() == ["丁"]


def test_the_click_that_opens_the_list_ticks_nothing(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("kinds", "类别", "choices", choices=("甲", "乙")))
    editor.box.showPopup()
    view = editor.box.view()
    there = view.visualRect(editor.box.model().index(0, 0)).center()
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert editor.raw() == []
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert editor.raw() == ["甲"]
    editor.box.hidePopup()


def test_a_box_not_ticked_is_seen_as_a_box(show: Any, tools: Tools) -> None:
    editor = show(Field("kinds", "类别", "choices", choices=("甲", "乙")))
    editor.box.showPopup()
    view = editor.box.view()
    line = view.visualRect(editor.box.model().index(1, 0))
    picture = view.viewport().grab(line).toImage()
    edge = tools.theme.color("border").name()
    drawn = [y for y in range(picture.height()) if any(picture.pixelColor(x, y).name() == edge for x in range(30))]
    assert len(drawn) >= 12
    editor.box.hidePopup()


def test_a_person_is_found_by_initials_and_taken_with_enter(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("speaker", "谈话人", "ref", target="person"))
    typed(qtbot, "bz")
    assert editor.line.candidates() == ["班子成员01", "班子成员02", "＋ 新建人员“bz”"]
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_Return)
    assert editor.raw() == 2
    assert editor.line.text() == "班子成员02"


def test_a_new_person_is_made_in_place(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("speaker", "谈话人", "ref", target="person"))
    typed(qtbot, "xinren")
    assert editor.line.candidates() == ["＋ 新建人员“xinren”"]
    press(qtbot, Key.Key_Return)
    assert editor.raw() == 4
    assert editor.line.text() == "xinren"


def test_a_name_typed_in_full_is_taken_on_leaving(qtbot: QtBot, show: Any, tools: Tools) -> None:
    tools.lookup.people[5] = "wang"
    editor = show(Field("speaker", "谈话人", "ref", target="person"))
    typed(qtbot, "wang")
    press(qtbot, Key.Key_Escape)
    leave(editor)
    assert editor.raw() == 5
    assert editor.unresolved() == ""


def test_typing_over_a_chosen_person_lets_go_of_the_old_one(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("speaker", "谈话人", "ref", target="person"))
    editor.set_raw(1)
    typed(qtbot, "x")
    assert isinstance(editor.raw(), str)
    assert editor.unresolved()


def test_the_arrow_down_shows_the_register(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("speaker", "谈话人", "ref", target="person"))
    press(qtbot, Key.Key_Down)
    assert editor.line.candidates() == ["班子成员01", "班子成员02", "村书记01"]


def test_several_people_become_tokens(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("targets", "谈话对象", "refs", target="person"))
    for initials in ("csj", "bz"):
        typed(qtbot, initials)
        press(qtbot, Key.Key_Return)
    assert editor.raw() == [3, 1]
    typed(qtbot, "x,y")
    assert editor.raw() == [3, 1, "x", "y"]
    assert editor.unresolved() == "x"
    press(qtbot, Key.Key_Escape)
    press(qtbot, Key.Key_Backspace)
    press(qtbot, Key.Key_Backspace)
    assert editor.raw() == [3, 1]
    editor._tokens[0].removed.emit()
    assert editor.raw() == [1]


def test_an_unknown_name_is_made_by_the_cure(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("targets", "谈话对象", "refs", target="person"))
    editor.set_raw(["新人", 2])
    editor.make_new()
    assert editor.raw() == [4, 2]


def test_recent_values_complete_a_text(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("topic", "谈话事由", "text"))
    assert editor.line.completer() is not None
    secret = show(Field("subject", "被反映人", "text", secret=True))
    assert secret.line.completer() is None


def test_the_wheel_does_not_change_a_choice() -> None:
    from dangjian_desktop.ui.kit.editors.plain import ChoiceBox

    assert "wheelEvent" in vars(ChoiceBox)


def test_a_state_carries_its_sentence_and_its_cure(qtbot: QtBot, show: Any) -> None:
    editor = show(Field("headcount", "谈话人数", "whole"))
    cured: list[int] = []
    editor.set_state("missing", "名单有 3 人，这里填了 2。", Cure("改为 3", lambda: cured.append(3)))
    assert editor.line.property("state") == "missing"
    assert not editor.note.isHidden()
    editor.note.cure.click()
    assert cured == [3]
    editor.set_state("ok")
    assert editor.note.isHidden()


# ---------------------------------------------------------------------- the form made of them
FIELDS = (
    Field("day", "谈话日期", "date", required=True),
    Field("kind", "谈话类型", "choice", required=True, choices=("甲", "乙")),
    Field("mode", "谈话形式", "choice", choices=("个别", "集体"), default="个别"),
    Field("summary", "谈话摘要", "long"),
    Field("topic", "谈话事由", "text"),
    Field("remark", "备注", "long", common=True),
)


@pytest.fixture
def form(qtbot: QtBot, tools: Tools) -> FieldsForm:
    made = FieldsForm(FIELDS, tools)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def test_rare_fields_are_folded_and_named(form: FieldsForm) -> None:
    form.set_raw({})
    assert form.rare.isHidden()
    assert form.more.text() == "更多 2 项：谈话形式、备注"
    form.more.click()
    assert not form.rare.isHidden()
    assert form.more.text() == "收起 2 项"
    form.set_raw({"remark": "某事"})
    assert not form.rare.isHidden()


def test_enter_goes_from_field_to_field_but_breaks_lines_in_long_ones(qtbot: QtBot, form: FieldsForm) -> None:
    form.set_raw({})
    form.focus_first_empty()
    qtbot.waitUntil(lambda: form.editors["day"].line.hasFocus())
    press(qtbot, Key.Key_Return)
    assert form.editors["kind"].box.hasFocus()
    press(qtbot, Key.Key_Return)
    assert form.editors["summary"].box.hasFocus()
    press(qtbot, Key.Key_Return)
    assert form.editors["summary"].raw() == "\n"
    form.editors["topic"].setFocus()
    with qtbot.waitSignal(form.finished):
        press(qtbot, Key.Key_Return)


def test_a_fault_in_a_folded_field_unfolds_it(form: FieldsForm) -> None:
    form.set_raw({})
    form.say("remark", "fault", "超过 20000 字。")
    assert not form.rare.isHidden()


def test_required_labels_carry_a_star(form: FieldsForm) -> None:
    assert "*" in form.labels["day"].text()
    assert "*" not in form.labels["topic"].text()


def test_the_star_of_a_long_label_does_not_stand_alone(form: FieldsForm) -> None:
    long = Field("code", "受处分人代号", "text", required=True)
    assert form._label_text(long, above=False).startswith("受处分人<br>代号 ")
    assert form._label_text(long, above=True).startswith("受处分人代号 ")


def test_enter_opens_the_rare_fields(qtbot: QtBot, form: FieldsForm) -> None:
    form.more.setFocus()
    press(qtbot, Key.Key_Return)
    assert not form.rare.isHidden()


def test_read_only_fields_cannot_be_typed_in(form: FieldsForm) -> None:
    form.set_read_only(True)
    assert not form.editors["topic"].line.isEnabled()
    assert form.order() == []


@pytest.mark.parametrize("kind", ["ref", "refs"])
def test_saving_puts_the_offered_names_away(qtbot: QtBot, show: Callable[[Field], Editor], kind: str) -> None:
    editor = show(Field("who", "谈话人", kind, target="person"))
    qtbot.keyClicks(QApplication.focusWidget(), "xl")
    qtbot.waitUntil(editor.line.popup_open)
    field, popup = editor.line.edge, editor.line._popup
    assert popup.width() == field.width()
    assert popup.y() >= field.mapToGlobal(field.rect().bottomLeft()).y()
    editor.settle()
    assert not editor.line.popup_open()
