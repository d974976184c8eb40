"""单位性质: stored words and shown words are two names of one thing, and only declared sentences are reworded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.definition import definition
from dangjian_desktop.domain.expression import sentence
from dangjian_desktop.domain.fields import Context, Field
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.measure import Where
from dangjian_desktop.domain.record_scope import RecordScope
from dangjian_desktop.domain.unit_words import UnitWords, unit_kinds_from
from dangjian_desktop.domain.worded import catalogue_in, check
from dangjian_desktop.ledgers import unit_kinds
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.ledgers.unit_kinds import load_unit_kinds
from tests.fakes import FixedClock

KINDS = load_unit_kinds()
PLAIN = load_catalogue()
CHOOSING = [
    (words.kind, field)
    for words in KINDS.kinds.values()
    for spec in catalogue_in(PLAIN, words)
    for field in (*spec.fields, *(row for field in spec.fields for row in field.rows))
    if field.choices
]


def nobody() -> Context:
    return Context(FixedClock().today(), None)  # type: ignore[arg-type]


@given(st.sampled_from(CHOOSING), st.data())
def test_what_is_shown_leads_back_to_what_is_stored_and_what_is_stored_is_taken_too(where: tuple[str, Field], data: st.DataObject) -> None:
    _kind, field = where
    choice = data.draw(st.sampled_from(field.choices))
    assert field.stored(field.word(choice)) == choice
    for typed in (choice, field.word(choice)):
        cleaned = field.of.clean(typed, field, nobody())
        assert cleaned == (choice if field.kind == "choice" else (choice,))
        assert field.text(cleaned) == field.word(choice)


@pytest.mark.parametrize(("kind", "field"), CHOOSING)
def test_no_two_choices_of_a_field_fall_together(kind: str, field: Field) -> None:
    shown = [field.word(choice) for choice in field.choices]
    assert len({*shown}) == len(shown)
    assert kind != KINDS.standard or not field.shown


def test_several_choices_are_shown_and_read_one_by_one() -> None:
    field = Field("by", "机关", "choices", choices=("镇党委", "县委"), shown=("乡党委", "县委"))
    assert field.of.clean("乡党委、县委", field, nobody()) == ("镇党委", "县委")
    assert field.of.clean("乡党委", field, nobody()) == ("镇党委",)
    assert field.text(("镇党委", "县委")) == "乡党委、县委"
    with pytest.raises(ValueError, match="请从这些里选：乡党委、县委。"):
        field.of.clean("市委", field, nobody())


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("街道", "向镇党委、县纪委报告", "向街道党工委、县纪委报告"),
        ("街道", "镇纪委处置问题线索", "街道纪工委处置问题线索"),
        ("街道", "副镇长和镇长", "街道办事处副主任和街道办事处主任"),
        ("街道", "镇党委书记讲党课，党委书记主持", "街道党工委书记讲党课，党工委书记主持"),
        ("街道", "县纪委书记、村党委书记", "县纪委书记、村党委书记"),
        ("街道", "县级、镇级制度，对镇村两级", "县级、街道制度，对街道、社区两级"),
        ("乡", "三分法的句子容易漏掉镇长和部门负责人", "三分法的句子容易漏掉乡长和部门负责人"),
        ("乡", "向全镇党员发送", "向全乡党员发送"),
        ("乡", "乡镇党委、城镇长期规划、乡镇长、青石镇党委", "乡镇党委、城镇长期规划、乡镇长、青石镇党委"),
        ("乡", "镇长期坚持", "镇长期坚持"),
        ("乡", "{谈心谈话人次.镇长}人次，{{ 谈心谈话人次.镇长 }}，《镇党委工作规则》，镇长", "{谈心谈话人次.镇长}人次，{{ 谈心谈话人次.镇长 }}，《镇党委工作规则》，乡长"),
        ("镇", "镇党委、镇长", "镇党委、镇长"),
    ],
)  # fmt: skip
def test_in_a_sentence_only_whole_words_change(kind: str, text: str, said: str) -> None:
    assert KINDS.kinds[kind].inside(text) == said


def test_a_word_is_never_touched_twice() -> None:
    words = UnitWords("甲", (("镇长", "镇党委的人"), ("镇党委", "乙")))
    assert words.inside("镇长、镇党委") == "镇党委的人、乙"


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("中共青石镇委员会", "镇"),
        ("青石乡党委", "乡"),
        ("中共青石街道工作委员会", "街道"),
        ("新乡市青石街道党工委", "街道"),
        ("新乡县青石镇党委", "镇"),
        ("某乡镇党委", "镇"),
        ("党政办", "镇"),
        ("", "镇"),
    ],
)
def test_a_name_proposes_its_kind(unit: str, kind: str) -> None:
    assert KINDS.proposed(unit) == kind


def test_a_kind_nobody_knows_shows_the_standard_words() -> None:
    assert [KINDS.of(kind).kind for kind in ("乡", "县", None, 5)] == ["乡", "镇", "镇", "镇"]


def declared(**more: object) -> dict[str, object]:
    return {"standard": "镇", "kinds": {"镇": {}, "乡": {"镇长": "乡长"}}, "inside": {"after": "向", "not_before": "期"}, "name_not_before": "市"} | more  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, []),
        ({"words": 1}, ["U01 单位性质：不认识的词：words。"]),
        ({"standard": "区"}, ["U01 单位性质：没有标准说法“区”。"]),
        ({"kinds": {"镇": {"镇长": "乡长"}}}, ["U02 镇：标准说法不换成别的。"]),
        ({"kinds": {"镇": {}, "乡": {"镇长": "乡长", "副镇长": "乡长"}}}, ["U02 乡：“乡长”是两个词的说法，分不清。"]),
        ({"kinds": {"镇": {}, "乡": {"镇长": "副镇长", "副镇长": "甲"}}}, ["U02 乡：“副镇长”是两个词的说法，分不清。"]),
    ],
)
def test_a_table_that_cannot_be_read_back_is_refused(more: dict[str, object], told: list[str]) -> None:
    assert [str(fault) for fault in unit_kinds_from(declared(**more))[1]] == told


def test_words_that_make_two_choices_of_a_ledger_one_are_refused() -> None:
    spec = PLAIN.get("person")
    field = Field("by", "机关", "choice", choices=("镇党委", "乡党委"))
    catalogue = Catalogue((), (replace(spec, fields=(*spec.fields, Field("rows", "行", "rows", rows=(field,)))),))
    assert [str(fault) for fault in check(KINDS.kinds["乡"], catalogue)] == ["U03 乡：“机关”的选项“乡党委”分不清是哪一个。"]
    assert check(KINDS.kinds["街道"], catalogue) == []


def test_a_faulty_table_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_kinds, "read_yaml", lambda _name: declared(words=1))
    with pytest.raises(DeclarationError, match="不认识的词"):
        unit_kinds.load_unit_kinds()
    clash = replace(PLAIN.get("person"), fields=(Field("by", "机关", "choice", choices=("镇党委", "乡党委")),))
    with pytest.raises(DeclarationError, match="分不清是哪一个"):
        unit_kinds.fitting(KINDS.kinds["乡"], Catalogue((), (clash,)))


def test_a_message_shows_a_choice_and_compares_what_is_stored() -> None:
    spec = catalogue_in(PLAIN, KINDS.kinds["乡"]).get("sanction")
    scope = RecordScope(spec, [{"approved_by": "镇纪委"}], None, specs={}, params={})
    said = sentence("{批准机关}，{批准机关 == '镇纪委'}")
    assert said.fill(scope) == "乡纪委，是"


def test_a_definition_and_a_part_are_told_in_the_words_of_the_unit() -> None:
    catalogue = catalogue_in(PLAIN, KINDS.kinds["街道"])
    assert catalogue.said("上年同期.谈心谈话人次.镇长") == "上年同期.谈心谈话人次.街道办事处主任"
    assert [catalogue.said(path) for path in ("谈心谈话人次", "单位名称", "没有.镇长")] == ["谈心谈话人次", "单位名称", "没有.镇长"]
    spec = catalogue.get("sanction")
    measure = replace(spec.measures[0], where=(Where("approved_by", ("镇纪委",)),))
    assert "批准机关为街道纪工委" in definition(spec, measure)
