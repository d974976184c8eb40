"""Line ends in Chinese text."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.paper.breaking import NOT_FIRST, NOT_LAST, line_end, may_part, stretch_places


def lines(text: str, limit: int) -> list[str]:
    widths = list(accumulate((1.0 for _ in text), initial=0.0))
    out, start = [], 0
    while start < len(text):
        end = line_end(text, widths, start, limit)
        out.append(text[start:end])
        start = end
    return out


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("党委会议纪要", 4, ["党委会议", "纪要"]),
        ("党委会议。纪要", 4, ["党委会", "议。纪要"]),
        ("党委会《纪要》", 4, ["党委会", "《纪要》"]),
        ("共谈话1234人次", 4, ["共谈话", "1234", "人次"]),
        ("约90.5%的人", 5, ["约", "90.5%", "的人"]),
        ("说明——如下", 3, ["说明", "——如", "下"]),
        ("12345678", 4, ["1234", "5678"]),
        ("ab cd ef", 5, ["ab cd ", "ef"]),
        ("ab cd   ", 5, ["ab cd   "]),
        ("。。。。", 2, ["。。", "。。"]),
        ("党", 0, ["党"]),
    ],
)
def test_a_line_ends_where_it_may(text: str, limit: int, expected: list[str]) -> None:
    assert lines(text, limit) == expected


def test_brackets_and_marks_stay_with_their_words() -> None:
    assert not may_part("议", "。")
    assert not may_part("《", "条")
    assert not may_part("2", "0")
    assert may_part("年", "上")
    assert may_part("2", "年")
    assert may_part(" ", "a")


def test_stretching_leaves_numbers_whole() -> None:
    assert stretch_places("谈话38人次") == [0, 1, 3, 4]
    assert stretch_places("a b") == [1]


@given(st.text(alphabet="党委会议，。《》“”12 a—…", min_size=1, max_size=80), st.integers(2, 9))
def test_every_line_takes_something_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = lines(text, limit)
    assert "".join(parts) == text
    assert all(part for part in parts)


@given(st.text(alphabet="党委会议精神", min_size=1, max_size=80).flatmap(lambda t: st.just(t + "，")), st.integers(2, 9))
def test_no_line_begins_with_a_comma(text: str, limit: int) -> None:
    assert all(part[0] not in NOT_FIRST and part[-1] not in NOT_LAST for part in lines(text, limit))
