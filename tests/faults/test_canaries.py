"""R26 in small: names stand in the ledger and nowhere else."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.faults import canaries


def test_names_are_found_nowhere_but_in_the_ledger(qtbot: QtBot, tmp_path: Path) -> None:
    done, failures, said = canaries.leaks(12, 20220705, tmp_path)
    assert done == 12
    assert failures == []
    assert said["controls"] == "4 of 4 planted hits found"


def test_what_was_redacted_is_found_in_no_byte_of_any_file(tmp_path: Path) -> None:
    done, failures, said = canaries.redacted(12, 20220705, tmp_path)
    assert done == 12
    assert failures == []
    assert said["controls"] == "12 of 12 were there before"
