"""休眠、拔盘、换盘后不会写错文件: what lies there now is never written to, and what was typed is kept."""

from tests.faults import swapped

SEED = 20220705


def test_a_file_that_is_not_ours_any_more_is_seen_before_the_next_write(tmp_path):
    done, failures, _seen = swapped.changed(11, SEED, tmp_path)
    assert (done, failures) == (11, [])
