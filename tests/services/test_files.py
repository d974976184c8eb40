"""A file beside the ledger is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.files import write_whole
from dangjian_desktop.services.base.files import bytes_of, text_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_a_text_is_read_in_whatever_it_was_written(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "文稿.txt").write_bytes("学习3次。\n".encode(encoding))
    assert text_of(tmp_path / "文稿.txt") == "学习3次。\n"


@pytest.mark.parametrize("data", [bytes(range(256)), b"\xff\xfe\x00", b"a\0b"])
def test_what_is_no_text_is_said_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "文稿.txt").write_bytes(data)
    with pytest.raises(UserError, match="看不懂它的文字编码"):
        text_of(tmp_path / "文稿.txt")


def test_a_file_that_is_not_there_and_one_that_cannot_be_opened_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有这个文件"):
        bytes_of(tmp_path / "没有.docx")
    with pytest.raises(UserError, match="打不开"):
        bytes_of(tmp_path)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    target.write_bytes(b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_what_stood_there_and_no_rest(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").mkdir()
    with pytest.raises((IsADirectoryError, PermissionError)):
        write_whole(tmp_path / "报告.docx", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["报告.docx"]
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "没有" / "报告.docx", b"new")
