"""The declaration: what is shipped is sound; every fault has its code."""

import copy
from datetime import date

import pytest
import yaml

from dangjian_desktop.domain import grammar
from dangjian_desktop.domain.catalogue_check import check
from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.definition import deciding_fields, definition
from dangjian_desktop.domain.grammar import catalogue_from, ledger_from
from dangjian_desktop.domain.measure import Measure
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.wording import in_table
from dangjian_desktop.ledgers.shipped import load_catalogue, read_yaml
from dangjian_desktop.services.ledger_file import opening
from tests import samples


@pytest.fixture(scope="module")
def shipped():
    return load_catalogue()


def test_labels_and_choices_are_the_contract_to_the_letter(shipped):
    declared = read_yaml("ledgers.yaml")
    for block in (*declared["registers"], *declared["ledgers"]):
        spec = shipped.by_label[block["label"]]
        own = [field for field in spec.fields if not field.common]
        assert [field.label for field in own] == [line[1] for line in block["fields"]]
        for field, line in zip(own, block["fields"], strict=True):
            words = next((option for option in line[3:] if isinstance(option, dict)), {})
            assert list(field.choices) == words.get("choices", [])
            assert field.required == ("required" in line)
            assert field.secret == ("secret" in line)
        assert [measure.label for measure in spec.measures] == [line["label"] for line in block.get("measures", [])]


def test_every_ledger_has_leader_handler_evidence_remark(shipped):
    for spec in shipped.ledgers:
        assert [field.label for field in spec.fields if field.common] == ["责任领导", "经办人", "佐证材料", "备注"]
    for spec in shipped.registers:
        assert [field.label for field in spec.fields if field.common] == ["备注"]


def test_every_measure_has_its_definition_in_words(shipped):
    for measure in shipped.measures.values():
        words = definition(shipped.spec_of(measure), measure)
        assert words.endswith("。")
        assert "None" not in words
        assert deciding_fields(measure)
        if measure.variant:
            assert definition(shipped.spec_of(measure), measure.variant) != words


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("初信初访件数", "其中是否重复件没有填“是”"),
        ("中心组学习次数", "其中学习形式不是个人自学"),
        ("村党组织数", "成立日期不晚于本期末日（没填的算在内）、到末日还没有撤销日期的组织"),
        ("合作社累计个数", "成立日期不晚于本期末日、到末日还没有注销日期的合作社"),
        ("逾期未整改问题数", "其中整改状态不是长期坚持，整改期限在末日之前而到末日还没有完成日期"),
        ("上年立案结案件数", "其中立案日期在上一年度"),
    ],
)
def test_a_definition_says_what_is_not_filled_in(shipped, label, said):
    measure = shipped.measures[label]
    assert said in definition(shipped.spec_of(measure), measure)


MANY = {
    "key": "many",
    "label": "样样",
    "area": "conduct",
    "date_field": "day",
    "fields": [
        ["day", "日", "date", "required"], ["text", "文", "text"], ["long", "长文", "long"], ["whole", "整数", "whole"],
        ["money", "钱", "money"], ["number", "数", "number"], ["flag", "是否", "flag"], ["one", "一项", "choice", {"choices": ["甲"]}],
        ["some", "几项", "choices", {"choices": ["乙"]}], ["who", "人", "ref:person"], ["they", "人们", "refs:person"],
        ["items", "行", "rows", {"rows": [["title", "名称", "text"], ["cost", "花费", "money"], ["person", "行人", "ref:person"],
                                         ["tags", "行项", "choices", {"choices": ["丙"]}]]}],
    ],
}  # fmt: skip


def misfits_of(**words):
    spec = ledger_from({**MANY, "measures": [{"label": "某数", "unit": "个", **words}]})
    return [fault.code for fault in check(load_catalogue().with_spec(spec))]


@pytest.mark.parametrize(
    "words",
    [
        {"how": "sum text"}, {"how": "max day"}, {"how": "last one"}, {"how": "sum items.title"}, {"how": "ratio whole / number"},
        {"how": "ratio number / whole"}, {"how": "distinct some"}, {"how": "list flag"}, {"how": "list items.person"},
        {"how": "distinct items.tags"}, {"how": "count", "split": "who"}, {"how": "count", "split": "day"},
        {"how": "count", "split": "year of text"}, {"how": "rows", "split": "person"}, {"how": "count", "where": {"money": 3}},
        {"how": "count", "not": {"long": "甲"}}, {"how": "rows", "where_row": {"person": "书记"}},
    ],
)  # fmt: skip
def test_a_count_that_cannot_be_counted_is_found_at_the_start(words):
    assert misfits_of(**words) == ["M09"]


@pytest.mark.parametrize(
    "words",
    [
        {"how": "sum money"}, {"how": "last number"}, {"how": "sum items.cost", "split": "title"}, {"how": "ratio whole / money"},
        {"how": "distinct they"}, {"how": "list who"}, {"how": "list items.title"}, {"how": "distinct items.person"},
        {"how": "count", "split": "some"}, {"how": "count", "split": "year of day"}, {"how": "rows", "split": "tags"},
        {"how": "count", "where": {"flag": True, "who": "书记", "whole": 3}}, {"how": "rows", "where_row": {"tags": "丙"}},
    ],
)  # fmt: skip
def test_a_count_that_can_be_counted_is_let_through(tmp_path, clock, words):
    assert misfits_of(**words) == []
    spec = ledger_from({**MANY, "measures": [{"label": "某数", "unit": "个", **words}]})
    services = opening.create_ledger(tmp_path / "x.djtz", "某镇", catalogue=load_catalogue().with_spec(spec), clock=clock)
    samples.register_names(services)
    services.records.save(spec.key, samples.full(spec, date(2022, 3, 1)))
    found = services.measuring.count("某数", half(2022, 1))
    assert all(in_table(one) for one in (found, *found.parts.values()))
    opening.close(services)


def test_a_count_without_any_date_is_of_all(shipped):
    people = shipped.by_label["人员"]
    everybody = Measure("人数", "人", people.key, "count", at="end")
    assert definition(people, everybody) == "全部人员，每条计 1 人。作废的不计。"


def test_areas_views_and_roles(shipped):
    assert [area.label for area in shipped.areas][:2] == ["政治建设", "管党治党"]
    (meeting,) = shipped.views_of("centralism")
    assert meeting.view.label == "三重一大事项"
    assert meeting not in shipped.of_area("centralism")
    assert meeting in shipped.of_area("governance")
    assert meeting.roles("no such thing") == {}
    assert shipped.by_label["党委会议"] is meeting
    assert shipped.spec_of(shipped.measures["党委会议次数"]) is meeting
    assert meeting.rows_field.rows[0].key == "title"


BLOCK = {
    "key": "night_visit",
    "label": "夜间走访",
    "area": "conduct",
    "date_field": "held_on",
    "coverage": {"by": "visitor"},
    "fields": [
        ["held_on", "走访日期", "date", "required"],
        ["visitor", "走访领导", "ref:person", "required"],
        ["kind", "走访类型", "choice", {"choices": ["夜间走访", "入户宣讲"], "default": "入户宣讲"}],
        ["households", "走访户数", "whole", "required"],
        ["done_on", "办结日期", "date", {"default": "走访日期"}],
    ],
    "measures": [
        {"label": "夜间走访次数", "unit": "次", "how": "count", "where": {"kind": "夜间走访"}},
        {"label": "夜访总户数", "unit": "户", "how": "sum households", "split": "kind"},
    ],
}


def block(**changes):
    return {**copy.deepcopy(BLOCK), **changes}


def with_measure(**words):
    return block(measures=[{"label": "某数", "unit": "次", "how": "count", **words}])


def with_field(*line):
    return block(fields=[*copy.deepcopy(BLOCK["fields"]), list(line)])


def test_one_block_makes_a_ledger():
    spec = ledger_from(BLOCK)
    assert spec.roles("coverage") == {"by": "visitor"}
    assert spec.field("done_on").derived.how == "copy"
    assert spec.field("kind").default == "入户宣讲"
    # a measure without a key is no fault here: only what ships must have one (tests/ledgers/test_contract.py)
    assert [measure.key for measure in spec.measures] == ["夜间走访次数", "夜访总户数"]
    assert load_catalogue().with_spec(spec).get("night_visit") is spec


BROKEN = [
    ("L02", with_field("a", "甲", "colour")),
    ("L02", with_field("a", "甲", "ref")),
    ("L02", with_field("a", "甲", "text:person")),
    ("L03", block(colour="red")),
    ("L03", {"key": "a", "label": "甲"}),
    ("L08", with_field("a", "甲", "text", "urgent")),
    ("L08", with_field("a", "甲", "date", "secret")),
    ("L08", with_field("a", "甲", "rows", {"rows": [["b", "乙", "text", "secret"]]})),
    ("L08", with_field("a", False, "text")),
    ("L08", with_field("a", "甲", "choice")),
    ("L08", with_field("a", "甲", "choice", {"choices": ["是", False]})),
    ("L08", with_field("a", "甲", "choice", {"choices": ["是", "是"]})),
    ("L09", with_field("a", "甲", "choice", {"choices": ["一"], "default": "二"})),
    ("L09", with_field("a", "甲", "date", {"default": "没有的日期"})),
    ("L10", block(excel="every line is a record")),
    ("L10", block(excel="one line per 走访户数; consecutive lines with the same 没有 are one visit")),
    ("L11", block(also_in={"area": "centralism"})),
    ("M02", with_measure(colour="red")),
    ("M02", block(measures=[{"label": "某数"}])),
    ("M03", with_measure(where={"nothing": 1})),
    ("M03", with_measure(how="sum nothing")),
    ("M03", with_measure(how="sum items.amount")),
    ("M03", with_measure(date="nothing")),
    ("M03", with_measure(split="nothing")),
    ("M04", with_measure(how="median households")),
    ("M04", with_measure(how="sum")),
    ("M04", with_measure(how="per 走访类型: 一 -> last households dated in the period, 二 -> sum households in the period")),
    ("M05", with_measure(where={"kind": ["夜间走访", "没有这项"]})),
    ("M06", with_measure(condition="households > 3")),
]


@pytest.mark.parametrize(("code", "wrong"), BROKEN)
def test_a_faulty_block_is_refused_with_its_code(code, wrong):
    with pytest.raises(DeclarationError) as caught:
        ledger_from(wrong)
    assert code in [fault.code for fault in caught.value.faults]
    assert code in str(caught.value)


def doubled(declared):
    declared["ledgers"].append(copy.deepcopy(declared["ledgers"][0]))


def change(path, value):
    def apply(declared):
        place = declared
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return apply


TOGETHER = [
    ("L01", doubled),
    ("M01", doubled),
    ("L04", change(["ledgers", 0, "area"], "nowhere")),
    ("L05", change(["ledgers", 0, "date_field"], "topic")),
    ("L05", change(["ledgers", 0, "date_field"], "nothing")),
    ("L05", change(["registers", 0, "fields", 0], ["name", "组织名称", "text"])),
    ("L06", change(["ledgers", 0, "fields", 1, 0], "held_on")),
    ("L06", change(["ledgers", 0, "fields", 1, 1], "学习日期")),
    ("L07", change(["ledgers", 0, "fields", 4, 2], "refs:house")),
    ("L11", change(["ledgers", 3, "also_in", "area"], "nowhere")),
    ("M07", change(["ledgers", 0, "measures", 0, "label"], "报告期")),
    ("M07", change(["ledgers", 0, "measures", 0, "label"], "学习.次数")),
    ("M08", change(["ledgers", 0, "measures", 0, "date"], "topic")),
    ("M08", change(["ledgers", 0, "measures", 0, "at"], "sometime")),
    ("M08", change(["registers", 0, "measures", 0, "at"], "in")),
    ("L03", change(["ledgers", 0], {"key": "a", "label": "甲"})),
]


@pytest.mark.parametrize(("code", "spoil"), TOGETHER)
def test_faults_between_declarations_are_found(code, spoil):
    declared = copy.deepcopy(read_yaml("ledgers.yaml"))
    spoil(declared)
    if code == "M08" and declared["registers"][0]["measures"][0].get("at") == "in":
        del declared["registers"][0]["measures"][0]["date"]
    with pytest.raises(DeclarationError) as caught:
        catalogue_from(declared)
    assert code in [fault.code for fault in caught.value.faults]


def test_a_variant_may_be_written_as_a_block_or_as_a_sentence():
    sentence = ledger_from(with_measure(variant_b="how: sum households"))
    words = ledger_from(with_measure(variant_b={"how": "sum households"}))
    assert sentence == words
    assert sentence.measures[0].variant.how == "sum"


def test_a_spec_survives_the_round_through_yaml():
    assert ledger_from(yaml.safe_load(yaml.safe_dump(BLOCK, allow_unicode=True))) == ledger_from(BLOCK)


def test_conditions_have_names():
    assert set(grammar.CONDITIONS) == {"year_before", "overdue"}
