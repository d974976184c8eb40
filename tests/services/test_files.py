"""A file beside the ledger is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_desktop.services.files import write_whole


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
