"""Tables as offices really send them: hidden sheets, old encodings, the 1904 calendar, names with what nobody sees; each oddity is said."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dangjian_desktop.domain.encodings import decoded, unreadable_line
from dangjian_desktop.domain.errors import UserError, WorkbookError
from dangjian_desktop.domain.fields import fold
from dangjian_desktop.exchange.workbook_in import read
from dangjian_desktop.services.trust.box_jobs import read_workbook
from tests.samples import new_name, per_ledger

TEXT = "谈话日期,谈话类型,谈话人,谈话人身份,对象类别,谈话人数\n2022-03-05,谈心谈话,班子成员01,党委书记,村干部,2\n"
HEADS = ["谈话日期", "谈话类型", "谈话人", "谈话对象"]


def table(tmp_path: Path, *rows: list[Any], name: str = "表.xlsx", **more: Any) -> Path:
    made = openpyxl.Workbook()
    if more.get("old_calendar"):
        made.epoch = CALENDAR_MAC_1904
    page = made.active
    page.title = "谈话"
    for row in (HEADS, *rows):
        page.append(row)
    if more.get("hidden"):
        made.create_sheet("别的").append(["甲"])
        page.sheet_state = "hidden"
        made.active = 1
    if more.get("filtered"):
        page.auto_filter.ref = "A1:D3"
        page.row_dimensions[2].hidden = True
    made.save(tmp_path / name)
    return tmp_path / name


def said(preview: Any) -> str:
    return "\n".join(one.message for one in (*preview.warnings, *preview.faults))


def test_a_hidden_sheet_is_told_before_it_is_taken(services: Any, tmp_path: Path) -> None:
    preview = services.importing.read(table(tmp_path, [datetime(2022, 3, 5), "谈心谈话", "班子成员01", None], hidden=True))
    assert "这张工作表在 Excel 里是隐藏的" in said(preview)
    assert per_ledger(preview)["谈话"] == 1


def test_lines_that_a_filter_hides_are_told(services: Any, tmp_path: Path) -> None:
    rows = [[datetime(2022, 3, day), "谈心谈话", None, None] for day in (5, 6)]
    assert "含隐藏行 1 行" in said(services.importing.read(table(tmp_path, *rows, filtered=True)))


def test_days_of_the_calendar_of_1904_are_the_days_that_were_typed(services: Any, tmp_path: Path) -> None:
    path = table(tmp_path, [datetime(2022, 3, 5), "谈心谈话", None, None], old_calendar=True)
    services.importing.commit(services.importing.read(path))
    assert services.records.all_of("talk")[0].values["held_on"] == date(2022, 3, 5)


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("2025.3.5", date(2025, 3, 5)),
        ("2025年3月5日", date(2025, 3, 5)),
        (45721, None),
        ("二〇二五年三月", None),
        ("25-3-5", None),
        ("3/5/2025", None),
    ],
)
def test_a_date_is_read_in_one_way_or_asked_for(services: Any, tmp_path: Path, cell: Any, stored: date | None) -> None:
    preview = services.importing.read(table(tmp_path, [cell, "谈心谈话", None, None]))
    if stored is None:
        assert len(preview.faults) == 1
        assert preview.faults[0].line == 2
        return
    services.importing.commit(preview)
    assert services.records.all_of("talk")[0].values["held_on"] == stored


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", ""), ("utf-8-sig", ""), ("gbk", "GB18030"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")]
)
def test_an_old_encoding_is_told_so_that_it_can_be_looked_at(services: Any, tmp_path: Path, encoding: str, told: str) -> None:
    path = tmp_path / "谈话.csv"
    path.write_bytes(TEXT.encode(encoding))
    words = said(services.importing.read(path))
    assert (f"文字按 {told} 编码读取" in words) if told else ("编码" not in words)


def test_the_line_that_nobody_can_read_is_shown() -> None:
    mixed = "谈话日期,谈话人\n2022-03-05,王某\n".encode() + b"2022-03-06," + "李某".encode("gbk") + b"\x81\n"
    with pytest.raises(WorkbookError) as caught:
        read(mixed)
    assert "第 3 行" in caught.value.message.happened
    assert "2022-03-06" in caught.value.message.happened
    assert unreadable_line(b"a\x00b") == (1, "a�b")
    assert unreadable_line(b"plain") == (1, "")
    assert decoded(b"a\x00b") is None


@pytest.mark.parametrize(
    "written", ["班子成员01 ", "班子成员０１", "班子成员01\u3000", "班子\u200b成员01", "\ufeff班子成员01", "班子成员01\u00a0"]
)
def test_a_name_written_otherwise_is_the_same_person_and_said(services: Any, tmp_path: Path, written: str) -> None:
    pk = new_name(services, "person", "班子成员01")
    preview = services.importing.read(table(tmp_path, [datetime(2022, 3, 5), "谈心谈话", written, None]))
    assert fold(written) == fold("班子成员01")
    assert per_ledger(preview) == {"谈话": 1}, "nobody is created beside the one who is there"
    if written.strip() != "班子成员01":
        assert "认作人员里的“班子成员01”" in said(preview)
    services.importing.commit(preview)
    assert services.records.all_of("talk")[0].values["speaker"] == pk


def test_two_lines_of_one_name_are_told_and_never_merged(services: Any, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    page.title = "人员"
    for row in (["姓名", "职务"], ["班子成员01", "书记"], ["班子成员01", "镇长"]):
        page.append(row)
    made.save(tmp_path / "人员.xlsx")
    preview = services.importing.read(tmp_path / "人员.xlsx")
    assert preview.records == 2
    assert "不止一行，会各存一条，请核对是不是同一个" in said(preview)
    services.importing.commit(preview)
    again = services.importing.read(table(tmp_path, [datetime(2022, 3, 5), "谈心谈话", "班子成员01", None]))
    assert len(again.faults) == 1, "which of the two is asked, not guessed"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("网页.xls", b"<html><table><tr><td>1</td></tr></table></html>", "是网页"),
        ("文档.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, ""),
        ("空.xlsx", b"", "没有内容"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "看不懂"),
    ],
)
def test_what_a_file_is_decides_not_its_name(services: Any, tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        services.importing.read(path)
    assert words in str(caught.value)
    assert caught.value.code in ("E-33", "E-84")


def test_a_csv_called_xlsx_is_read_as_what_it_is(services: Any, tmp_path: Path) -> None:
    path = tmp_path / "其实是.xlsx"
    path.write_bytes(TEXT.encode("gbk"))
    assert per_ledger(services.importing.read(path))["谈话"] == 1


def test_three_million_lines_in_a_small_file_are_refused_while_the_program_lives() -> None:
    import zipfile

    made = openpyxl.Workbook()
    made.active["A1"] = 1
    raw = io.BytesIO()
    made.save(raw)
    row = '<row r="%d"><c r="A%d"><v>1</v></c></row>'
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                lines = "".join(row % (number, number) for number in range(1, 300_000)).encode()
                content = content.replace(content[content.index(b"<sheetData>") : content.index(b"</sheetData>")], b"<sheetData>" + lines)
            new.writestr(name, content)
    with pytest.raises(WorkbookError) as caught:
        read_workbook(out.getvalue())
    assert caught.value.code == "E-33"
