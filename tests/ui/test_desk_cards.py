"""The cards of 工作台: duties, and who has talked to whom; every line is one click, nothing is blank."""

from __future__ import annotations

from datetime import date

from pytestqt.qtbot import QtBot

from dangjian_desktop.services.desk.standing import AHEAD, DONE, LATE, SHORT, Cell, Coverage, DutyLine, Limit, Plan
from dangjian_desktop.ui.desk.card import Card
from dangjian_desktop.ui.desk.coverage_card import CoverageCard
from dangjian_desktop.ui.desk.duties_card import DutiesCard, state_words
from dangjian_desktop.ui.desk.short_cards import LimitsCard, PlansCard
from dangjian_desktop.ui.kit.parts.parts import label
from dangjian_desktop.ui.kit.theme import Theme


def duty(number: int, state: str, *, ids: tuple[int, ...] = ()) -> DutyLine:
    label = f"很长的一件应办事项，写明谁在什么时候办 {number}"
    return DutyLine(label, "镇党委", "some_ledger", "监督检查次数", str(len(ids)), "2", "还差 1 次", date(2022, 6, 30), state, ids)


def test_the_most_urgent_duties_are_shown_and_all_of_them_on_a_click(qtbot: QtBot, theme: Theme) -> None:
    card = DutiesCard(theme, None)
    qtbot.addWidget(card)
    card.resize(460, 300)
    card.show()
    card.show_lines([duty(1, LATE), duty(2, SHORT, ids=(7,)), *(duty(number, DONE) for number in range(3, 9))])
    assert card.grid.rowCount() == 7
    assert card.link.text() == "全部 8 项"
    card.link.click()
    assert card.grid.itemAtPosition(8, 0) is not None
    assert card.link.text() == "只看前几项"
    card.setFixedWidth(340)
    qtbot.waitUntil(lambda: "…" in card.grid.itemAtPosition(1, 0).widget().text())
    assert not card.grab().isNull()


def test_a_duty_opens_its_records_and_one_without_records_cannot(qtbot: QtBot, theme: Theme) -> None:
    card = DutiesCard(theme, None)
    qtbot.addWidget(card)
    card.show_lines([duty(1, LATE), duty(2, SHORT, ids=(7, 8))])
    assert not card.grid.itemAtPosition(1, 1).widget().isEnabled()
    with qtbot.waitSignal(card.records_wanted) as wanted:
        card.grid.itemAtPosition(2, 1).widget().click()
    assert wanted.args == ["some_ledger", (7, 8), "监督检查次数 2"]
    assert not card.link.isVisibleTo(card)


def test_the_words_of_a_state_never_say_more_than_the_ledger_shows() -> None:
    words = {state: state_words(duty(1, state)) for state in (LATE, SHORT, AHEAD)}
    assert words == {LATE: "已过期限", SHORT: "还差 1 次", AHEAD: "未到期"}


def coverage(people: int) -> Coverage:
    empty = Cell(0, ())
    rows = (
        ("班子成员09", (empty, empty), 0),
        *((f"班子成员{number:02}", (Cell(number, (number,)), empty), number) for number in range(1, people)),
    )
    return Coverage("some_ledger", ("村干部", "普通党员"), rows)


def test_zero_is_said_and_a_cell_opens_its_records(qtbot: QtBot, theme: Theme) -> None:
    card = CoverageCard(theme, "谈话覆盖", None)
    qtbot.addWidget(card)
    card.link.click()
    card.show_coverage(coverage(10))
    assert card.grid.itemAtPosition(1, 1).widget().text() == "无"
    assert card.grid.itemAtPosition(1, 3).widget().text() == "无记录"
    with qtbot.waitSignal(card.records_wanted) as wanted:
        card.grid.itemAtPosition(2, 1).widget().click()
    assert wanted.args == ["some_ledger", (1,), "班子成员01 村干部 1"]
    assert card.link.text() == "只看前几人"
    card.link.click()
    assert card.link.text() == "全部 10 人"
    assert not card.grab().isNull()


def test_darker_cells_are_more_and_say_their_number(qtbot: QtBot, theme: Theme) -> None:
    card = CoverageCard(theme, "谈话覆盖", None)
    qtbot.addWidget(card)
    card.show_coverage(coverage(9))
    grades = [card.grid.itemAtPosition(line, 1).widget().property("grade") for line in range(2, 8)]
    assert grades == ["1", "1", "1", "2", "2", "2"]
    assert card.grid.itemAtPosition(2, 1).widget().accessibleName() == "班子成员01，村干部，1"


def test_without_leaders_the_card_says_what_to_do(qtbot: QtBot, theme: Theme) -> None:
    card = CoverageCard(theme, "谈话覆盖", None)
    qtbot.addWidget(card)
    card.show_coverage(Coverage("some_ledger", ("村干部",), ()))
    assert "基础信息" in card.grid.itemAtPosition(0, 0).widget().text()
    assert not card.link.isVisibleTo(card)


def limit(days: int) -> Limit:
    return Limit(f"线索 {days} 拟处置意见，一行写不下的时候截断，提示里有全文", days, "some_ledger", (days + 100,))


def test_limits_near_or_past_are_shown_those_far_away_are_not(qtbot: QtBot, theme: Theme) -> None:
    card = LimitsCard(theme, None)
    qtbot.addWidget(card)
    card.setFixedWidth(300)
    card.show()
    card.show_limits([limit(days) for days in (-2, 0, 3, 9, 30, 31)])
    words = [card.grid.itemAtPosition(line, 1).widget().words for line in range(4)]
    assert words == ["已过期限 2 天", "今天到期", "还有 3 天", "还有 9 天"]
    assert [card.grid.itemAtPosition(line, 1).widget().tone for line in range(2)] == ["danger", "amber"]
    assert card.link.text() == "全部 5 件"
    card.link.click()
    assert card.grid.itemAtPosition(4, 1).widget().words == "还有 30 天"
    opening = card.grid.itemAtPosition(0, 0).widget()
    qtbot.waitUntil(lambda: "…" in opening.text())
    with qtbot.waitSignal(card.records_wanted) as wanted:
        opening.click()
    assert wanted.args == ["some_ledger", (98,), limit(-2).words]
    card.show_limits([])
    assert "没有" in card.grid.itemAtPosition(0, 0).widget().text()


def test_plans_say_what_has_become_of_them_and_none_need_no_card(qtbot: QtBot, theme: Theme) -> None:
    card = PlansCard(theme, "已完成", None)
    qtbot.addWidget(card)
    card.show_plans([Plan("压实责任", "已完成", "some_ledger", (1,)), Plan("", "", "some_ledger", (2,))])
    assert not card.isHidden()
    assert [card.grid.itemAtPosition(line, 2).widget().text() for line in range(2)] == ["已完成", "没有填状态"]
    with qtbot.waitSignal(card.records_wanted) as wanted:
        card.grid.itemAtPosition(1, 1).widget().click()
    assert wanted.args == ["some_ledger", (2,), "（没有标题）"]
    card.show_plans([])
    assert card.isHidden()


def test_without_duties_the_card_says_so_and_an_unanswered_question_is_one_line(qtbot: QtBot, theme: Theme) -> None:
    card = DutiesCard(theme, None)
    qtbot.addWidget(card)
    card.show()
    card.show_lines([], 3)
    assert "没有" in card.grid.itemAtPosition(1, 0).widget().text()
    assert card.question_words.text() == "还有 3 项各地做法不一的事项没有选择"
    for button in (card.answer, card.choose):
        with qtbot.waitSignal(card.choose_wanted):
            button.click()
        assert button.accessibleName() == "选择本单位的应办事项"
    card.show_lines([], 0)
    assert (card.question.isVisible(), card.choose.isVisible()) == (False, True)


def test_lines_of_cards_beside_each_other_stand_at_one_height(qtbot: QtBot, theme: Theme) -> None:
    with_link, without = DutiesCard(theme, None), Card(theme, "关键数字", "", None)
    for one in (with_link, without):
        qtbot.addWidget(one)
        one.resize(460, 300)
        one.show()
    with_link.show_lines([duty(number, DONE) for number in range(8)], 3)
    without.grid.addWidget(label("指标", "label2"), 0, 0)
    qtbot.waitUntil(lambda: without.grid.geometry().y() > 0)
    assert with_link.grid.geometry().y() == without.grid.geometry().y()
