"""打开来历不明的台账不会中招: light sizes of the runs in hostile_ledgers.py."""

import sys

import pytest

from tests.faults import hostile_files, hostile_ledgers

SEED = 20220705


@pytest.mark.skipif(sys.platform == "win32", reason="memory is limited and time is kept by calls Windows has not")
@pytest.mark.parametrize(("run", "trials"), [(hostile_ledgers.crafted, 6), (hostile_ledgers.mutated, 100)])
def test_a_ledger_from_elsewhere_is_answered_and_does_nothing(run, trials, tmp_path):
    done, failures, *_ = run(trials, SEED, tmp_path)
    assert (done, failures) == (trials, [])


def test_there_are_enough_crafted_ones():
    assert len(hostile_files.CRAFTED) >= 40
