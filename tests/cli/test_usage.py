"""What may be typed, and what is said when it is typed wrongly: always Chinese, always exit code 2."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dangjian_desktop import __main__, cli
from dangjian_desktop.cli import usage
from dangjian_desktop.domain.period import half


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "缺少 命令"),
        (["开会"], "没有 '开会' 这个命令"),
        (["new", "a.djtz"], "缺少 --unit"),
        (["new"], "缺少 台账文件.djtz, --unit"),
        (["new", "a.djtz", "--unit"], "--unit 后面要写内容"),
        (["count", "a.djtz", "--from", "2022-02-30", "--to", "2022-06-30"], "“2022-02-30”不是日期"),
        (["count", "a.djtz", "--from", "2022-01-01"], "缺少 --to"),
        (["count", "a.djtz", "--from", "2022-07-01", "--to", "2022-06-30"], "结束日期早于开始日期"),
        (["check", "a.djtz", "--to", "2022-06-30"], "请两个都写，或都不写"),
        (["report", "a.djtz", "--period", "2022H3", "-o", "b.docx"], "看不懂“2022H3”"),
        (["report", "a.djtz", "--period", "2022H1"], "缺少 -o/--output"),
        (["check", "a.djtz", "--jsno"], "不认识 --jsno"),
        (["check", "a.djtz", "--json=1"], "--json 后面不要写内容"),
    ],
)
def test_wrong_usage_is_said_in_chinese(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "用法：" in err
    assert "usage" not in err
    assert "error" not in err


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in cli.COMMANDS)])
def test_help_is_chinese_and_names_every_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert "用法：" in out
    assert not any(word in out for word in ("usage", "options", "positional", "show this"))
    if len(words) == 1:
        assert all(f"    {name} " in out for name in cli.COMMANDS)
        assert "--box" not in out


def test_days_and_periods_are_read() -> None:
    counted = usage.parser().parse_args(["count", "a.djtz", "--from", "2022-01-01", "--to", "2022-06-30"])
    assert (counted.start, counted.end) == (date(2022, 1, 1), date(2022, 6, 30))
    assert usage.parser().parse_args(["report", "a.djtz", "--period", "2022H1", "-o", "b"]).period == half(2022, 1)


def test_the_window_opens_without_a_word_with_a_file_or_with_the_name_of_a_ledger(tmp_path: Path) -> None:
    file = tmp_path / "台账.bak"
    file.touch()
    for words in ([], ["a.djtz"], ["A.DJTZ"], [str(file)]):
        assert not cli.wanted(words)
    for words in (["count", "a.djtz"], ["--self-check"], ["开会"], [str(tmp_path)], [""], ["长" * 5000], ["a\0b"]):
        assert cli.wanted(words)


@pytest.mark.parametrize("display", [True, False])
def test_another_first_word_is_wrong_usage_and_opens_no_window(
    display: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not display:
        monkeypatch.delenv("QT_QPA_PLATFORM")
    assert __main__.main(["开会", "a.djtz"]) == 2
    told = capsys.readouterr()
    assert (told.out, "没有 '开会' 这个命令" in told.err) == ("", True)


@pytest.mark.parametrize("last", ["0", "-1", "三", "９", "1.5", "9" * 5000])
def test_a_number_of_lines_is_a_number_above_zero(last: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["history", "a.djtz", f"--last={last}"]) == 2
    assert "不是条数" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    from dangjian_desktop import __version__

    assert cli.main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out
