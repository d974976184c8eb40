"""依据: provisions with their days, values that hold from one day to another, and what is no provision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian_desktop.domain.basis import (
    Basis,
    BasisError,
    bases_from,
    current,
    documents_from,
    gathered,
    in_force,
    versions_from,
)

OLD = Basis("《条例》（旧）", "第一条", since=date(2018, 10, 1), until=date(2023, 12, 31))
NEW = Basis("《条例》（新）", "第二条", since=date(2024, 1, 1), checked_on=date(2026, 1, 31))
DOCUMENTS = documents_from(
    {
        "documents": {
            "old": {"text": "《旧》", "until": "2023-12-31", "articles": {"第一条": {"about": "某事"}}},
            "new": {"text": "《新》", "since": "2024-01-01", "articles": {"第二条": {"checked_on": "2026-01-31"}, "第三条": {}}},
        }
    }
)


@pytest.mark.parametrize(
    ("basis", "day", "holds"),
    [
        (OLD, date(2018, 9, 30), False),
        (OLD, date(2018, 10, 1), True),
        (OLD, date(2023, 12, 31), True),
        (OLD, date(2024, 1, 1), False),
        (NEW, date(2023, 12, 31), False),
        (NEW, date(2024, 1, 1), True),
        (NEW, date(2999, 1, 1), True),
        (Basis("本单位规定"), date(1900, 1, 1), True),
        (OLD, None, False),
        (NEW, None, True),
    ],
)
def test_a_provision_holds_from_its_first_day_to_its_last(basis: Basis, day: date | None, holds: bool) -> None:
    assert basis.in_force(day) is holds
    assert in_force((basis,), day) is holds


def test_what_rests_on_nothing_always_holds_and_what_rests_on_several_while_one_does() -> None:
    assert in_force((), date(1900, 1, 1))
    assert in_force((OLD, NEW), date(2023, 12, 31))
    assert in_force((OLD, NEW), date(2024, 1, 1))
    assert not in_force((OLD, NEW), date(2018, 9, 30))


def test_the_provision_in_force_is_cited() -> None:
    assert current((NEW, OLD), date(2023, 12, 31)) is OLD
    assert current((NEW, OLD), date(2024, 1, 1)) is NEW
    assert current((NEW, OLD), date(2018, 9, 30)) is None
    assert current((OLD, NEW), None) is NEW


def test_a_provision_nobody_compared_says_so() -> None:
    assert OLD.cited == "《条例》（旧）第一条（请核对原文）"
    assert NEW.cited == NEW.title == "《条例》（新）第二条"


def test_the_office_remembers_a_check_under_one_name() -> None:
    assert NEW.key == "《条例》（新） 第二条"
    assert Basis("本单位规定").key == "本单位规定"
    (cited,) = bases_from({"of": "new", "article": "第三条"}, DOCUMENTS)
    assert cited.key == "new 第三条"


@pytest.mark.parametrize(
    ("checked", "today", "stale"),
    [
        (date(2026, 1, 31), date(2027, 1, 31), False),
        (date(2026, 1, 31), date(2027, 2, 1), True),
        (date(2027, 2, 28), date(2028, 2, 29), False),
        (date(2027, 2, 27), date(2028, 2, 29), True),
        (None, date(2026, 2, 1), True),
        (None, date(2020, 1, 1), False),
    ],
)
def test_what_nobody_compared_for_a_year_is_stale_while_it_holds(checked: date | None, today: date, stale: bool) -> None:
    assert Basis("《条例》", since=date(2024, 1, 1), checked_on=checked).stale(today) is stale


def test_a_replaced_provision_is_never_stale() -> None:
    assert not OLD.stale(date(2024, 1, 1))
    assert OLD.stale(date(2023, 12, 31))


# ---------------------------------------------------------------------- values with dates
def test_the_value_in_force_on_the_day_is_taken() -> None:
    said = {
        "versions": [{"rows": 3, "basis": {"of": "new", "article": "第二条"}}, {"rows": 2, "basis": {"of": "old", "article": "第一条"}}]
    }
    dated = versions_from(said, DOCUMENTS, "rows", lambda value: value * 10)
    assert [dated.on(day) for day in (date(2023, 12, 31), date(2024, 1, 1), None)] == [20, 30, 30]
    assert [basis.text for basis in dated.bases] == ["《新》", "《旧》"]


def test_a_value_without_a_version_in_force_is_none() -> None:
    dated = versions_from({"rows": 3, "basis": {"of": "new", "article": "第二条"}}, DOCUMENTS, "rows", int)
    assert dated.on(date(2023, 12, 31)) is None
    assert versions_from({"rows": 3}, DOCUMENTS, "rows", int).on(date(1900, 1, 1)) == 3


@pytest.mark.parametrize(
    "said",
    [
        {"rows": 3, "bais": {"of": "new", "article": "第二条"}},
        {"basis": {"of": "new", "article": "第二条"}},
        {"versions": [{"rows": 3, "since": "2024-01-01"}]},
        {"versions": [{"rows": 3}], "basis": {"of": "new", "article": "第二条"}},
        {"rows": 3, "basis": {"of": "new", "article": "第九条"}},
    ],
)
def test_a_mistyped_version_is_no_law_without_dates_but_a_fault(said: dict[str, Any]) -> None:
    with pytest.raises(BasisError):
        versions_from(said, DOCUMENTS, "rows", int)


# ---------------------------------------------------------------------- reading
def test_a_provision_is_cited_written_out_or_one_of_several() -> None:
    assert bases_from(None, DOCUMENTS) == ()
    (cited,) = bases_from({"of": "old", "article": "第一条"}, DOCUMENTS)
    assert (cited.text, cited.article, cited.about, cited.until) == ("《旧》", "第一条", "某事", date(2023, 12, 31))
    written = {"text": "本单位规定", "since": "2024-01-01", "until": date(2024, 6, 30), "checked_on": "2024-01-02", "about": "次数"}
    both = bases_from([{"of": "new", "article": "第二条"}, written], DOCUMENTS)
    assert both[1] == Basis("本单位规定", "", "次数", date(2024, 1, 1), date(2024, 6, 30), date(2024, 1, 2))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("第一条", "看不懂依据"),
        ({"of": "old", "article": "第九条"}, "没有依据“old 第九条”"),
        ({"of": "none", "article": "第一条"}, "没有依据“none 第一条”"),
        ({"of": "old"}, "没有写文件名称"),
        ({"of": "old", "article": "第一条", "since": "2020-01-01"}, "没有写文件名称"),
        ({"text": "《新》", "colour": "red"}, "colour"),
        ({"text": "《新》", "since": "去年"}, "“去年”不是日期"),
        ({"text": "《新》", "checked_on": "2024-02-30"}, "不是日期"),
        ({"text": "《新》", "since": "2024-01-02", "until": "2024-01-01"}, "施行到2024-01-01"),
    ],
)
def test_what_cannot_be_read_says_why(said: Any, words: str) -> None:
    with pytest.raises(BasisError, match=words):
        bases_from(said, DOCUMENTS)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "documents"),
        ({"documents": {}, "colour": "red"}, "documents"),
        ({"documents": {"a": {"text": "《甲》", "articles": {}, "from": "2020-01-01"}}}, "from"),
        ({"documents": {"a": {"articles": {}}}}, "缺少 text"),
        ({"documents": {"a": {"text": "《甲》"}}}, "缺少 articles"),
        ({"documents": {"a": {"text": "《甲》", "articles": {"第一条": {"checked": "2020-01-01"}}}}}, "checked"),
        ({"documents": {"a": {"text": "《甲》", "since": "2020-13-01", "articles": {"第一条": {}}}}}, "不是日期"),
        ({"documents": {"a": {"text": "《甲》", "since": "2020-01-02", "until": "2020-01-01", "articles": {}}}}, "施行到"),
    ],
)
def test_a_faulty_list_of_documents_says_why(data: dict[str, Any], words: str) -> None:
    with pytest.raises(BasisError, match=words):
        documents_from(data)


def test_provisions_are_gathered_with_what_rests_on_them() -> None:
    pairs = [("规则一", NEW), ("规则二", OLD), ("规则三", NEW), ("规则一", NEW)]
    assert gathered(pairs) == {NEW: ("规则一", "规则三"), OLD: ("规则二",)}
    assert list(gathered(pairs)) == [NEW, OLD]


def test_the_day_after_the_last_is_the_first_of_the_next() -> None:
    assert NEW.since is not None
    assert OLD.until == NEW.since - timedelta(days=1)
