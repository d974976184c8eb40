"""Rules and parameters with dates, switched off by default, and what they name in quotes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dangjian_desktop.domain.basis import documents_from
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.handover_rules import check as check_handover
from dangjian_desktop.domain.handover_rules import rules_from
from dangjian_desktop.domain.record_scope import RecordScope
from dangjian_desktop.domain.tie import asked_for, check, record_problems, ties_from, unfit_choices
from dangjian_desktop.domain.working_days import holidays_from
from dangjian_desktop.ledgers.bases import load_holidays
from dangjian_desktop.ledgers.shipped import load_catalogue
from tests.domain.test_worked_out import BLOCK
from tests.domain.test_worked_out import DOCUMENTS as OWN_DOCUMENTS

CATALOGUE = load_catalogue()
DOCUMENTS = documents_from(
    {
        "documents": {
            "old": {"text": "《旧》", "until": "2023-12-31", "articles": {"第一条": {}}},
            "new": {"text": "《新》", "since": "2024-01-01", "articles": {"第二条": {"checked_on": "2026-01-31"}}},
        }
    }
)
OLD, NEW = {"of": "old", "article": "第一条"}, {"of": "new", "article": "第二条"}
TALK = CATALOGUE.by_label["谈话"]


def read(*rules: dict[str, Any], **params: Any) -> tuple[Any, list[Any]]:
    whole = [
        {"id": f"X{number}", "level": "must", "scope": "record", "ledger": "谈话", "message": "错", **rule}
        for number, rule in enumerate(rules)
    ]
    return ties_from({"rules": whole, "params": params}, DOCUMENTS, load_holidays())


def faults(*rules: dict[str, Any], **params: Any) -> list[str]:
    made, found = read(*rules, **params)
    return [fault.code for fault in (*found, *check(made, CATALOGUE))]


def told(ties: Any, day: date, **values: Any) -> list[str]:
    return [problem.rule for problem in record_problems(ties, TALK, {"held_on": day, **values}, Nobody(), CATALOGUE.by_key)]


class Nobody:
    def values_of(self, pk: int) -> dict[str, Any]:
        return {}


# ---------------------------------------------------------------------- rules
def test_a_rule_speaks_of_records_of_its_days_only() -> None:
    ties, _ = read(
        {"expression": "谈话人数 >= 1", "basis": OLD},
        {"expression": "谈话人数 >= 1", "basis": NEW},
        {"expression": "谈话人数 >= 1", "basis": [NEW, OLD]},
    )
    assert told(ties, date(2023, 12, 31), headcount=0) == ["X0", "X2"]
    assert told(ties, date(2024, 1, 1), headcount=0) == ["X1", "X2"]
    assert ties.get("X2").why(date(2023, 12, 31)) == "依据：《旧》第一条（请核对原文）。"
    assert ties.get("X2").why(date(2024, 1, 1)) == "依据：《新》第二条。"
    assert ties.get("X0").why(date(2024, 1, 1)) == ""


def test_a_value_is_asked_for_and_a_choice_ruled_out_on_the_days_of_the_rule_only() -> None:
    ties, _ = read({"expression": "filled(谈话事由)", "basis": NEW}, {"expression": '谈话形式 == "个别谈话"', "basis": NEW})
    early, late = {"held_on": date(2023, 12, 31)}, {"held_on": date(2024, 1, 1)}
    assert [problem.field for problem in asked_for(ties, TALK, late)] == ["topic"]
    assert asked_for(ties, TALK, early) == ()
    assert unfit_choices(ties, TALK, late, Nobody(), CATALOGUE.by_key) == {"mode": ("集体谈话",)}
    assert unfit_choices(ties, TALK, early, Nobody(), CATALOGUE.by_key) == {}


def test_a_choice_is_tried_with_what_is_worked_out_from_it() -> None:
    spec = ledger_from(BLOCK, documents=OWN_DOCUMENTS)
    own = CATALOGUE.with_spec(spec)
    ties, _ = ties_from(
        {
            "rules": [
                {
                    "id": "X",
                    "level": "must",
                    "scope": "record",
                    "ledger": "借阅",
                    "expression": "应还日期 <= days_after(借出日期, 10) and (filled(种类) or empty(种类))",
                }
            ]
        }
    )
    found = unfit_choices(ties, spec, {"lent_on": date(2024, 3, 1)}, Nobody(), own.by_key)
    assert found == {"kind": ("书",)}
    assert check(ties, own) == []


def test_what_is_off_by_default_is_on_only_for_those_who_watch_it() -> None:
    ties, none = read({"level": "warn", "expression": "谈话人数 >= 1", "enabled": False}, {"expression": "谈话人数 >= 1"})
    assert none == []
    assert [tie.id for tie in ties.switched(()).rules] == ["X1"]
    assert [tie.id for tie in ties.switched({"X0"}).rules] == ["X0", "X1"]


def test_a_must_rule_is_the_same_for_every_office() -> None:
    assert faults({"expression": "谈话人数 >= 1", "enabled": False}) == ["T01"]


# ---------------------------------------------------------------------- parameters
def test_a_parameter_has_the_value_of_the_day_and_without_one_nothing_is_said() -> None:
    ties, none = read(
        {"expression": "谈话人数 >= most"},
        most={
            "label": "上限",
            "versions": [
                {"value": 3, "basis": NEW},
                {"value": 2, "basis": {"text": "本单位规定", "since": "2023-01-01", "until": "2023-12-31"}},
            ],
        },
    )
    assert none == []
    assert [ties.params_on(day)["most"] for day in (date(2022, 12, 31), date(2023, 12, 31), date(2024, 1, 1), None)] == [None, 2, 3, 3]
    assert ties.params_on(None) is ties.params_on(None), "each day is worked out once"
    assert told(ties, date(2022, 12, 31), headcount=0) == []
    assert told(ties, date(2023, 12, 31), headcount=2) == []
    assert told(ties, date(2024, 1, 1), headcount=2) == ["X0"]


@pytest.mark.parametrize(
    "said",
    [
        {"label": "上限", "value": "许多"},
        {"label": "上限"},
        {"label": "上限", "value": 3, "since": "2024-01-01"},
        {"label": "上限", "value": 3, "basis": {"of": "none", "article": "第一条"}},
    ],
)
def test_a_faulty_parameter_is_found(said: dict[str, Any]) -> None:
    assert faults(most=said) == ["T01"]


def test_a_parameter_is_a_decimal_number() -> None:
    ties, _ = read(most={"label": "幅度", "value": 2.5})
    assert ties.params_on(None) == {"most": Decimal("2.5")}


# ---------------------------------------------------------------------- what is named in quotes
@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("T01", {"expression": "谈话人数 >= 1", "basis": {"of": "new", "article": "第九条"}}),
        ("T02", {"expression": 'found("没有的台账", 谈话事由)'}),
        ("T02", {"expression": "found(谈话事由, 谈话事由)"}),
        ("T02", {"when": 'row("没有的台账", 谈话事由).立案日期 == 谈话日期', "expression": "谈话人数 >= 1"}),
        ("T02", {"expression": "谈话人数 >= 1", "message": '{table("没有的表", 谈话类型)}'}),
        ("T02", {"expression": "table(谈话类型, 谈话类型) == 1"}),
        ("T02", {"ledger": "*", "expression": 'table("党纪影响期", 备注) == 1'}),
        ("T02", {"scope": "measure", "expression": 'open_at_end("没有的台账", "起", "止") == 1'}),
    ],
)
def test_what_a_rule_names_in_quotes_is_declared(code: str, rule: dict[str, Any]) -> None:
    assert code in faults(rule)


def test_what_is_declared_may_be_named() -> None:
    assert faults({"expression": 'found("案件", 谈话事由)'}) == []
    assert faults({"ledger": "处分", "expression": 'table("党纪影响期", 处分种类) >= 12'}) == []


def test_a_rule_of_a_hand_over_names_only_tables_of_its_ledger() -> None:
    def codes(due: str) -> list[str]:
        rules, found = rules_from({"open": [{"group": "一组", "ledger": "处分", "when": "empty(宣布日期)", "title": "处分", "due": [due]}]})
        return [fault.code for fault in (*found, *check_handover(rules, CATALOGUE, ()))]

    assert codes('months_after(决定日期, table("党纪影响期", 处分种类))') == []
    assert codes('months_after(决定日期, table("没有的表", 处分种类))') == ["H02"]
    assert codes("months_after(决定日期, table(处分种类, 处分种类))") == ["H02"]


# ---------------------------------------------------------------------- functions of records
def value(text: str, *, label: str = "信访举报", **values: Any) -> Any:
    from dangjian_desktop.domain.expression import parse

    scope = RecordScope(
        CATALOGUE.by_label[label], [values], None, specs=CATALOGUE.by_key, params={"n": Decimal(3)}, holidays=load_holidays()
    )
    return parse(text).evaluate(scope)


@pytest.mark.parametrize(
    ("day", "found", "words"),
    [
        (date(2025, 9, 26), date(2025, 9, 30), ""),
        (date(2026, 12, 29), date(2027, 1, 1), "（2027年的节假日安排还没有，只按周一至周五推算）"),
        (date(2023, 12, 27), date(2024, 1, 2), "（2023年的节假日安排还没有，只按周一至周五推算）"),
        (date(2027, 1, 1), date(2027, 1, 6), "（2027年的节假日安排还没有，只按周一至周五推算）"),
        (None, None, ""),
    ],
)
def test_limits_in_working_days_tell_the_years_they_do_not_know(day: date | None, found: date | None, words: str) -> None:
    assert value("workdays_after(收到日期, n)", received_on=day) == found
    assert value("holidays_unknown(收到日期, n)", received_on=day) == words


def test_two_years_that_are_not_known_are_both_told() -> None:
    holidays = holidays_from({"2026": {"rest": [], "work": []}})
    scope = RecordScope(
        CATALOGUE.by_label["信访举报"], [{"received_on": date(2027, 12, 30)}], None, specs={}, params={"n": 3}, holidays=holidays
    )
    assert scope.functions["holidays_unknown"](scope.name("收到日期"), 3) == "（2027、2028年的节假日安排还没有，只按周一至周五推算）"
    assert scope.functions["workdays_after"](scope.name("收到日期"), None) is None
    assert scope.functions["holidays_unknown"](scope.name("收到日期"), None) == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("甲", 1),
        ("甲、乙", 2),
        ("甲，乙；丙", 3),
        ("甲等3人", 2),
        ("甲等三人", 2),
        ("甲等人", 2),
        ("甲等 余名", 2),
        ("高等教育办", 1),
        (None, None),
        ("", None),
    ],
)
def test_how_many_a_text_names(text: str | None, number: int | None) -> None:
    assert value("names(对象)", label="建议与问责", receiver=text) == number


def test_the_first_that_is_filled_is_taken() -> None:
    assert value("first(办结日期, 收到日期)", received_on=date(2024, 1, 1)) == date(2024, 1, 1)
    assert value("first(办结日期, 收到日期)", received_on=date(2024, 1, 1), closed_on=date(2024, 2, 1)) == date(2024, 2, 1)
    assert value("first(办结日期, 收到日期)") is None


def test_a_table_answers_for_the_day_of_the_record() -> None:
    text = 'table("党纪影响期", 处分种类)'
    assert value(text, label="处分", kind="警告", decided_on=date(2018, 10, 1)) == 12
    assert value(text, label="处分", kind="警告", decided_on=date(2018, 9, 30)) is None
    assert value(text, label="处分", kind="记过", decided_on=date(2024, 1, 1)) is None
    assert value(text, label="处分", decided_on=date(2024, 1, 1)) is None
