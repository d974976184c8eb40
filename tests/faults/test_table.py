"""The table of promises is whole: R1 to R32, every run is there, and what Windows alone can show has its part of the checklist."""

import re
from pathlib import Path

import pytest

from tests.bench.reliability import run, table

CHECKLIST = (Path(table.__file__).with_name("windows.md")).read_text(encoding="utf-8")


def test_every_promise_is_in_the_table_once_and_in_order():
    assert [promise.name for promise in table.PROMISES] == [f"R{number}" for number in range(1, 33)]


@pytest.mark.parametrize("promise", table.PROMISES, ids=lambda promise: promise.name)
def test_a_promise_has_runs_that_are_there(promise):
    assert promise.runs
    assert [one.where for one in promise.runs if run.find(one.where) is None] == []


def test_what_windows_alone_can_show_is_prepared():
    prepared = re.findall(r"^## (R\d+)$", CHECKLIST, re.MULTILINE)
    assert prepared == [promise.name for promise in table.PROMISES if promise.windows]
    assert all(promise.windows.endswith(": W checklist") for promise in table.PROMISES if promise.windows)
