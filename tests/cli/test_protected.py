"""Protected ledgers on the command line: a password file opens them, without one they are refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import cli
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.storage.engine.keys import Cost

pytestmark = pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")

PASSWORD = "正确的口令 12"
DAYS = ["--from", "2022-01-01", "--to", "2022-06-30"]


@pytest.fixture
def protected(services: Any) -> Path:
    passwords.protect(services, passwords.fresh(), PASSWORD, cost=Cost(2**14))
    return services.path  # type: ignore[no-any-return]


def password_file(folder: Path, text: bytes) -> str:
    file = folder / "口令.txt"
    file.write_bytes(text)
    return str(file)


def test_without_a_password_file_every_command_is_refused_and_says_what_to_do(
    protected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ["count", *DAYS],
        ["check"],
        ["export", str(tmp_path / "a.xlsx")],
        ["report", "--period", "2022H1", "-o", str(tmp_path / "a.docx")],
    ):
        assert cli.main([words[0], str(protected), *words[1:]]) == 1
        said = capsys.readouterr().err
        assert "E-61" in said
        assert "--password-file" in said


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\nsecond line\n"])
def test_the_first_line_of_the_password_file_opens(protected: Path, tmp_path: Path, ending: bytes) -> None:
    file = password_file(tmp_path, b"\xef\xbb\xbf" + PASSWORD.encode() + ending)
    assert cli.main(["check", str(protected), "--password-file", file]) == 0


@pytest.mark.parametrize("text", ["错的口令".encode(), "错的口令".encode("gb18030"), b""])
def test_a_wrong_password_file_is_refused(protected: Path, tmp_path: Path, text: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(protected), "--password-file", password_file(tmp_path, text)]) == 1
    assert "口令不正确（已试 1 次）" in capsys.readouterr().err


def test_a_plain_ledger_does_not_mind_a_password_file(services: Any, tmp_path: Path) -> None:
    opening.close(services)
    assert cli.main(["check", str(services.path), "--password-file", password_file(tmp_path, b"x")]) == 0
