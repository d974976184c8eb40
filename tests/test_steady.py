"""Tests answer the same on every machine, however slow: laws about the tests themselves, each for a root of flakiness that was seen.

The benches measure; a test does not.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_desktop.services.base.ports import Cancelled
from tests.fakes import FakeProgress
from tests.faults.late import MEASURED, late

TESTS = Path(__file__).parent


def found(pattern: str, folder: str = "", names: str = "*.py") -> list[str]:
    """Each line of the tests (not of the benches) that has it."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(TESTS)}:{number} {line.strip()}"
        for path in sorted((TESTS / folder).rglob(names))
        if path != Path(__file__) and "bench" not in path.relative_to(TESTS).parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def test_no_test_looks_at_a_clock_that_runs():
    assert found(r"\b(monotonic|perf_counter|process_time)\b", names="test_*.py") == []


def test_what_takes_too_long_is_a_failure_in_the_bench_only(monkeypatch):
    """Runs that tests share with the bench say it through ``late``."""
    assert late("an opening took", 9, 3) == []
    monkeypatch.setenv(MEASURED, "1")
    assert late("an opening took", 9, 3) == ["an opening took: 9.0 s"]
    assert late("an opening took", 2, 3) == []
    assert found(r"f\} s\b.*\* \(") == []


def drawn(profile):
    found = []

    @settings(settings.get_profile(profile), database=None, max_examples=20)
    @given(st.integers())
    def draw(number):
        found.append(number)

    draw()
    return found


def test_property_tests_draw_the_same_in_the_gate_and_anew_where_it_is_asked_for():
    """``python -m tests.gates random`` looks for what nobody thought of; a gate that falls by chance tells nobody what he broke."""
    assert drawn("gate") == drawn("gate")
    assert drawn("random") != drawn("random")
    assert settings.get_profile("gate").deadline is settings.get_profile("random").deadline is None


def test_no_test_waits_for_a_while_instead_of_for_the_answer():
    assert found(r"\bqtbot\.wait\(|\bqWait\(") == []


def test_steps_that_are_told_as_time_goes_by_count_once():
    """Of a child at work only that it still is can be told, every now and then: more often on a slower machine."""
    progress = FakeProgress(cancel_at=2)
    for _look in range(9):
        progress.step(0, 0, "正在读取")
    assert progress.steps == [(0, 0, "正在读取")]
    with pytest.raises(Cancelled):
        progress.step(1, 2, "正在核对")


def test_no_test_is_less_patient_than_the_others():
    assert found(r"\bwait(Until|Signals?|Active|Exposed|Callback)\(.*\btimeout=", "ui") == []


@pytest.mark.parametrize("pattern", [r"\[:-1\] \+ b[\"']", r"\brandrange\(256\)|\brandint\(0, 255\)|\brandom\.randbytes"])
def test_no_byte_is_replaced_by_one_that_may_be_the_same(pattern):
    """Once in 256 times nothing was changed, and nothing can be noticed; ``tests.changed.other`` never gives the same."""
    assert found(pattern) == []
