"""The real input: a workbook of a made-up township, six sets of counts, a report text. Read where it lies beside the checkout."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import cli
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock

PERIODS = ["2021H2", "2022", "2022H1", "2022H2", "2022Q1", "any"]


@pytest.fixture(scope="module")
def acceptance(shared: Path) -> Path:
    return shared / "acceptance"


@pytest.fixture(scope="module")
def file(acceptance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty file into which the workbook was imported; nobody writes to it afterwards."""
    path = tmp_path_factory.mktemp("acceptance") / "验收.djtz"
    assert cli.main(["new", str(path), "--unit", "青石镇党委"]) == 0
    assert cli.main(["import", str(path), str(acceptance / "台账.xlsx"), "--json"]) == 0
    return path


@pytest.fixture
def opened(file: Path, clock: FixedClock) -> Iterator[Any]:
    services = opening.open_ledger(file, clock=clock)
    yield services
    opening.close(services)


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    capsys.readouterr()
    code = cli.main([str(word) for word in words])
    return code, capsys.readouterr().out


def test_the_workbook_imports_without_a_fault(acceptance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "空.djtz"
    assert cli.main(["new", str(path), "--unit", "青石镇党委"]) == 0
    code, out = said(capsys, "import", path, acceptance / "台账.xlsx", "--json")
    told = json.loads(out)
    assert (code, told["faults"], told["skipped"]) == (0, [], 0)
    assert told["records"] == 436 - 14 + 8


@pytest.mark.parametrize("period", PERIODS)
def test_the_counts_equal_the_expected_ones(acceptance: Path, file: Path, period: str, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((acceptance / f"counts-{period}.json").read_text(encoding="utf-8"))
    code, out = said(capsys, "count", file, "--from", expected["start"], "--to", expected["end"], "--json")
    assert code == 0
    counted = json.loads(out)
    assert (counted["start"], counted["end"]) == (expected["start"], expected["end"])
    assert expected["measures"].items() <= counted["measures"].items()


@pytest.mark.parametrize("period", PERIODS)
def test_no_must_rule_fires_and_the_expected_warnings_do(
    acceptance: Path, shared: Path, file: Path, period: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import yaml

    ties = yaml.safe_load((shared / "spec" / "ties.yaml").read_text(encoding="utf-8"))
    expected = json.loads((acceptance / f"counts-{period}.json").read_text(encoding="utf-8"))
    code, out = said(capsys, "check", file, "--from", expected["start"], "--to", expected["end"], "--json")
    findings = json.loads(out)["findings"]
    assert [found for found in findings if found["level"] == "must"] == []
    assert code == 0
    measure_rules = {rule["id"] for rule in ties["rules"] if rule["scope"] == "measure"} - {"R39"}
    warned = {found["id"] for found in findings if found["id"] in measure_rules}
    assert warned == set(ties["acceptance_warnings"][period])


@pytest.fixture(scope="module")
def report(acceptance: Path, file: Path) -> Path:
    made = file.with_name("报告.docx")
    text = str(acceptance / "report-2022H1.template.txt")
    assert cli.main(["report", str(file), "--period", "2022H1", "-o", str(made), "--text", text]) == 0
    return made


def test_the_report_contains_the_text_word_for_word(acceptance: Path, report: Path) -> None:
    import docx

    text = "\n".join(paragraph.text for paragraph in docx.Document(str(report)).paragraphs)
    assert (acceptance / "report-2022H1.txt").read_text(encoding="utf-8").strip() in text


def test_a_report_that_is_not_final_leaves_the_file_unchanged(acceptance: Path, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    text = str(acceptance / "report-2022H1.template.txt")
    assert cli.main(["report", str(file), "--period", "2022H1", "-o", str(tmp_path / "再来.docx"), "--text", text]) == 0
    assert file.read_bytes() == before


@pytest.mark.slow
def test_the_report_is_laid_out_after_the_standard(shared: Path, report: Path) -> None:
    fonts = (
        subprocess.run(["fc-match", "仿宋_GB2312"], capture_output=True, text=True, check=False).stdout if shutil.which("fc-match") else ""
    )
    if "Fandol" not in fonts or not shutil.which("soffice") or not shutil.which("pdftotext"):
        pytest.skip("LibreOffice, poppler or the stand-in fonts are not installed")
    done = subprocess.run([sys.executable, shared / "tools" / "layout_check.py", report], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
