"""数源索引: behind each number its ledger, 口径, records and evidence, with the 核验码; of a final report as it went out."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from docx import Document

from dangjian_desktop.domain import check_code
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.report import Draft, Override, Section
from dangjian_desktop.reports import layout, styles
from tests.faults.evidence_names import PDF
from tests.samples import new_name

FIRST = half(2022, 1)
TALK = {"kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": 2, "speaker": "书记"}


@pytest.fixture
def talks(services: Any) -> list[int]:
    """Two talks of this period and one of the year before."""
    speaker = new_name(services, "person", "书记")
    days = ("2022-03-05", "2022-04-06", "2021-03-05")
    return [services.records.save("talk", {**TALK, "held_on": day, "speaker": speaker}).ids[0] for day in days]


def draft(services: Any, text: str, **changes: Any) -> Draft:
    made: Draft = services.reporting.start("half", FIRST)
    return replace(made, addressee="县委", sections=(Section("开头", "开头", text),), **changes)


def read(data: bytes) -> tuple[str, list[list[str]]]:
    """Its paragraphs, and the lines of its table without the head."""
    document = Document(io.BytesIO(data))
    (table,) = document.tables
    head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert head == ["序号", "文中的数", "台账和口径", "记录", "佐证材料"]
    return "\n".join(paragraph.text for paragraph in document.paragraphs), rows


def number_of(services: Any, pk: int) -> str:
    return str(services.records.get(pk).id[:6].upper())


def test_every_number_names_its_ledger_rule_and_records(services: Any, talks: list[int]) -> None:
    services.records.void([services.records.save("talk", {**TALK, "held_on": "2022-05-01", "speaker": None}).ids[0]], "重复登记")
    text = "谈{{ 谈心谈话人次|汉字 }}人次，书记{{ 谈心谈话人次.党委书记 }}，镇长{{ 谈心谈话人次.镇长 }}，较上年{{ 增减.谈心谈话人次 }}（上年{{ 上年同期.谈心谈话人次 }}，全年{{ 全年累计.谈心谈话人次 }}），再说一遍{{ 谈心谈话人次 }}。{{ 报告期 }}{{ 没有的 }}"
    words, rows = read(services.reporting.source_index(draft(services, text)))
    assert "（青石镇党委，2022年上半年，草稿）中每个数的出处，截至2022-07-05 09:00" in words
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert [row[1] for row in rows] == [
        "谈心谈话人次：4人次", "谈心谈话人次.党委书记：4人次", "谈心谈话人次.镇长：0人次",
        "增减.谈心谈话人次：增加2人次", "上年同期.谈心谈话人次：2人次", "全年累计.谈心谈话人次：4人次",
    ]  # fmt: skip
    numbers = " ".join(number_of(services, pk) for pk in talks[:2])
    assert rows[0][3] == f"2 条，2022-03-05 至 2022-04-06：{numbers}"
    assert rows[2][3:] == ["没有记录", "—"]
    assert rows[4][3] == f"1 条，2021-03-05：{number_of(services, talks[2])}"
    assert rows[0][2] == f"谈话：{services.measuring.definition('谈心谈话人次', '2022年上半年')}".replace("作废的不计。", "")
    assert rows[1][2].endswith("取其中“党委书记”一项。")
    assert rows[3][2].endswith("与2021年上半年相比。")
    assert "在2021年上半年内" in rows[4][2]
    assert rows[0][4] == "2 条没有佐证"


def test_the_code_is_that_of_the_log_and_stands_here_alone(services: Any, talks: list[int]) -> None:
    one = draft(services, "谈{{ 谈心谈话人次 }}人次。")
    words, _ = read(services.reporting.source_index(one))
    code = str(services.history.check_code())
    assert f"核验码：{code}\n{check_code.MEANS}" in words
    services.records.save("talk", {"held_on": "2022-05-01", "headcount": 1})
    assert services.history.knows(check_code.parse(code))
    assert str(services.history.check_code()) != code
    assert "核验码" not in services.reporting.document(services.reporting.render(one)).text


def test_lists_money_and_what_is_not_there(services: Any) -> None:
    new_name(services, "organisation", "第01村党支部")
    unit = services.records.targets("organisation", "第01村")[0].pk
    services.records.save("organisation", {"name": "第01村党支部", "kind": "村党组织"}, pk=unit)
    services.records.save("official_expense", {"spent_on": "2022-03-05", "kind": "公务接待", "amount": "25210.5"})
    services.records.save("warning_education", {"held_on": "2022-03-05", "form": "观看警示教育片", "title": "《甲》"})
    one = draft(services, "{{ 村党组织数 }}、{{ 三公经费金额|万元 }}、{{ 警示教育片目|顿号 }}、{{ 党员人数 }}、{{ 专项指标.危房 }}")
    rows = read(services.reporting.source_index(one))[1]
    assert [row[1] for row in rows] == [
        "村党组织数：1个", "三公经费金额：25210.5元", "警示教育片目：《甲》", "党员人数：没有", "专项指标.危房：没有",
    ]  # fmt: skip
    assert rows[0][3:] == [f"1 条：{number_of(services, unit)}", "—"]


def test_evidence_is_named_and_what_has_none_is_counted(services: Any, talks: list[int], tmp_path: Path) -> None:
    for number in range(8):
        path = tmp_path / f"照片{number}.pdf"
        path.write_bytes(PDF + str(number).encode())
        services.evidence.add(talks[0], [path])
    one = draft(services, "谈{{ 谈心谈话人次 }}人次。")
    assert read(services.reporting.source_index(one))[1][0][4] == (
        "照片0.pdf、照片1.pdf、照片2.pdf、照片3.pdf、照片4.pdf、照片5.pdf 等 8 份；1 条没有佐证"
    )
    services.evidence.add(talks[1], [tmp_path / "照片7.pdf"])
    assert read(services.reporting.source_index(one))[1][0][4].endswith("等 9 份")


def test_a_number_typed_over_says_why(services: Any, talks: list[int]) -> None:
    over = MappingProxyType({"谈心谈话人次": Override("9", "县里核定")})
    one = draft(services, "谈{{ 谈心谈话人次 }}人次。", overrides=over)
    assert read(services.reporting.source_index(one))[1][0][1] == "谈心谈话人次：9人次（改写，理由：县里核定）"


def test_of_a_final_report_it_tells_what_went_out(services: Any, talks: list[int]) -> None:
    one = draft(services, "谈{{ 谈心谈话人次 }}人次，上年{{ 上年同期.谈心谈话人次 }}人次，{{ 报告年度 }}年。")
    passed = MappingProxyType({found.key: "核对过" for found in services.reporting.open_musts(one)})
    services.reporting.finalize(replace(one, passed=passed))
    services.records.save("talk", {**TALK, "held_on": "2022-05-01", "speaker": None})
    services.records.void([talks[2]], "登记错了")
    final = services.reporting.open(one.id)
    words, rows = read(services.reporting.source_index(final))
    assert "已定稿" in words
    assert [row[1] for row in rows] == ["谈心谈话人次：4人次", "上年同期.谈心谈话人次：2人次"]
    assert number_of(services, talks[2]) in rows[1][3]
    assert services.reporting.changed_since(one.id) == (
        "谈心谈话人次：已报送 4，现为 6",
        "上年同期.谈心谈话人次：已报送 2，现为 0",
    )


def test_numbers_of_an_own_template_are_among_them(services: Any, talks: list[int]) -> None:
    own = layout.blank()
    for line in ("{{ 谈话次数 }}", "{%p if 立案件数 %}", "有", "{%p endif %}"):
        layout.add(own, line, styles.S_BODY)
    rows = read(services.reporting.source_index(draft(services, "没有数。"), layout.saved(own)))[1]
    assert [row[1] for row in rows] == ["谈话次数：2次"]


def test_a_record_is_found_by_its_printed_number(services: Any, talks: list[int]) -> None:
    number = number_of(services, talks[1])
    assert [line.pk for line in services.records.search(number)] == [talks[1]]
    assert [line.pk for line in services.records.search(number.lower())] == [talks[1]]
    assert services.records.search(number[:5]) == ()
