"""R5 in small: damage of every kind is told; no column of any table is vouched for by nobody."""

from __future__ import annotations

import pytest

from tests.faults import damage


@pytest.mark.parametrize(("run", "trials"), [("flips", 40), ("sectors", 30), ("swaps", 4), ("cuts", 6), ("tails", 6)])
def test_damage_that_changes_content_is_told(run, trials, tmp_path):
    tried, failures, _seen = getattr(damage, run)(trials, 7, tmp_path)
    assert (tried, failures) == (trials, [])


@pytest.mark.slow
def test_another_value_in_any_column_is_told(tmp_path):
    tried, failures, seen = damage.columns(1, 20220705, tmp_path)
    assert failures == []
    assert tried > 0
    assert seen["seen"] == "without a value in any row: none"
