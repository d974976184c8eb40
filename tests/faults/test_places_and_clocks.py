"""只有一个人能改、共享盘先提醒、中文路径都能用、时间错了会提醒、占着文件也能存: light sizes of race.py, kinds_of_place.py, clocks.py, held.py."""

import pytest

from tests.faults import clocks, held, kinds_of_place, race

SEED = 20220705


@pytest.mark.parametrize(("run", "trials"), [(race.races, 3), (kinds_of_place.paths, 2), (clocks.wrong, 11), (held.waits, 24)])
def test_a_promise_about_places_and_time_is_kept(run, trials, tmp_path):
    done, failures, *_ = run(trials, SEED, tmp_path)
    assert done >= trials
    assert failures == []


def test_where_others_may_write_too_a_ledger_is_only_looked_at(tmp_path):
    kinds = {code: what for what, _place, _drives, code in kinds_of_place._kinds(tmp_path)}
    assert set(kinds) == {"E-07", "E-12", ""}
    done, failures = kinds_of_place.places(0, SEED, tmp_path, only=(0, 9, 20, 21, 22))
    assert done >= 5
    assert failures == []
