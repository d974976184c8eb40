"""R6 and R7 in small: a backup can always be used, and none that must stay is pushed out."""

import pytest

from tests.faults import restore_drills

SEED = 20220705


@pytest.mark.parametrize(
    ("drill", "trials"), [(restore_drills.plain, 4), (restore_drills.stale, 3), (restore_drills.killed, 3), (restore_drills.full, 2)]
)
def test_a_backup_can_always_be_used(drill, trials, tmp_path):
    assert drill(trials, SEED, tmp_path)[:2] == (trials, [])


def test_no_backup_that_must_stay_is_pushed_out(tmp_path):
    done, failures, _seen = restore_drills.years(20, SEED, tmp_path)
    assert done > 15
    assert failures == []
