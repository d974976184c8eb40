"""The words of a ledger's block for what is worked out: tables, computed fields, questions – and what none of them may do."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from dangjian_desktop.domain.basis import Basis, documents_from
from dangjian_desktop.domain.catalogue_check import check
from dangjian_desktop.domain.computed import completed
from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.ledgers.shipped import load_catalogue

DOCUMENTS = documents_from({"documents": {"rule": {"text": "《办法》", "since": "2020-01-01", "articles": {"第一条": {}}}}})
CITED = {"of": "rule", "article": "第一条"}
BLOCK: dict[str, Any] = {
    "key": "loan",
    "label": "借阅",
    "area": "conduct",
    "date_field": "lent_on",
    "tables": {"天数": {"rows": {"书": 30, "刊": 7}, "basis": CITED}},
    "asks": [
        {
            "key": "out", "label": "未还", "when": "借出日期 <= day and 应还日期 > day", "of": "reader", "until": "due_on",
            "adding": {"kind": "书"}, "basis": CITED,
        }
    ],
    "fields": [
        ["lent_on", "借出日期", "date", "required"],
        ["reader", "读者", "text"],
        ["kind", "种类", "choice", {"choices": ["书", "刊"]}],
        ["pages", "页数", "whole"],
        ["due_on", "应还日期", "date", {"computed": 'days_after(借出日期, table("天数", 种类))'}],
        ["late_on", "催还日期", "date", {"computed": "days_after(应还日期, 3)"}],
        ["thick", "厚书", "flag", {"computed": "页数 > 300"}],
        ["twice", "两倍页数", "whole", {"computed": "页数 * 2"}],
        ["said", "说明", "text", {"computed": 'first(读者, "没有写")'}],
        ["items", "附件", "rows", {"rows": [["name", "名称", "text"]]}],
    ],
    "measures": [{"label": "借阅次数", "unit": "次", "how": "count"}],
}  # fmt: skip


def block(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(BLOCK), **changes}


def with_field(*line: Any) -> dict[str, Any]:
    return block(fields=[*copy.deepcopy(BLOCK["fields"]), list(line)])


def without(word: str) -> dict[str, Any]:
    return {key: value for key, value in BLOCK["asks"][0].items() if key != word}


def asking(**changes: Any) -> dict[str, Any]:
    return block(asks=[{**BLOCK["asks"][0], **changes}])


def spec_of(said: dict[str, Any]) -> Any:
    return ledger_from(said, documents=DOCUMENTS)


def test_values_of_every_computable_kind_are_worked_out_in_their_order() -> None:
    spec = spec_of(BLOCK)
    given = {"lent_on": date(2024, 2, 28), "kind": "刊", "pages": 301}
    assert completed(spec, given) == {
        **given, "due_on": date(2024, 3, 6), "late_on": date(2024, 3, 9), "thick": True, "twice": 602, "said": "没有写",
    }  # fmt: skip
    assert [field.key for field in spec.computed] == ["due_on", "late_on", "thick", "twice", "said"]


def test_tables_and_questions_are_read_with_their_provisions() -> None:
    spec = spec_of(BLOCK)
    assert spec.tables["天数"].bases == (Basis("《办法》", "第一条", since=date(2020, 1, 1), of="rule"),)
    assert spec.table("天数", "书", date(2020, 1, 1)) == 30
    assert spec.table("天数", "书", date(2019, 12, 31)) is None
    assert spec.table("天数", "盘", date(2020, 1, 1)) is None
    ask = spec.ask("out")
    assert (ask.label, ask.of, ask.until, ask.adding.field, ask.bases) == ("未还", "reader", "due_on", "kind", spec.tables["天数"].bases)


def test_a_flag_is_looked_up_as_the_words_for_yes_and_no() -> None:
    spec = spec_of({**with_field("a", "甲", "flag"), "tables": {"是否": {"rows": {"是": 1, "否": 0}}, **BLOCK["tables"]}})
    assert [spec.table("是否", value, None) for value in (True, False, None)] == [1, 0, None]


FAULTS = [
    # a field that is worked out
    ("L12", with_field("a", "甲", "date", "required", {"computed": "借出日期"})),
    ("L12", with_field("a", "甲", "text", "secret", {"computed": "读者"})),
    ("L12", with_field("a", "甲", "text", {"computed": "读者", "default": "乙"})),
    ("L12", with_field("a", "甲", "money", {"computed": "页数"})),
    ("L12", with_field("a", "甲", "choice", {"choices": ["一"], "computed": "种类"})),
    ("L12", with_field("a", "甲", "date", {"computed": "借出日期 **"})),
    ("L12", with_field("a", "甲", "date", {"computed": "没有的栏"})),
    ("L12", with_field("a", "甲", "date", {"computed": "甲"})),
    ("L12", with_field("a", "甲", "date", {"computed": "period_end"})),
    ("L12", with_field("a", "甲", "date", {"computed": "day"})),
    ("L12", with_field("a", "甲", "whole", {"computed": 'table("没有的表", 种类)'})),
    ("L12", with_field("a", "甲", "whole", {"computed": "table(种类, 种类)"})),
    ("L12", with_field("a", "甲", "whole", {"computed": 'row("案件", 读者).立案日期'})),
    ("L12", with_field("a", "甲", "date", {"computed": "workdays_after(借出日期, 3)"})),
    ("L12", with_field("a", "甲", "rows", {"rows": [["b", "乙", "date", {"computed": "借出日期"}]]})),
    ("L12", block(fields=[["first", "在前", "date", {"computed": "应还日期"}], *BLOCK["fields"]])),
    ("L09", with_field("a", "甲", "date", {"default": "应还日期"})),
    # tables
    ("L13", block(tables={"天数": {"rows": {"书": 30}, "bais": CITED}})),
    ("L13", block(tables={"天数": {"rows": {"书": 30}, "basis": {"of": "rule", "article": "第九条"}}})),
    ("L13", block(tables={"天数": {"basis": CITED}})),
    ("L13", block(tables={"天数": {"rows": [30, 7]}})),
    # questions
    ("L12", asking(colour="red")),
    ("L12", block(asks=[without("when")])),
    ("L12", block(asks=[without("key")])),
    ("L12", asking(when="借出日期 <=")),
    ("L12", asking(when="没有的栏 <= day")),
    ("L12", asking(when='found("案件", 读者)')),
    ("L12", asking(when="table(读者, 种类) == 3")),
    ("L12", asking(basis={"of": "none", "article": "第一条"})),
    ("L12", asking(of="nothing")),
    ("L12", asking(until="nothing")),
    ("L12", asking(until="pages")),
    ("M03", asking(adding={"nothing": "书"})),
]


@pytest.mark.parametrize(("code", "said"), FAULTS)
def test_a_faulty_block_is_refused_with_its_code(code: str, said: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError) as caught:
        spec_of(said)
    assert code in [fault.code for fault in caught.value.faults]


def test_every_word_of_a_question_but_three_may_be_missing() -> None:
    bare = {word: BLOCK["asks"][0][word] for word in ("key", "label", "when")}
    ask = spec_of(block(asks=[bare])).ask("out")
    assert (ask.of, ask.until, ask.adding, ask.bases) == ("", "", None, ())


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("L05", block(date_field="due_on")),
        ("M08", block(measures=[{"label": "某数", "unit": "次", "how": "count", "date": "due_on"}])),
        ("M08", block(measures=[{"label": "某数", "unit": "次", "how": "count", "at": "end", "until": "due_on"}])),
        (
            "M08",
            block(
                measures=[
                    {
                        "label": "某数", "unit": "次", "how": "count", "at": "end",
                        "condition": "due_on < end and (lent_on empty or lent_on > end)",
                    }
                ]
            ),
        ),
        (
            "M08",
            block(measures=[{"label": "某数", "unit": "次", "how": "count", "condition": "year of kind == year of period start - 1"}]),
        ),
        ("M09", block(measures=[{"label": "某数", "unit": "次", "how": "sum twice"}])),
        ("M09", block(measures=[{"label": "某数", "unit": "次", "how": "count", "split": "said"}])),
        ("M09", block(measures=[{"label": "某数", "unit": "次", "how": "count", "split": "year of due_on"}])),
        ("M09", block(measures=[{"label": "某数", "unit": "次", "how": "count", "where": {"thick": True}}])),
        ("M09", block(measures=[{"label": "某数", "unit": "次", "how": "distinct due_on"}])),
    ],
)  # fmt: skip
def test_nothing_is_counted_or_listed_by_what_lies_in_no_file(code: str, said: dict[str, Any]) -> None:
    assert code in [fault.code for fault in check(load_catalogue().with_spec(spec_of(said)))]


def test_the_block_itself_is_sound() -> None:
    assert check(load_catalogue().with_spec(spec_of(BLOCK))) == []
