"""R10, a few moments: what is left when whoever receives is ended in the middle."""

from __future__ import annotations

from pathlib import Path

from tests.faults import receptions


def test_whoever_receives_and_is_ended_has_a_whole_ledger_or_none(tmp_path: Path) -> None:
    trials, failures, _ = receptions.killed(4, 3, tmp_path)
    assert (trials, failures) == (4, [])
