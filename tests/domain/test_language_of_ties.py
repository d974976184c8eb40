"""The small language of the ties, and the ties themselves: what breaks them, what stops saving, what only asks."""

import contextlib
import copy
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain import tie_functions
from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.expression import ExpressionError, parse, sentence, shown
from dangjian_desktop.domain.record_scope import RecordScope
from dangjian_desktop.domain.tie import asked_for, broken, check, mentioned, record_problems, ties_from, unfit_choices
from dangjian_desktop.ledgers import ties as shipped
from dangjian_desktop.ledgers.shipped import load_catalogue, read_yaml
from dangjian_desktop.ledgers.ties import load_ties

CATALOGUE = load_catalogue()
TIES = load_ties(CATALOGUE)


class Names:
    """Names are values; a dot reads a key."""

    functions = {"count": len}  # noqa: RUF012

    def __init__(self, **values):
        self.values = values

    def name(self, name):
        return self.values.get(name)

    def attribute(self, base, name):
        return base.get(name)

    def value(self, found):
        return found


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("甲 + 乙 * 2 - 1", 9), ("甲 / 乙", Decimal("0.5")), ("甲 / 0", None), ("-甲", -2), ("-空", None), ("空 + 1", None),
        ("1.5 + 1.5", 3),
        ("甲 < 乙 <= 4", True), ("甲 < 空 < 乙", None), ("甲 > 乙", False), ("甲 != 乙", True), ("甲 >= 2", True),
        ("not 甲 == 2", False), ("not 空 == 1", None), ("甲 == 2 and 乙 == 4", True), ("甲 == 2 and 空 == 1", None),
        ("甲 == 3 and 空 == 1", False), ("甲 == 3 or 乙 == 4", True), ("甲 == 3 or 空 == 1", None), ("甲 == 3 or 乙 == 3", False),
        ('丙 in ["一", "二"]', True), ('空 in ["一"]', None), ("表.项", 9), ("count(列)", 2),
    ],
)  # fmt: skip
def test_an_operand_that_is_empty_makes_a_comparison_unknown(text, answer):
    scope = Names(甲=2, 乙=4, 丙="一", 表={"项": 9}, 列=[1, 2])
    assert parse(text).evaluate(scope) == answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "甲 +",
        "甲 ** 2",
        "甲 if 乙 else 丙",
        "lambda: 1",
        "甲[0]",
        "甲.乙()",
        "f(x=1)",
        "None",
        "b'x'",
        "{甲}",
        "a := 1",
        "1 " * 3,
        "+".join("甲" * 300),
    ],
)
def test_nothing_else_is_the_language(text):
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_function_nobody_knows_is_refused_when_it_is_looked_at():
    with pytest.raises(ExpressionError, match="没有函数"):
        parse("系统(甲)").evaluate(Names())


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_and_nothing_else(text):
    with contextlib.suppress(ExpressionError):
        parse(text)


def test_values_inside_messages():
    assert [shown(one) for one in (None, True, False, Decimal("1.505"), Decimal(3), date(2022, 3, 5), ["甲", 2])] == [
        "（空）", "是", "否", "1.5", "3", "2022-03-05", "甲、2",
    ]  # fmt: skip
    made = sentence("{标签}：{甲}次，比{甲 - 1}多", ("标签",))
    assert made.fill(Names(甲=3), 标签="学习") == "学习：3次，比2多"
    assert sentence("没有数").fill(Names()) == "没有数"


# ---------------------------------------------------------------------- functions
def test_functions_of_dates_and_lists():
    f = tie_functions
    assert f.months_after(date(2022, 1, 31), 1) == date(2022, 2, 28)
    assert f.months_after(None, 1) is None
    assert f.days(date(2022, 1, 1), date(2022, 1, 31)) == 30
    assert f.days(None, date(2022, 1, 1)) is None
    assert f.days_after(date(2022, 2, 27), 2) == date(2022, 3, 1)
    assert f.days_after(None, 2) is None
    assert f.weekday(date(2022, 1, 2)) == 7
    assert f.weekday(None) is None
    assert f.ascending(date(2022, 1, 1), None, date(2022, 1, 2))
    assert not f.ascending(date(2022, 1, 3), date(2022, 1, 2))
    assert f.total([1, None, 2]) == 3
    assert f.biggest([1, None, 5]) == 5
    assert f.biggest(1, 7) == 7
    assert f.biggest([]) is None
    assert f.smallest([4, 2]) == 2
    assert f.smallest(4, None) == 4
    assert f.entries(None) == 0
    assert f.entries("甲") == 1
    assert f.filled(0)
    assert not f.filled(())


# ---------------------------------------------------------------------- what one record can break
class People:
    def __init__(self, **values):
        self.values = {int(key[1:]): value for key, value in values.items()}

    def values_of(self, pk):
        return self.values.get(pk, {})


def problems(label, values, people=None):
    return record_problems(TIES, CATALOGUE.by_label[label], values, people or People(), CATALOGUE.by_key)


CASES = [
    ("R1c", "处分", {"category": "党纪处分", "kind": "记过"}, {"category": "党纪处分", "kind": "警告"}, "kind"),
    ("R3b", "处分", {"category": "政务处分", "kind": "警告"}, {"category": "政务处分", "kind": "记过"}, "kind"),
    (
        "R3c",
        "处分",
        {"category": "政务处分", "person_category": "村（社区）干部", "kind": "撤职"},
        {"category": "政务处分", "kind": "撤职"},
        "kind",
    ),
    ("R18c", "信访举报", {"received_on": date(2022, 3, 1), "closed_on": date(2022, 2, 1)}, {"received_on": date(2022, 1, 1)}, "closed_on"),
    ("R32a", "问题线索", {"received_on": date(2022, 3, 1), "decided_on": date(2022, 2, 1)}, {"decided_on": date(2022, 2, 1)}, "decided_on"),
    ("R32b", "案件", {"filed_on": date(2022, 3, 1), "closed_on": date(2022, 2, 1)}, {"filed_on": date(2022, 3, 1)}, "closed_on"),
    (
        "R32c",
        "处分",
        {"decided_on": date(2022, 3, 1), "announced_on": date(2022, 2, 1)},
        {"announced_on": date(2022, 2, 1)},
        "announced_on",
    ),
    ("R20c", "谈话", {"headcount": 1, "targets": (1, 2)}, {"headcount": 2, "targets": (1, 2)}, "headcount"),
    ("R20c", "谈话", {"headcount": 0}, {"headcount": 1}, "headcount"),
    ("R26a", "中心组学习", {"due": 9, "present": 10}, {"due": 9, "present": 9}, "present"),
    ("R26b", "党委会议", {"due": 9, "present": 10}, {"present": 10}, "present"),
    ("R26c", "民主生活会", {"due": 9, "present": 10}, {"due": 10, "present": 10}, "present"),
    ("R28c", "问题整改", {"found_on": date(2022, 3, 1), "done_on": date(2022, 2, 1)}, {"done_on": date(2022, 2, 1)}, "done_on"),
]


@pytest.mark.parametrize(("rule", "label", "wrong", "right", "field"), CASES)
def test_what_cannot_be_right_is_told_at_its_field(rule, label, wrong, right, field):
    found = [problem for problem in problems(label, wrong) if problem.rule == rule]
    assert [problem.field for problem in found] == [field]
    assert "{" not in found[0].message
    assert rule not in [problem.rule for problem in problems(label, right)]


def test_every_rule_that_stops_saving_has_a_case_here():
    stopping = {tie.id for tie in TIES.rules if tie.stops_saving}
    assert stopping == {rule for rule, *_ in CASES} | {"R29"}


def test_a_document_is_not_studied_before_it_was_published():
    documents = People(_1={"published_on": date(2022, 5, 1)}, _2={})
    early = {"held_on": date(2022, 4, 1), "documents": (1, 2, 3)}
    assert [problem.rule for problem in problems("中心组学习", early, documents)] == ["R29"]
    assert problems("中心组学习", {**early, "held_on": date(2022, 5, 1)}, documents) == ()
    assert problems("中心组学习", {"held_on": date(2022, 4, 1)}, documents) == ()


def unfit(label, values):
    return unfit_choices(TIES, CATALOGUE.by_label[label], values, People(), CATALOGUE.by_key)


def test_choices_that_do_not_go_with_the_rest_are_known():
    party = {"category": "党纪处分"}
    assert unfit("处分", party) == {"kind": ("政务警告", "记过", "记大过", "降级", "撤职", "开除")}
    assert unfit("处分", {**party, "kind": "警告"})["category"] == ("政务处分",)
    village = {"category": "政务处分", "person_category": "村（社区）干部"}
    assert unfit("处分", village)["kind"] == (
        "警告",
        "严重警告",
        "撤销党内职务",
        "留党察看一年",
        "留党察看二年",
        "开除党籍",
        "降级",
        "撤职",
        "开除",
    )


def test_the_choice_that_stands_is_never_ruled_out_and_something_is_always_left():
    wrong = {"category": "党纪处分", "kind": "记过"}
    assert unfit("处分", wrong)["kind"] == ("政务警告", "记大过", "降级", "撤职", "开除")
    assert unfit("谈话", {"kind": "谈心谈话"}) == {}
    assert unfit("谈话", {"headcount": 0}) == {}


def test_a_rule_that_only_asks_for_a_value():
    lead = CATALOGUE.by_label["问题线索"]
    asked = asked_for(TIES, lead, {"counted_on": date(2022, 1, 1)})
    assert [(problem.field, problem.message) for problem in asked] == [("disposal", "处置方式")]
    assert asked_for(TIES, lead, {}) == ()


# ---------------------------------------------------------------------- rules that look beyond one record
class Around:
    """Other records: a case and an earlier sanction."""

    def by_number(self, ledger, number):
        return (CATALOGUE.by_label[ledger], {"decided_on": date(2022, 1, 1)}) if number == "甲1" else None

    def previous(self, spec, values, same, other, accepted):
        return (
            {"decided_on": date(2021, 6, 1), "watch_until": date(2022, 6, 1)}
            if values.get(same) == "A1" and "留党察看一年" in accepted
            else None
        )


def scope(label, values, *, around=None, grouped=False):
    members = values if isinstance(values, list) else [values]
    return RecordScope(
        CATALOGUE.by_label[label], members, People(), specs=CATALOGUE.by_key, params=TIES.params_on(None),
        period_end=date(2022, 6, 30), neighbours=around, grouped=grouped,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "label", "values", "fires"),
    [
        ("R34", "处分", {"category": "党纪处分", "case_number": "甲1", "decided_on": date(2022, 1, 2)}, True),
        ("R34", "处分", {"category": "党纪处分", "case_number": "乙9", "decided_on": date(2022, 1, 2)}, False),
        ("R15b", "处分", {"case_number": "乙9"}, True),
        ("R36a", "处分", {"category": "党纪处分", "person": "A1", "decided_on": date(2022, 1, 1), "kind": "警告"}, True),
        ("R36a", "处分", {"category": "党纪处分", "person": "B2", "decided_on": date(2022, 1, 1), "kind": "警告"}, False),
        ("R33b", "问题线索", {"received_on": date(2022, 3, 1)}, True),
        ("R33d", "案件", {"filed_on": date(2021, 1, 1)}, True),
        ("R33f", "处分", {"category": "党纪处分", "decided_on": date(2022, 1, 1), "announced_on": date(2022, 3, 2)}, True),
        ("R31a", "党委会议", {"held_on": date(2022, 1, 2)}, True),
        ("R44", "谈话", {}, True),
    ],
)
def test_rules_beyond_one_record(rule, label, values, fires):
    assert broken(TIES.get(rule), scope(label, values, around=Around())) is fires


def test_without_neighbours_nothing_is_found():
    assert not broken(TIES.get("R36a"), scope("处分", {"category": "党纪处分", "person": "A1", "decided_on": date(2022, 1, 1)}))
    assert broken(TIES.get("R15b"), scope("处分", {"case_number": "甲1"}))


def test_groups_look_at_every_value():
    two = [{"person": "A1", "person_category": "普通党员"}, {"person": "A1", "person_category": "一般干部"}]
    assert broken(TIES.get("R5"), scope("处分", two, grouped=True))
    assert not broken(TIES.get("R5"), scope("处分", two[:1], grouped=True))
    talks = [{"headcount": 8, "mode": "个别谈话"}, {"headcount": 9, "mode": "个别谈话"}]
    assert broken(TIES.get("R31b"), scope("谈话", talks, grouped=True))
    assert parse("rows").evaluate(scope("谈话", talks)) == 2
    assert parse("sum(3)").evaluate(scope("谈话", talks)) == 3
    assert parse("是否重复件").evaluate(scope("信访举报", {})) is False
    assert parse("min(谈话人数, 3)").evaluate(scope("谈话", {"headcount": 8})) == 3


def test_measures_a_rule_speaks_of():
    assert mentioned(TIES.get("R13"), ["立案件数"])
    assert not mentioned(TIES.get("R13"), ["党课次数"])


# ---------------------------------------------------------------------- faults of the rules themselves
def spoiled(**changes):
    block = {"id": "X", "level": "must", "scope": "record", "ledger": "谈话", "expression": "谈话人数 >= 1", "message": "", **changes}
    made, faults = ties_from({"rules": [{key: value for key, value in block.items() if value is not None}]})
    return [fault.code for fault in (*faults, *check(made, CATALOGUE))]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("T01", {"colour": "red"}),
        ("T01", {"level": "shout"}),
        ("T01", {"scope": "moon"}),
        ("T01", {"expression": None}),
        ("T01", {"expression": "谈话人数 **"}),
        ("T01", {"message": "{谈话人数 **}"}),
        ("T02", {"ledger": "没有的台账"}),
        ("T02", {"expression": "没有的栏 >= 1"}),
        ("T02", {"group_by": ["没有的栏"]}),
        ("T02", {"scope": "measure", "expression": "没有的指标 >= 1"}),
        ("T02", {"scope": "measure", "expression": "m >= 1", "for_each": ["没有的指标"]}),
        ("T02", {"scope": "measure", "expression": 'distinct("处分", "没有的栏") >= 1'}),
        ("T02", {"scope": "measure", "expression": 'open_at_end("没有的台账", "收到日期", "办结日期") >= 1'}),
        ("T02", {"expression": 'filled(previous("谈话类型", "没有的栏", ["谈心谈话"]).谈话日期)'}),
        ("T02", {"expression": "filled(row(谈话类型, 谈话人数).谈话日期)"}),
        ("T03", {"expression": "乘方(谈话人数) >= 1"}),
        ("T03", {"scope": "measure", "expression": "filled(立案件数)"}),
    ],
)
def test_a_faulty_rule_is_found_with_its_code(code, changes):
    assert code in spoiled(**changes)


def test_the_shipped_rules_are_sound_and_a_broken_file_stops_the_start(monkeypatch):
    assert spoiled() == []
    assert TIES.aside == ()
    data = copy.deepcopy(read_yaml("ties.yaml"))
    data["rules"][3]["expression"] = "不认识 >="
    monkeypatch.setattr(shipped, "read_yaml", lambda name: data if name == "ties.yaml" else read_yaml(name))
    with pytest.raises(DeclarationError):
        load_ties(CATALOGUE)


def test_a_rule_that_cannot_be_bound_is_set_aside_and_the_others_stay(monkeypatch):
    data = copy.deepcopy(read_yaml("ties.yaml"))
    data["rules"][3]["expression"] = "不认识 >= 1"
    monkeypatch.setattr(shipped, "read_yaml", lambda name: data if name == "ties.yaml" else read_yaml(name))
    found = load_ties(CATALOGUE)
    assert [fault.where for fault in found.aside] == [data["rules"][3]["id"]]
    assert len(found.rules) == len(TIES.rules) - 1
