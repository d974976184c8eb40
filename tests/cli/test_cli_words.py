"""Reports and templates on the command line, and its last doors: whatever happens, no traceback and the right exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

from dangjian_desktop import cli
from dangjian_desktop.domain.blocks import Document
from dangjian_desktop.domain.period import Period, half_of
from dangjian_desktop.ledgers.skeletons import load_skeletons
from dangjian_desktop.services.base.ports import SystemClock
from dangjian_desktop.services.ledger_file import opening

ROOT = Path(__file__).parents[2]


class Painter:
    """Writes the text of a document where a PDF is wanted, or fails as it was told."""

    def __init__(self, fault: BaseException | None = None) -> None:
        self.fault = fault

    def pages(self, document: Document) -> int:
        return len(document.blocks)

    def missing_fonts(self, document: Document) -> tuple[str, ...]:
        return () if document.blocks else ("仿宋_GB2312",)

    def to_pdf(self, document: Document, path: Path) -> None:
        if self.fault is not None:
            raise self.fault
        path.write_text(document.text, encoding="utf-8")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "演示.djtz"
    assert cli.main(["demo", str(path)]) == 0
    return path


@pytest.fixture
def period() -> Period:
    return half_of(SystemClock().today()).previous()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*words: object, painter: Any = None) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words], painter=painter)
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out, said.err

    return command


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


# ---------------------------------------------------------------------- report
def test_a_report_and_its_pdf_are_written_and_the_ledger_stays_as_it_was(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    before = demo.read_bytes()
    code, out, _ = run(
        "report", demo, "--period", period.code, "-o", tmp_path / "a.docx", "--pdf", tmp_path / "a.pdf", painter=lambda: Painter()
    )
    assert code == 0
    assert "已生成" in out
    assert period.label in text_of(tmp_path / "a.docx")
    assert period.label in (tmp_path / "a.pdf").read_text(encoding="utf-8")
    assert demo.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_report_comes_with_its_sources(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    before = demo.read_bytes()
    code, out, _ = run("report", demo, "--period", period.code, "-o", tmp_path / "a.docx", "--sources", tmp_path / "数源.docx")
    assert code == 0
    assert out.rstrip().endswith(f"a.docx、{tmp_path / '数源.docx'}")
    assert "核验码" in text_of(tmp_path / "数源.docx")
    assert "核验码" not in text_of(tmp_path / "a.docx")
    assert demo.read_bytes() == before


def test_a_year_uses_its_own_template(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    assert run("report", demo, "--period", period.year, "-o", tmp_path / "年.docx")[0] == 0
    assert f"{period.year}年" in text_of(tmp_path / "年.docx")


def test_a_text_with_tags_becomes_the_body(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    (tmp_path / "文稿.txt").write_text("一、情况\n{{ 报告期 }}学习{{ 中心组学习次数 }}次。\n", encoding="utf-8-sig")
    assert run("report", demo, "--period", period.code, "-o", tmp_path / "b.docx", "--text", tmp_path / "文稿.txt")[0] == 0
    assert f"一、情况\n{period.label}学习" in text_of(tmp_path / "b.docx")


def test_an_unfinished_report_is_refused_with_everything_that_is_left(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    before = demo.read_bytes()
    code, _, err = run("report", demo, "--period", period.code, "-o", tmp_path / "c.docx", "--final")
    assert code == 1
    assert "E-37" in err
    assert "还留着" in err
    assert not (tmp_path / "c.docx").exists()
    assert demo.read_bytes() == before


def test_a_final_report_is_stored_with_its_numbers(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    file = tmp_path / "定稿.djtz"
    file.write_bytes(demo.read_bytes())
    (tmp_path / "文稿.txt").write_text("一、情况\n{{ 报告期 }}学习{{ 中心组学习次数 }}次。\n", encoding="utf-8")
    words = ["report", file, "--period", period.code, "-o", tmp_path / "d.docx", "--text", tmp_path / "文稿.txt", "--final"]
    code, out, _ = run(*words)
    assert code == 0
    assert "已定稿" in out
    services = opening.open_ledger(file)
    frozen = [[number.tag for number in services.reporting.frozen(one.id)] for one in services.reporting.list() if one.state == "final"]
    assert len(frozen) == 2
    assert ["中心组学习次数"] in frozen
    opening.close(services)


def test_an_own_template_is_used_and_a_faulty_one_refused(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    good, bad = tmp_path / "好.docx", tmp_path / "坏.docx"
    for path, text in ((good, "自己的模板：{{ 中心组学习次数 }}"), (bad, "{{ 中心组学次数 }}")):
        document = docx.Document()
        document.add_paragraph(text)
        document.save(str(path))
    assert run("report", demo, "--period", period.code, "-o", tmp_path / "e.docx", "--template", good)[0] == 0
    assert "自己的模板：" in text_of(tmp_path / "e.docx")
    code, _, err = run("report", demo, "--period", period.code, "-o", tmp_path / "f.docx", "--template", bad)
    assert code == 1
    assert "E-36" in err
    assert not (tmp_path / "f.docx").exists()


# ---------------------------------------------------------------------- template
def faulty(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("标题")
    document.add_paragraph("学习{{ 中心组学次数 }}次")
    document.sections[0].header.paragraphs[0].text = "{{ 没有这个数 }}"
    document.save(str(path))
    return path


def test_the_faults_of_a_template_are_listed_at_once(run: Any, tmp_path: Path) -> None:
    template = faulty(tmp_path / "模板.docx")
    code, out, _ = run("template", template, "--json")
    assert code == 1
    faults = json.loads(out)["faults"]
    assert all(set(fault) == {"paragraph", "text", "tag", "message", "suggestion"} for fault in faults)
    assert faults[0]["paragraph"] == 2
    assert "中心组学习次数" in faults[0]["suggestion"]
    code, out, err = run("template", template)
    assert code == 1
    assert "第 2 段" in out
    assert "您是不是要写" in out
    assert "E-36" in err


def test_a_copy_carries_each_fault_as_a_comment(run: Any, tmp_path: Path) -> None:
    template = faulty(tmp_path / "模板.docx")
    assert run("template", template, "--annotate", tmp_path / "批注.docx")[0] == 1
    comments = [comment.text for comment in docx.Document(str(tmp_path / "批注.docx")).comments]
    assert len(comments) == 2
    assert "您是不是要写" in comments[0]
    assert comments[1].startswith("（页眉或页脚：")


def test_a_template_without_a_word_still_takes_a_comment(run: Any, tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ 没有这个数 }}"
    document.save(str(tmp_path / "空.docx"))
    run("template", tmp_path / "空.docx", "--annotate", tmp_path / "批注.docx")
    assert len(list(docx.Document(str(tmp_path / "批注.docx")).comments)) == 1


def test_a_sound_template_is_said_to_be_one(run: Any) -> None:
    for shipped in load_skeletons().templates():
        code, out, _ = run("template", ROOT / "resources" / "templates" / f"{shipped.name}.docx")
        assert (code, out) == (0, "模板没有问题。\n"), shipped.name


def test_what_is_no_word_file_is_refused(run: Any, tmp_path: Path) -> None:
    (tmp_path / "假.docx").write_text("只是文字", encoding="utf-8")
    code, _, err = run("template", tmp_path / "假.docx")
    assert code == 1
    assert "E-" in err


# ---------------------------------------------------------------------- the last doors
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (RuntimeError("Segen"), "E-99"),
        (KeyboardInterrupt(), "已取消"),
        (OSError(28, "No space left on device", "a.pdf"), "“a.pdf”：这个位置不允许写入（空间不足）"),
        (OSError("something"), "无法读写"),
    ],
)
def test_whatever_fails_is_said_in_chinese(run: Any, demo: Path, period: Period, tmp_path: Path, fault: BaseException, said: str) -> None:
    words = ["report", demo, "--period", period.code, "-o", tmp_path / "g.docx", "--pdf", tmp_path / "g.pdf"]
    code, _, err = run(*words, painter=lambda: Painter(fault))
    assert code == 1
    assert said in err
    assert not any(word in err for word in ("Segen", "No space", "something"))


def test_a_file_that_is_not_there_is_named(run: Any, tmp_path: Path) -> None:
    code, _, err = run("template", tmp_path / "没有.docx")
    assert code == 1
    assert "没有.docx”（没有这个文件）" in err
    code, _, err = run("template", ROOT / "resources" / "templates" / "半年报告.docx", "--annotate", tmp_path / "没有" / "副本.docx")
    assert code == 1
    assert "副本.docx”：这个位置不允许写入（文件或文件夹不存在）" in err


def test_every_slip_of_a_text_is_told_before_anything_is_written(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    lines = "一、情况\n谈{{ 谈心谈话人此 }}次\n{{ 立案件数 }件\n{% if 立案件数 %}有{% endif %}\n{{ 正文 }}{{ 立案件数|大写 }}\n{{ 立案件数 }}件\n"
    (tmp_path / "文稿.txt").write_text(lines, encoding="gbk")
    code, _, err = run("report", demo, "--period", period.code, "-o", tmp_path / "a.docx", "--text", tmp_path / "文稿.txt")
    assert code == 1
    assert "有 6 处写法有误" in err
    assert "第 2 段 {{ 谈心谈话人此 }}：没有“谈心谈话人此”这个指标。您是不是要写 谈心谈话人次？" in err
    assert "第 3 段 “{{ 立案件数 }件”：有 {{ 或 {% 没有收口" in err
    assert err.count("第 4 段") == 2
    assert "第 5 段 {{ 正文 }}：“正文”只能写在模板里" in err
    assert not (tmp_path / "a.docx").exists()


def test_a_reader_that_goes_away_is_no_fault(demo: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "dangjian_desktop", "count", str(demo), "--from", "2022-01-01", "--to", "2022-06-30"]
    done = subprocess.run(words, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.stderr == b""


def test_without_a_display_the_program_makes_the_demo_report(run: Any) -> None:
    code, out, _ = run("--no-window")
    assert code == 0
    paths = [Path(line) for line in out.splitlines() if line.startswith("/") or ":\\" in line]
    assert [path.name for path in paths] == ["演示.djtz", "演示报告.docx"]
    assert all(path.is_file() for path in paths)


def test_what_of_a_template_will_not_be_in_the_report_is_told(run: Any, demo: Path, period: Period, tmp_path: Path) -> None:
    case = ROOT / "tests" / "data" / "templates" / "34-printer-settings.docx"
    assert json.loads(run("template", case, "--json")[1])["dropped"] == ["打印机设置没有带入报告。"]
    code, out, _ = run("template", case)
    assert (code, out.splitlines()) == (0, ["打印机设置没有带入报告。", "模板没有问题。"])
    code, _, err = run("report", demo, "--period", period.code, "-o", tmp_path / "g.docx", "--template", case)
    assert (code, err) == (0, "打印机设置没有带入报告。\n")
