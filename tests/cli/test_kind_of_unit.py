"""单位性质 on the command line: said when a ledger is made, heard in what is printed, never in what a program reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dangjian_desktop.cli import main
from dangjian_desktop.services.ledger_file import opening, unit_kinds

DAYS = ["--from", "2022-01-01", "--to", "2022-06-30"]


@pytest.mark.parametrize(
    ("unit", "more", "kind"),
    [("青石街道党工委", [], "街道"), ("青石", ["--kind", "乡"], "乡"), ("青石街道党工委", ["--kind", "镇"], "镇"), ("青石", [], "镇")],
)
def test_new_takes_the_kind_of_the_unit_from_its_name_or_from_what_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], unit: str, more: list[str], kind: str
) -> None:
    path = tmp_path / "a.djtz"
    assert main(["new", str(path), "--unit", unit, *more]) == 0
    assert capsys.readouterr().out == f"已为{unit}新建台账“{path}”，单位性质：{kind}。\n"
    services = opening.open_ledger(path)
    assert unit_kinds.now(services) == kind
    opening.close(services)


def test_a_kind_that_is_none_is_a_slip_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "a.djtz"), "--unit", "青石", "--kind", "区"]) == 2
    said = capsys.readouterr().err
    assert "没有这种单位性质" in said
    assert "镇、乡、街道" in said
    assert not (tmp_path / "a.djtz").exists()


def test_numbers_are_listed_in_the_words_of_the_unit_and_asked_for_by_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.djtz"
    services = opening.create_ledger(path, "青石乡党委")
    services.records.save("talk", {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 3, "speaker_role": "乡长"})
    opening.close(services)
    assert main(["count", str(path), *DAYS]) == 0
    assert "谈心谈话人次 3人次（乡长 3）" in capsys.readouterr().out
    for part in ("镇长", "乡长"):
        assert main(["count", str(path), *DAYS, "--records", f"谈心谈话人次.{part}"]) == 0
        assert "共 1 条。" in capsys.readouterr().out
    assert main(["count", str(path), *DAYS, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["measures"]["谈心谈话人次"]["split"] == {"镇长": 3}
