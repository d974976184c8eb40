"""The command line on real files: what is printed, what is stored, which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import cli
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening

ROOT = Path(__file__).parents[2]
HALF = ["--from", "2022-01-01", "--to", "2022-06-30"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs one command: (exit code, standard output, standard error)."""

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out, said.err

    return command


@pytest.fixture
def file(ledger_file: Path, run: Any) -> Path:
    assert run("new", ledger_file, "--unit", "某镇党委")[0] == 0
    return ledger_file


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with two sound talks and one meeting of two items."""
    return written(
        tmp_path / "表格.xlsx",
        谈话=[
            ["谈话日期", "谈话类型", "谈话人", "谈话人身份", "谈话对象", "对象类别", "谈话人数"],
            ["2022-03-01", "谈心谈话", "班子成员01", "党委书记", "村书记01", "村党组织书记", 1],
            ["2022-07-01", "谈心谈话", "班子成员01", "党委书记", "村书记02", "村党组织书记", 1],
        ],
        党委会议=[
            ["会议日期", "会议类型", "届次", "主持人", "议题名称", "议题类别"],
            ["2022-03-02", "党委会", "1", "班子成员01", "议题甲", "全面从严治党"],
            ["2022-03-02", "党委会", "1", "班子成员01", "议题乙", "意识形态"],
        ],
    )


def written(path: Path, **sheets: list[list[Any]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                sheet.write_row(row, 0, line)
    return path


def counted(run: Any, file: Path) -> dict[str, Any]:
    code, out, _ = run("count", file, *HALF, "--json")
    assert code == 0
    return dict(json.loads(out)["measures"])


# ---------------------------------------------------------------------- new and demo
def test_new_makes_an_empty_ledger_of_the_unit(run: Any, file: Path) -> None:
    assert counted(run, file)["谈话次数"] == {"unit": "次", "value": 0, "split": {}}


@pytest.mark.parametrize("words", [["new", "{}", "--unit", "某镇党委"], ["demo", "{}"]])
def test_nothing_is_written_over_an_existing_file(run: Any, tmp_path: Path, words: list[str]) -> None:
    there = tmp_path / "已有.djtz"
    there.write_text("别动我", encoding="utf-8")
    code, _, err = run(*(word.format(there) for word in words))
    assert code == 1
    assert "E-18" in err
    assert there.read_text(encoding="utf-8") == "别动我"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["已有.djtz"]


# ---------------------------------------------------------------------- import
def test_import_stores_everything_and_tells_what_it_created(run: Any, file: Path, book: Path) -> None:
    code, out, _ = run("import", file, book, "--json")
    assert code == 0
    told = json.loads(out)
    assert (told["skipped"], told["faults"]) == (0, [])
    assert any("班子成员01" in warning["message"] for warning in told["warnings"])
    measures = counted(run, file)
    assert measures["谈心谈话人次"]["value"] == 1
    assert measures["党委会议次数"]["value"] == 1


def test_importing_the_same_workbook_again_stores_nothing_new(run: Any, file: Path, book: Path) -> None:
    first = json.loads(run("import", file, book, "--json")[1])
    again = json.loads(run("import", file, book, "--json")[1])
    assert again["records"] == 0
    assert again["skipped"] >= 3
    assert first["records"] >= 3
    assert counted(run, file)["谈话次数"]["value"] == 1


def test_a_dry_run_stores_nothing(run: Any, file: Path, book: Path) -> None:
    code, out, _ = run("import", file, book, "--dry-run")
    assert code == 0
    assert "可以导入" in out
    assert counted(run, file)["谈话次数"]["value"] == 0


def test_one_fault_keeps_everything_out_and_is_named_with_its_place(run: Any, file: Path, tmp_path: Path) -> None:
    lines = [["谈话日期", "谈话类型", "谈话人", "谈话人身份", "谈话对象", "对象类别", "谈话人数"]]
    lines += [["2022-03-01", "谈心谈话", "班子成员01", "党委书记", "村书记01", "村党组织书记", 1]]
    lines += [["三月一日", "闲聊", "班子成员01", "党委书记", "村书记01", "村党组织书记", 1]]
    bad = written(tmp_path / "坏.xlsx", 谈话=lines)
    code, out, err = run("import", file, bad, "--json")
    assert code == 1
    assert "E-34" in err
    told = json.loads(out)
    places = {(fault["sheet"], fault["row"], fault["column"]) for fault in told["faults"]}
    assert places == {("谈话", 3, "谈话日期"), ("谈话", 3, "谈话类型")}
    assert counted(run, file)["谈话次数"]["value"] == 0
    assert run("import", file, bad, "--dry-run")[0] == 1
    code, out, _ = run("import", file, bad, "--valid-only")
    assert code == 0
    assert "谈话日期" in out
    assert counted(run, file)["谈话次数"]["value"] == 1


def test_what_is_no_workbook_is_refused(run: Any, file: Path, tmp_path: Path) -> None:
    fake = tmp_path / "不是表格.xlsx"
    fake.write_text("只是文字", encoding="utf-8")
    code, _, err = run("import", file, fake)
    assert code == 1
    assert "E-" in err


# ---------------------------------------------------------------------- export
def test_an_export_imports_back_into_an_empty_file(run: Any, file: Path, book: Path, tmp_path: Path) -> None:
    run("import", file, book)
    assert run("export", file, tmp_path / "全部.xlsx")[0] == 0
    run("new", tmp_path / "新.djtz", "--unit", "某镇党委")
    code, out, _ = run("import", tmp_path / "新.djtz", tmp_path / "全部.xlsx", "--json")
    assert code == 0
    assert json.loads(out)["faults"] == []
    assert counted(run, tmp_path / "新.djtz") == counted(run, file)


# ---------------------------------------------------------------------- count
def test_the_records_behind_a_number_and_behind_one_part(run: Any, file: Path, book: Path) -> None:
    run("import", file, book)
    code, out, _ = run("count", file, *HALF, "--records", "谈心谈话人次.党委书记", "--json")
    assert code == 0
    (record,) = json.loads(out)
    assert set(record) == {"id", "ledger", "date"}
    assert (record["ledger"], record["date"]) == ("谈话", "2022-03-01")
    assert "共 1 条" in run("count", file, *HALF, "--records", "谈心谈话人次")[1]


def test_numbers_are_listed_by_area_for_people(run: Any, file: Path, book: Path) -> None:
    run("import", file, book)
    out = run("count", file, *HALF)[1]
    assert out.startswith("2022年上半年（2022-01-01 至 2022-06-30）")
    assert "党内监督" in out
    assert "谈心谈话人次 1人次（党委书记 1）" in out


@pytest.mark.parametrize("label", ["没有的指标", "谈心谈话人次.门卫"])
def test_an_unknown_measure_is_refused(run: Any, file: Path, label: str) -> None:
    code, _, err = run("count", file, *HALF, "--records", label)
    assert code == 1
    assert label in err


# ---------------------------------------------------------------------- check
def test_missing_fields_are_listed_and_do_not_fail_a_check(run: Any, file: Path, tmp_path: Path) -> None:
    run("import", file, written(tmp_path / "缺.xlsx", 监督检查=[["检查日期", "检查方式"], ["2022-03-01", "专项监督"]]))
    code, out, _ = run("check", file, *HALF, "--json")
    assert code == 0
    findings = json.loads(out)["findings"]
    assert all(set(found) == {"id", "level", "message", "records"} for found in findings)
    assert any(found["id"] == "待补" and found["records"] for found in findings)
    assert run("check", file)[0] == 0


def test_what_the_rules_rest_on_is_one_hint_that_is_no_fault_and_goes_away(run: Any, file: Path) -> None:
    for words in ((), HALF):
        code, out, _ = run("check", file, *words)
        assert code == 0
        assert re.search(r"^提示  依据  \d+ 项依据没有核对或超过一年没有核对。$", out, re.MULTILINE)
        assert out.endswith("没有发现问题。\n")
    (hint,) = json.loads(run("check", file, "--json")[1])["findings"]
    assert (set(hint), hint["id"], hint["level"], hint["records"]) == ({"id", "level", "message", "records"}, "依据", "note", [])
    services = opening.open_ledger(file)
    services.grounds.confirm([one.basis.key for one in services.grounds.stale()])
    opening.close(services)
    assert run("check", file)[1] == "没有发现问题。\n"


def test_rules_whose_ledger_is_not_in_force_are_told_and_are_no_fault(run: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = load_catalogue()
    smaller = Catalogue(shipped.areas, tuple(spec for spec in shipped if spec.label != "处分"))
    monkeypatch.setattr(opening, "open_ledger", partial(opening.open_ledger, catalogue=smaller))
    for words in ((), HALF):
        code, out, _ = run("check", file, *words)
        assert code == 0
        assert re.search(r"^提示  搁置  .*R5 暂不核对：.*处分", out, re.MULTILINE)
        assert out.endswith("没有发现问题。\n")


def test_a_must_rule_fails_a_check(run: Any, file: Path, tmp_path: Path) -> None:
    lines = [["线索编号", "受理日期", "处置方式", "批准日期", "统计日期"], ["XS1", "2022-03-01", None, "2022-03-02", "2022-03-02"]]
    run("import", file, written(tmp_path / "勾稽.xlsx", 问题线索=lines))
    code, out, _ = run("check", file, *HALF)
    assert code == 1
    assert "必须处理" in out


def test_a_finding_says_which_record_or_period_it_speaks_of(run: Any, file: Path, tmp_path: Path) -> None:
    meeting = [["会议日期", "会议类型", "议题名称"], ["2022-03-19", "党委会", "学习"]]
    run("import", file, written(tmp_path / "周末.xlsx", 党委会议=meeting))
    messages = [found["message"] for found in json.loads(run("check", file, *HALF, "--json")[1])["findings"]]
    assert any(message.startswith("党委会议 2022-03-19：会议日期2022-03-19是周末") for message in messages)
    assert sum(message.startswith("党委会议有 1 条计入报告") for message in messages) == 1


# ---------------------------------------------------------------------- files that are not well
def test_a_missing_file_is_refused_and_not_made(run: Any, tmp_path: Path) -> None:
    code, _, err = run("count", tmp_path / "没有.djtz", *HALF)
    assert code == 1
    assert "E-01" in err
    assert not (tmp_path / "没有.djtz").exists()


def test_what_is_no_ledger_is_refused(run: Any, tmp_path: Path) -> None:
    (tmp_path / "照片.djtz").write_bytes(b"\x89PNG" + bytes(4096))
    code, _, err = run("count", tmp_path / "照片.djtz", *HALF)
    assert code == 1
    assert "E-02" in err


def test_a_damaged_file_is_checked_and_refused_by_every_other_command(run: Any, file: Path, book: Path, tmp_path: Path) -> None:
    run("import", file, book)
    content = file.read_bytes()
    at = content.rindex("村党组织书记".encode())
    file.write_bytes(content[:at] + "村党组织書記".encode() + content[at + len("村党组织书记".encode()) :])
    code, out, _ = run("check", file, "--json")
    assert code == 1
    assert any(found["level"] == "must" for found in json.loads(out)["findings"])
    for words in (["count", file, *HALF], ["import", file, book], ["export", file, tmp_path / "x.xlsx"]):
        code, _, err = run(*words)
        assert code == 1
        assert "E-05" in err
    assert not (tmp_path / "x.xlsx").exists()


def test_a_place_that_cannot_be_written_is_said_without_a_traceback(run: Any, file: Path, tmp_path: Path) -> None:
    code, _, err = run("export", file, tmp_path / "没有这个文件夹" / "x.xlsx")
    assert code == 1
    assert "没有这个文件夹" in err
    assert "No such file" not in err


@pytest.mark.parametrize(
    "words",
    [
        ["export", "{file}", "{file}"],
        ["report", "{file}", "--period", "2022H1", "-o", "{file}"],
        ["report", "{file}", "--period", "2022H1", "-o", "{out}", "--pdf", "{file}"],
        ["report", "{file}", "--period", "2022H1", "-o", "{out}", "--sources", "{file}"],
        ["template", "{word}", "--annotate", "{file}"],
    ],
)
def test_no_output_takes_the_place_of_a_ledger(run: Any, file: Path, tmp_path: Path, words: list[str]) -> None:
    word = tmp_path / "模板.docx"
    word.write_bytes((ROOT / "resources/templates/半年报告.docx").read_bytes())
    out = tmp_path / "出.docx"
    code, _out, err = run(*(one.format(file=file, out=out, word=word) for one in words))
    assert (code, "请换一个名称" in err) == (1, True)
    assert run("check", file)[0] == 0
    assert not out.exists()


# ---------------------------------------------------------------------- the process
def process(*words: object, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "dangjian_desktop", *map(str, words)]
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "PYTHONIOENCODING", "LANG", "LC_ALL")}
    return subprocess.run(command, cwd=ROOT, capture_output=True, env={**kept, **env}, check=False)


def test_output_is_utf8_whatever_the_locale(file: Path) -> None:
    done = process("count", file, *HALF, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "中心组学习次数" in done.stdout.decode("utf-8")


def test_words_that_the_locale_cannot_read_are_wrong_usage(tmp_path: Path) -> None:
    done = process("new", tmp_path / "a.djtz", "--unit", "某镇党委", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 2
    assert "认不出的字符" in done.stderr.decode("utf-8")
    assert not (tmp_path / "a.djtz").exists()


def test_the_program_checks_itself(run: Any) -> None:
    code, out, _ = run("--self-check")
    assert code == 0
    assert "SQLite" in out
    assert "不通过" not in out
