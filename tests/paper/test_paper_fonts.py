"""Which family stands for which."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from dangjian_desktop.paper.fonts import FontBook, resolve, role_of
from dangjian_desktop.paper.layout import lay_out
from tests.paper.paper_blocks import body, document


@pytest.mark.parametrize(
    ("wanted", "installed", "shown", "present", "bold"),
    [
        ("仿宋_GB2312", {"仿宋_GB2312", "仿宋"}, "仿宋_GB2312", True, False),
        ("仿宋_GB2312", {"FangSong", "STFangsong"}, "FangSong", True, False),
        ("仿宋_GB2312", {"STFangsong", "宋体"}, "STFangsong", False, False),
        ("方正小标宋简体", {"华文中宋", "宋体"}, "华文中宋", False, False),
        ("方正小标宋简体", {"宋体"}, "宋体", False, True),
        ("黑体", {"SimHei"}, "SimHei", True, False),
        ("Times New Roman", {"SimSun"}, "SimSun", False, False),
        ("楷体_GB2312", {"Microsoft YaHei"}, "Microsoft YaHei", False, False),
        ("楷体_GB2312", set(), "", False, False),
    ],
)
def test_a_family_is_itself_an_equal_or_a_fallback(wanted: str, installed: set[str], shown: str, present: bool, bold: bool) -> None:
    state = resolve(wanted, frozenset(installed))
    assert (state.shown, state.present, state.bold) == (shown, present, bold)


def test_a_family_outside_the_standard_has_no_role() -> None:
    assert role_of("Arial") is None
    assert role_of("楷体") is role_of("楷体_GB2312")


@pytest.mark.usefixtures("qapp")
def test_a_character_the_face_lacks_is_borrowed() -> None:
    book = FontBook()
    face = book.face("仿宋_GB2312")
    assert face["党"].width == pytest.approx(1.0, abs=0.01)
    assert face["1"].width < 0.7
    assert face["\ue000"].glyph == 0
    assert face["党"] is face["党"]
    if {"FandolFang", "Noto Serif CJK SC"} <= book.installed and not book.state("仿宋_GB2312").present:
        assert face["龘"].face.family == "Noto Serif CJK SC"


@pytest.mark.usefixtures("qapp")
def test_without_any_chinese_font_a_page_can_still_be_laid_out(qtbot: QtBot) -> None:
    assert qtbot is not None
    book = FontBook(frozenset())
    assert book.state("黑体").shown == ""
    assert book.face("黑体", bold=True, italic=True)["a"].width > 0
    assert book.borrowed("\ue000") is None


@pytest.mark.usefixtures("qapp")
def test_a_character_that_no_face_has_is_told_with_the_family_that_was_wanted() -> None:
    pages = lay_out(document(body("党\ue000委\u200b会\t议")))
    assert dict(pages.lost) == {"\ue000": "仿宋_GB2312"}
    assert lay_out(document(body())).lost == ()
