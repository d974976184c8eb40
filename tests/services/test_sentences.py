"""Numbers of one sentence that cannot stand side by side; and sentences that only look as if they could not."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.report import Override, Section

ALL = "{{ 谈心谈话人次 }}人次"
FIRST = "{{ 谈心谈话人次.党委书记 }}人次"
SECOND = "{{ 谈心谈话人次.镇长 }}人次"


@pytest.fixture
def counted(services: Any) -> Any:
    """书记 spoke with 4, 镇长 with 3; 20 of 21 attended."""
    talk = {"kind": "谈心谈话", "topic": "x", "held_on": "2022-03-05"}
    services.records.save("talk", {**talk, "headcount": 4, "speaker_role": "党委书记"})
    services.records.save("talk", {**talk, "headcount": 3, "speaker_role": "镇长"})
    services.records.save("study_session", {"held_on": "2022-03-05", "form": "集中学习", "topic": "x", "due": 21, "present": 20})
    return services


def told(services: Any, text: str, **typed: str) -> list[tuple[str, str]]:
    draft = services.reporting.start("half", half(2022, 1))
    overrides = {tag.replace("__", "."): Override(shown, "口径不同") for tag, shown in typed.items()}
    draft = replace(draft, sections=(Section("甲", "甲", text),), overrides=MappingProxyType(overrides))
    found = services.reporting.findings(draft)
    return [(one.id, one.message) for one in found if one.id in ("R10a", "R10b", "R40")]


def test_a_part_is_not_more_than_its_whole(counted: Any) -> None:
    text = f"谈心谈话{ALL}，其中书记谈{FIRST}、镇长谈{SECOND}。"
    assert told(counted, text) == []
    assert told(counted, text, 谈心谈话人次="3") == [("R10a", "“其中”的数4大于总数3。")]
    assert told(counted, text, 谈心谈话人次="2") == [("R10a", "“其中”的数4大于总数2。"), ("R10a", "“其中”的数3大于总数2。")]
    assert told(counted, f"谈心谈话{ALL}（含镇长{SECOND}）。", 谈心谈话人次="2") == [("R10a", "“其中”的数3大于总数2。")]


@pytest.mark.parametrize(
    "text",
    [
        f"其中书记谈{FIRST}。",  # no whole
        f"党课{{{{ 党课次数 }}}}次，其中书记谈{FIRST}。",  # another unit
        f"谈话{ALL}；其中书记谈{FIRST}。",  # another sentence
        f"谈话{ALL}，其中多为镇村干部，书记谈{FIRST}。",  # another clause
        f"包含{ALL}，内含{FIRST}。",  # the word is part of another
        f"谈话{ALL}，其中出勤率{{{{ 中心组学习出勤率 }}}}%。",
        f"谈话{ALL}，其中上年{{{{ 上年同期.谈心谈话人次 }}}}人次。",
        f"谈话{ALL}，其中{{{{ 专项指标.没有 }}}}人次、{{{{ 没有这个 }}}}人次。",
    ],
)
def test_what_is_not_certain_is_not_told(counted: Any, text: str) -> None:
    assert told(counted, text, 谈心谈话人次="1") == []


def test_a_word_typed_over_a_number_is_not_compared(counted: Any) -> None:
    assert told(counted, f"谈话{ALL}，其中书记谈{FIRST}。", 谈心谈话人次="若干") == []


def test_parts_that_are_all_named_add_up(counted: Any) -> None:
    text = f"谈话{ALL}，分别为书记{FIRST}、镇长{SECOND}。"
    assert told(counted, text) == []
    assert told(counted, text, 谈心谈话人次="8") == [("R10b", "各分项相加7，总数8，不相等；如有人重复，请改用“其中”。")]
    assert told(counted, f"谈话{ALL}，分别为书记{FIRST}。", 谈心谈话人次="8") == []
    assert told(counted, f"谈话{ALL}，书记、镇长分别为{FIRST}、{SECOND}。", 谈心谈话人次="8") == []


def test_a_percentage_agrees_with_its_two_numbers(counted: Any) -> None:
    text = "出勤率{{ 中心组学习出勤率|百分比 }}，{{ 上年同期.中心组学习出勤率 }}。"
    assert told(counted, text) == []
    assert told(counted, text, 中心组学习出勤率="95") == []
    assert told(counted, text, 中心组学习出勤率="95.2%") == []
    ((rule, words),) = told(counted, text, 中心组学习出勤率="96")
    assert rule == "R40"
    assert "文中96%，按20/21计算应为95.24%" in words
    assert told(counted, text, 中心组学习出勤率="较高") == []
    assert told(counted, f"谈话{ALL}", 谈心谈话人次="9") == []


# ---------------------------------------------------------------------- numbers by which a person may be known
def sanctioned(services: Any, count: int) -> None:
    for number in range(count):
        services.records.save("sanction", {"decided_on": "2022-03-05", "person": f"A00{number}", "category": "党纪处分", "kind": "警告"})


def small(services: Any, text: str) -> list[Any]:
    draft = replace(services.reporting.start("half", half(2022, 1)), sections=(Section("一", "第一节", text),))
    return [found for found in services.reporting.findings(draft) if found.id == "R45" and "处分" in found.message]


@pytest.mark.parametrize(("count", "told"), [(0, False), (1, True), (2, True), (3, False)])
def test_small_numbers_of_sanctions_are_mentioned_and_stop_nothing(services: Any, count: int, told: bool) -> None:
    sanctioned(services, count)
    found = small(services, "处分{{ 处分人数 }}人，其中警告{{ 党纪处分人数.警告 }}人。")
    assert bool(found) == told
    for one in found:
        assert one.message.startswith(f"“处分人数”只有{count}人、“党纪处分人数.警告”只有{count}人")
        assert "可能辨认到个人，请确认对外范围" in one.message
        assert (one.level, one.labels) == ("warn", ("处分人数", "党纪处分人数"))


def test_other_numbers_may_be_small_and_a_change_says_nobody(services: Any) -> None:
    sanctioned(services, 1)
    services.records.save("lecture", {"held_on": "2022-03-05", "kind": "书记党课"})
    assert small(services, "党课{{ 党课次数 }}次，处分{{ 增减.处分人数 }}。") == []


def test_a_number_typed_over_counts_as_it_is_printed(services: Any) -> None:
    sanctioned(services, 3)
    draft = replace(
        services.reporting.start("half", half(2022, 1)),
        sections=(Section("一", "第一节", "处分{{ 处分人数 }}人。"),),
        overrides=MappingProxyType({"处分人数": Override("2", "口径不同")}),
    )
    (found,) = [one for one in services.reporting.findings(draft) if one.id == "R45"]
    assert found.message.startswith("“处分人数”只有2人")
