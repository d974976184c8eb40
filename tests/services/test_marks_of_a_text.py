"""Ways of writing that the standards leave no doubt about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dangjian_desktop.domain.period import half, parse
from dangjian_desktop.domain.report import Section


def told(services: Any, *texts: str, **changes: Any) -> list[tuple[str, str, str]]:
    draft = services.reporting.start("half", half(2022, 1))
    sections = tuple(Section(f"段{n}", f"第{n}节", text) for n, text in enumerate(texts))
    draft = replace(draft, sections=sections, **{"addressee": "县委", **changes})
    return [(one.id, one.place, one.message) for one in services.reporting.findings(draft)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("学习12 次。", "N2"),
        ("22年上半年", "N3"),
        ("涉及3千人", "N4"),
        ("约40余次", "N5"),
        ("90-95%", "N7"),
        ("07月5日", "N9"),
        ("（试行)", "P1"),
        ('"一岗"', "P2"),
        ("《关于印发《办法》的通知》", "P3"),
        ("[2022]15号", "P5"),
        ("党课、培训等……", "P6"),
        ("第一、加强学习", "P7"),
        ("一、标题。", "P8"),
        ("妥否，请批示。", "请示"),
        ("××镇", "残留"),
        ("2015年", "年份"),
    ],
)
def test_what_is_certainly_wrong_is_told(services: Any, text: str, rule: str) -> None:
    assert rule in [one[0] for one in told(services, text)]


@pytest.mark.parametrize(
    "text",
    [
        "学习12次，培训3.5万元，出勤90%—95%。",
        "《关于印发〈办法〉的通知》（试行）",
        "2022年7月5日，第一，加强学习等。",
        "2亿元、3千克、第一、二季度",
    ],
)
def test_what_is_right_is_left_alone(services: Any, text: str) -> None:
    assert told(services, text) == []


def test_headings_count_without_gaps_and_begin_anew(services: Any) -> None:
    assert told(services, "一、甲\n（一）乙\n1.丙\n2.丁\n（二）戊\n1.己", "二、庚\n（一）辛\n正文", "十、") != []
    assert told(services, "一、甲\n（一）乙\n1.丙\n2.丁\n（二）戊\n1.己", "二、庚\n（一）辛\n正文") == []
    assert told(services, "一、甲\n（一）乙\n（三）丙") == [("G13", "第0节 第3段", "“（三）丙”的序号接不上，按顺序应是第二个。")]
    assert [one[0] for one in told(services, "一、甲", "三、乙")] == ["G13"]
    assert [one[0] for one in told(services, "一十一、甲")] == ["G13"]


def test_what_did_not_happen_is_not_written_as_a_zero(services: Any) -> None:
    services.records.save("case", {"number": "1", "filed_on": "2022-03-01"})
    text = "立案{{ 立案件数 }}件、结案{{ 结案件数 }}件（其中{{ 结案件数.2021 }}件），较上年{{ 增减.结案件数 }}。{{ 信访举报件数|零值(“未收到信访”) }}。"
    assert [one for one in told(services, text) if one[0] == "零"] == [
        ("零", "第0节 第1段", "结案件数、结案件数.2021是 0：行文里不写“0次”，请删去这句，或写成“未发生”“未收到”。")
    ]


def test_words_for_years_mean_what_they_say(services: Any) -> None:
    crossing = {"period": parse("2021-10-01..2022-06-30")}
    assert told(services, "今年以来，较上年有进步。") == []
    assert [one[2] for one in told(services, "今年以来有进步。", **crossing)] == [
        "“今年以来”指2022年1月1日以来，报告期是2021年10月1日至2022年6月30日。"
    ]
    assert [one[2] for one in told(services, "较上年有进步。", **crossing)] == ["报告期跨年，“上年”说的是哪一年不清楚。"]
    assert told(services, "较2021年有进步。", **crossing) == []


def test_what_was_left_in_the_title_is_told(services: Any) -> None:
    found = told(services, "正文。", title="中共××镇委员会关于{{ 报告期 }}情况的报告", addressee="××县委")
    assert [(rule, place) for rule, place, _ in found] == [("残留", "标题")] * 3 + [("残留", "主送机关")]
