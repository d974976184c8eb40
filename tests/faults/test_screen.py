"""What happens on the screen when a clerk is interrupted: light sizes of the runs of R4, R20, R30, R31, R32."""

import os

import pytest

from tests.faults import composing, endings, soak, typing_killed

SEED = 20220705
forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked, and killed by signals")


@pytest.mark.parametrize(
    ("run", "trials"),
    [
        pytest.param(typing_killed.typing_killed, 5, marks=forked),
        (composing.composing, 9),
        pytest.param(soak.soak, 45, marks=forked),
        pytest.param(endings.ignoring, 1, marks=forked),
        (endings.twice, 4),
    ],
)
def test_an_interrupted_clerk_loses_nothing(run, trials, tmp_path):
    done, failures, *_ = run(trials, SEED, tmp_path)
    assert done == trials
    assert failures == []
