"""Every row of bad inputs that is said to be proved has its test, and no row of these groups is left out."""

import re
from pathlib import Path

import pytest

from tests.bench.reliability.rows import ROWS

TESTS = Path(__file__).parents[1]
COUNTED = {"DB": 20, "TP": 14, "XL": 11, "EV": 12, "PW": 9, "DK": 7, "TX": 6}
"""How many rows a group has; of the other groups those in the table are looked at."""


def proved(where):
    file, _, name = where.partition("::")
    return re.search(rf"^def {name}\(", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE) is not None


@pytest.mark.parametrize("row", ROWS)
def test_what_proves_a_row_is_there(row):
    assert ROWS[row], "a row that nothing proves"
    assert [where for where in ROWS[row] if not proved(where)] == []


@pytest.mark.parametrize("group", COUNTED)
def test_no_row_of_a_group_is_left_out(group):
    assert [row for row in ROWS if row.startswith(group)] == [f"{group}-{number:02}" for number in range(1, COUNTED[group] + 1)]


def test_a_test_that_is_not_there_would_be_seen():
    assert not proved("faults/test_rows.py::test_that_nobody_wrote")
