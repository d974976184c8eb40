"""A report that somebody worked on is never written over; what the program itself wrote there last may be."""

from __future__ import annotations

from pathlib import Path

from dangjian_desktop.services.report import outputs


def test_a_report_is_written_over_only_while_it_is_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    assert outputs.free_place(path) == path
    path.write_bytes(b"first")
    outputs.written(path)
    assert outputs.free_place(path) == path
    path.write_bytes(b"first, and worked on in Word")
    assert outputs.free_place(path) == tmp_path / "报告 (2).docx"
    (tmp_path / "报告 (2).docx").write_bytes(b"another")
    assert outputs.free_place(path) == tmp_path / "报告 (3).docx"


def test_a_file_of_somebody_else_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "别人的.docx"
    path.write_bytes(b"x")
    assert outputs.free_place(path) == tmp_path / "别人的 (2).docx"


def test_a_list_that_is_damaged_or_cannot_be_written_only_makes_names_longer(tmp_path: Path, own_home: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(b"first")
    for damaged in (b"[1]", b"no json"):
        (own_home / "written-reports.json").write_bytes(damaged)
        assert outputs.free_place(path) == tmp_path / "报告 (2).docx"
    (own_home / "written-reports.json.part").mkdir()
    outputs.written(path)
    assert outputs.free_place(path) == tmp_path / "报告 (2).docx"


def test_nothing_can_be_known_of_what_is_not_there(tmp_path: Path, own_home: Path) -> None:
    outputs.written(tmp_path / "没有.docx")
    assert not (own_home / "written-reports.json").exists()
