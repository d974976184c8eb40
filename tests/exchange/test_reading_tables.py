"""Tables from outside: told by content, judged before they are parsed, every oddity said. Real files, read directly and in the box."""

import errno
import io
import os
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from dangjian_desktop import box
from dangjian_desktop.domain.errors import UserError, WorkbookError
from dangjian_desktop.domain.zip_rules import vetted
from dangjian_desktop.exchange import headings, workbook_in, workbook_out
from dangjian_desktop.exchange.workbook_in import Sheet, read
from dangjian_desktop.services.trust import box_jobs
from dangjian_desktop.services.trust.box_jobs import read_workbook


def book(*sheets, **more):
    """(name, rows) → bytes of an .xlsx."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as out:
        for name, rows in sheets:
            page = out.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime):
                        page.write_datetime(line, column, value, out.add_format({"num_format": "yyyy-mm-dd"}))
                    elif isinstance(value, tuple):
                        page.write_formula(line, column, value[0], None, value[1])
                    elif value is not None:
                        page.write(line, column, value)
            for line in more.get("hidden", ()):
                page.set_row(line, None, None, {"hidden": True})
            for place in more.get("merged", ()):
                page.merge_range(place, "合并")
    return made.getvalue()


def test_cells_keep_their_kind_and_text_its_code_points():
    rows = [["标题", "𬭎&<{{x}}😀", 8, 1.5, True, None, datetime(2022, 3, 5)], ["=1+1"]]
    (sheet,) = read(book(("某&表", rows)))
    assert sheet.name == "某&表"
    assert sheet.rows[0] == ("标题", "𬭎&<{{x}}😀", 8.0, 1.5, True, None, date(2022, 3, 5))
    assert sheet.rows[1][0] == "=1+1"


def test_formulas_hidden_lines_and_merged_cells_are_told():
    data = book(("甲", [["数"], [("=1+1", 2)], [("=1+1", "")]]), hidden=[1], merged=["C1:D1"])
    (sheet,) = read(data)
    assert sheet.formulas == {(2, 1), (3, 1)}
    assert sheet.empty_formulas == {(3, 1)}
    assert (sheet.hidden, sheet.merged) == (1, 1)
    assert sheet.rows[1][0] == 2.0


def test_the_same_comes_out_of_the_child_box():
    data = book(("甲", [["日期", "数"], [datetime(2022, 3, 5), ("=1+1", "")]]))
    assert read_workbook(data) == read(data)
    assert box_jobs.workbook(data)["sheets"][0]["rows"][1][0] == {"d": "2022-03-05"}
    assert box_jobs.workbook(b"PK\x03\x04 broken")["error"] == "E-33"


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"<html><table></table></html>", b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0nonsense", "甲\n".encode("utf-16")[:-1]],
)
def test_what_is_no_table_is_refused_in_chinese_and_the_program_lives(data):
    for way in (read_workbook, read):
        with pytest.raises(UserError) as caught:
            way(data)
        assert caught.value.code in ("E-33", "E-84")


def test_a_far_cell_is_refused_before_anything_is_parsed():
    made = openpyxl.Workbook()
    made.active["A1"] = 1
    made.active["XFD1048576"] = 1
    raw = io.BytesIO()
    made.save(raw)
    for way in (read_workbook, read):
        with pytest.raises(WorkbookError) as caught:
            way(raw.getvalue())
        assert caught.value.code == "E-33"


def test_limits_of_sheets_rows_columns_and_cells():
    for data in (
        book(*((f"表{n}", [["甲"]]) for n in range(51))),
        book(("甲", [["x"] * 201])),
        book(("甲", [["甲"], *([["1"]] * 20_001)])),
    ):
        with pytest.raises(WorkbookError):
            read(data)
    with pytest.raises(WorkbookError):
        workbook_in._cell("字" * 40_000)
    assert workbook_in._cell(time(9, 30)) == "09:30:00"
    assert workbook_in._cell(True) is True
    assert workbook_in._cell(datetime(2022, 3, 5, 9, 30)) == date(2022, 3, 5)
    with pytest.raises(WorkbookError):
        read(("甲\n" * 20_001).encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_every_usual_encoding(encoding, mark):
    data = mark.join(["姓名", "职务"]) + "\r\n" + mark.join(["王某", "书记"]) + "\r\n\r\n"
    (sheet,) = read(data.encode(encoding))
    assert sheet.rows == (("姓名", "职务"), ("王某", "书记"))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'"open', b"a\x00b,c\n"])
def test_csv_that_nobody_can_read_is_told(data):
    with pytest.raises(WorkbookError):
        read(data)


def zipped(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def test_a_word_file_is_no_table():
    with pytest.raises(WorkbookError, match=r"不是 Excel"):
        read(zipped(word__document="x"))


def test_a_workbook_without_relations_or_with_a_missing_sheet_tells_nothing():
    names = {"xl__workbook.xml": '<workbook><sheet name="甲" sheetId="1" r:id="rId1"/></workbook>'}
    assert workbook_in._told_by_xml(vetted(zipped(**names))) == {}
    names["xl___rels__workbook.xml.rels"] = '<Relationship Id="rId1" Target="worksheets/none.xml"/>'
    assert workbook_in._told_by_xml(vetted(zipped(**names))) == {}


@pytest.mark.parametrize(
    "members",
    [
        {"a": b"0" * 5_000_000},
        {"a": '<?xml version="1.0"?><!DOCTYPE x []><x/>'},
        {"..__a": "x"},
        {f"m{n}": "" for n in range(2_001)},
    ],
)
def test_bombs_doctypes_paths_and_crowds_are_refused(members):
    with pytest.raises(UserError) as caught:
        vetted(zipped(**members))
    assert caught.value.code == "E-33"


def test_a_member_that_cannot_be_unpacked_is_refused():
    data = bytearray(zipped(a=bytes(range(256)) * 40))
    data[60:80] = b"\xff" * 20
    with pytest.raises(UserError):
        vetted(bytes(data))


# ---------------------------------------------------------------------- the child box
def test_more_than_a_pipe_holds_goes_through_the_box():
    """The child takes longer to start than the box waits between two looks, and then gets all of it."""
    lines = [["姓名", "备注"], *([f"班子成员{number}", "内容" * 100] for number in range(2_000))]
    table = "\n".join(map(",".join, lines)).encode()
    assert len(table) > 1_000_000
    (sheet,) = read_workbook(table)
    assert len(sheet.rows) == 2_001
    assert sheet.rows[-1][0] == "班子成员1999"


def test_a_child_that_fails_hangs_or_answers_nonsense_is_an_answer(monkeypatch):
    for words in (["-c", "import sys; sys.exit(3)"], ["-c", "print('no json')"], ["-c", "import time; time.sleep(9)"]):
        monkeypatch.setattr(box, "_command", lambda _job, words=words: [box.sys.executable, *words])
        with pytest.raises(box.BoxError):
            box.run("workbook", b"", seconds=1.5)
    with pytest.raises(WorkbookError):
        read_workbook(b"x")
    monkeypatch.setattr(box, "_command", lambda _job: ["/no/such/program"])
    with pytest.raises(box.BoxError):
        box.run("workbook", b"", seconds=1.5)


def test_a_child_that_is_no_longer_wanted_is_ended(monkeypatch):
    monkeypatch.setattr(box, "_command", lambda _job: [box.sys.executable, "-c", "import time; time.sleep(60)"])

    def wanted():
        raise KeyError

    with pytest.raises(KeyError):
        box.run("workbook", b"x" * 1_000_000, seconds=30, wanted=wanted)


def test_a_child_that_answers_before_the_first_look_was_asked_for_once(monkeypatch):
    """However quick it is: what is told of the wait does not depend on the machine."""
    monkeypatch.setattr(box, "_command", lambda _job: [box.sys.executable, "-c", "print(1)"])
    monkeypatch.setattr(box, "LOOK", 60)
    told = []
    assert box.run("workbook", b"", seconds=60, wanted=lambda: told.append(1)) == 1
    assert told == [1]


def test_inside_the_child(monkeypatch, capsysbinary):
    limits = []
    monkeypatch.setattr("resource.setrlimit", lambda *words: limits.append(words))
    monkeypatch.setattr(box.sys, "stdin", type("In", (), {"buffer": io.BytesIO("姓名,职务".encode())}))
    assert box_jobs.main("workbook") == 0
    assert "姓名".encode() in capsysbinary.readouterr().out
    assert limits[0][1] == (box.MEMORY, box.MEMORY)


# ---------------------------------------------------------------------- headings
def test_the_line_of_headings_is_found_below_a_title(catalogue):
    talk = catalogue.by_label["谈话"]
    rows = [["某镇谈话台账"], [None], ["谈话日期*", "谈话类型", "人数", "身份证号", "记录编号", "谈话类型"], ["2022-01-01", "谈心谈话", 1]]
    found = headings.find(rows, talk)
    assert found.line == 3
    assert [field.key for field in found.fields.values()] == ["held_on", "kind"]
    assert found.forbidden == {3: "身份证号"}
    assert found.extra == {4: "记录编号"}
    assert set(found.unknown.values()) == {"人数", "谈话类型"}
    assert headings.find([["没有"]], talk) is None


def test_a_sheet_is_recognised_by_name_or_by_its_headings(catalogue):
    assert headings.spec_of("谈话台账", catalogue).label == "谈话"
    assert headings.spec_of("不知道", catalogue) is None
    talk = catalogue.by_label["谈话"]
    assert headings.best_spec([[field.label for field in talk.fields]], catalogue) is talk
    assert headings.best_spec([["姓名"]], catalogue) is None


# ---------------------------------------------------------------------- out
@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "E-11"), (errno.EIO, "E-12")])
def test_a_full_or_broken_disk_stops_an_export_in_plain_words(number, code, tmp_path, monkeypatch):
    def fail(*_paths, **_more):
        raise OSError(number, "what the system says")

    monkeypatch.setattr(workbook_out.files, "replace", fail)
    monkeypatch.setattr(Path, "unlink", fail)  # a stick that is gone does nothing any more
    with pytest.raises(UserError) as caught:
        workbook_out.write(tmp_path / "甲.xlsx", [workbook_out.OutSheet("甲", [("栏", "text")], [["x"]])])
    assert caught.value.code == code
    assert "system" not in str(caught.value)


def test_a_failed_export_leaves_the_old_file_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "甲.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(UserError):
        workbook_out.write(tmp_path / "no" / "甲.xlsx", [])

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda *_paths: (_ for _ in ()).throw(PermissionError("held")))
        with pytest.raises(UserError) as caught:
            workbook_out.write(target, [workbook_out.OutSheet("甲", [("栏", "text")], [["x"]])])
        assert caught.value.code == "E-13"

    def rows():
        yield ["甲"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        workbook_out.write(target, [workbook_out.OutSheet("甲", [("栏", "text")], rows())])
    assert target.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["甲.xlsx"]
    cells = [[10**20], [5], [None], [date(2022, 3, 5)]]
    workbook_out.write(target, [workbook_out.OutSheet("甲", [("栏", "number")], cells)])
    (sheet,) = read(target.read_bytes())
    assert sheet.rows == (("栏",), ("100000000000000000000",), (5.0,), (None,), (date(2022, 3, 5),))
    assert isinstance(sheet, Sheet)
