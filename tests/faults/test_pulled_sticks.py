"""R10, a few points: what a pulled stick leaves of a hand-over."""

from __future__ import annotations

from pathlib import Path

from tests.faults import pulled_sticks


def test_a_stick_pulled_in_the_middle_of_a_hand_over_leaves_nothing_that_verifies(tmp_path: Path) -> None:
    trials, failures, seen = pulled_sticks.handovers(9, 1, tmp_path)
    assert (trials, failures) == (9, [])
    assert seen == {"seen": "6 plain, 3 encrypted"}
