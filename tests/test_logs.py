"""The program's log: where it lies and how it stays small."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from dangjian_desktop import logs


@pytest.fixture
def written(tmp_path: Path):
    logs.stop()
    yield logs.start(tmp_path)
    logs.stop()


def fill(lines: int) -> None:
    for number in range(lines):
        logs.log().info("%06d%s", number, "." * 100_000)


def test_the_log_is_opened_once(written: Path, tmp_path: Path) -> None:
    assert logs.start(tmp_path / "elsewhere") == written == logs.log_file()
    assert [handler.baseFilename for handler in logs.log().handlers if isinstance(handler, logging.FileHandler)] == [str(written)]


def test_the_newest_megabyte_and_four_before_it_are_kept(written: Path) -> None:
    fill(80)
    sizes = {path.name: path.stat().st_size for path in written.parent.iterdir()}
    assert sorted(sizes) == ["program.log", *(f"program.log.{number}" for number in range(1, 5))]
    assert max(sizes.values()) < 1_200_000
    assert "000079" in written.read_text(encoding="utf-8")
    assert "000079" not in written.with_name("program.log.1").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_turned_is_written_on(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    written.with_name("program.log.4").mkdir()
    written.with_name("program.log.3").touch()
    fill(14)
    assert written.with_name("program.log.4").is_dir()
    assert "000013" in written.read_text(encoding="utf-8")
