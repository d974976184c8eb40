"""生僻字不丢、导出不带毒、日期不颠倒、出错说人话: light sizes of the runs in texts.py."""

import pytest

from tests.faults import texts

SEED = 20220705


@pytest.mark.parametrize(
    ("run", "trials"), [(texts.in_reports, 100), (texts.injections, 60), (texts.names, 60), (texts.locales, 3), (texts.messages, 1)]
)
def test_what_people_type_comes_out_as_it_went_in(run, trials, tmp_path):
    done, failures, *_ = run(trials, SEED, tmp_path)
    assert done >= trials
    assert failures == []


def test_a_rare_character_is_found_at_its_old_and_its_new_place():
    assert texts.fold("陈\ue863") == texts.fold("陈䶮")
    assert texts.fold("\ue816") == "𠂇", "one whose standard place has five digits"


def test_a_message_that_is_too_long_or_not_chinese_would_be_seen(monkeypatch, tmp_path):
    monkeypatch.setattr(texts, "CATALOGUE", {"E-01": ("很" * 121, "长。", "。"), "E-02": ("The file is not here.", "", "x")})
    _, failures = texts.messages(1, 1, tmp_path)
    assert len(failures) == 3
