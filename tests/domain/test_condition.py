"""Why a ledger is only looked at, in the words of its error."""

from __future__ import annotations

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import Error

KNOWN = {"count": 2, "earliest": "", "who": "经办人02", "where": "另一台电脑", "since": "", "date": "2022-07-05"}


@pytest.mark.parametrize("why", Why)
def test_every_reason_can_be_said(why: Why) -> None:
    told = Condition(why, KNOWN).message
    assert told.code is why.error
    assert why.reason in told.happened
    assert not set("{}") & set(str(told))


def test_reasons_of_the_same_error_are_different_reasons() -> None:
    unwritable = [why for why in Why if why.error is Error.NOT_WRITABLE]
    assert len(unwritable) == len({why.reason for why in unwritable}) > 1


@pytest.mark.parametrize(
    ("conflicts", "words"),
    [
        ((), ""),
        (("台账-冲突.djtz",), "旁边有冲突副本“台账-冲突.djtz”，没有合并。"),
        (("甲" * 40, "乙"), f"旁边有冲突副本“{'甲' * 30}”等 2 个，没有合并。"),
    ],
)
def test_copies_of_a_conflict_are_named_shortly(conflicts: tuple[str, ...], words: str) -> None:
    plain, told = Condition(Why.SHARED_PLACE).message, Condition(Why.SHARED_PLACE, conflicts=conflicts).message
    assert told.data == plain.data + words
