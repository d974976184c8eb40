"""磁盘满、有坏道时，存过的完好，正在填的也还在: each call that changes a file fails in turn; plain words, nothing half, nothing lost."""

import json

import pytest

from tests.faults import preloaded

SEED = 20220705

pytestmark = pytest.mark.skipif(bool(preloaded.reason_why_not()), reason=preloaded.reason_why_not() or "never")


@pytest.mark.parametrize("deed", ["save"])
def test_a_call_that_fails_is_told_and_harms_nothing(deed):
    found = json.loads(preloaded.run("tests.faults.failing_calls", SEED, "once", deed))
    assert found["trials"] >= 40, found
    assert found["told"].get("E-11"), "a positive control: the disk was full"
    assert found["faults"] == []
