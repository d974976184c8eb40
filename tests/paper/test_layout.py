"""Pages of a report: 22 lines of 28 characters, headings with their text, tables with their head, numbers outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dangjian_desktop.domain.blocks import MM, Document, PageSetup, Paragraph, Table
from dangjian_desktop.paper.layout import Page, Pages, PlacedFlow, lay_out, missing_fonts
from tests.paper.paper_blocks import BODY, PITCH, body, cell, document, heading, report, run, table, title

pytestmark = pytest.mark.usefixtures("qapp")
SETUP = PageSetup()
LEFT, RIGHT, BOTTOM = SETUP.left, SETUP.width - SETUP.right, SETUP.height - SETUP.bottom


def lines(page: Page) -> list[PlacedFlow]:
    return [placed for placed in page.placed if placed.flow.block >= 0]


def texts(pages: Pages, index: int = 0) -> list[str]:
    return [placed.flow.text for placed in lines(pages.pages[index])]


def left(placed: PlacedFlow) -> float:
    return placed.x + placed.flow.inks[0].left


def right(placed: PlacedFlow) -> float:
    return placed.x + placed.flow.inks[-1].right


def test_a_full_page_has_twenty_two_lines() -> None:
    pages = lay_out(document(*(body() for _ in range(30))))
    assert len(lines(pages.pages[0])) == 22
    assert lines(pages.pages[0])[1].y - lines(pages.pages[0])[0].y == pytest.approx(PITCH)


def test_a_full_line_has_twenty_eight_characters_between_the_margins() -> None:
    pages = lay_out(document(body("会" * 90, indent=0)))
    first = lines(pages.pages[0])[0]
    assert len(first.flow.text) == 28
    assert left(first) == pytest.approx(LEFT)
    assert right(first) - 0.25 == pytest.approx(RIGHT, abs=0.6)


def test_the_first_line_is_indented_by_two_characters_and_the_rest_begins_at_the_margin() -> None:
    first, second = lines(lay_out(document(body("会" * 40))).pages[0])
    assert left(first) == pytest.approx(LEFT + 31.5)
    assert len(first.flow.text) == 26
    assert left(second) == pytest.approx(LEFT)


def test_a_line_shortened_by_a_comma_is_stretched_to_the_margin_and_the_last_line_is_not() -> None:
    first, second = lines(lay_out(document(body("会" * 28 + "，" + "会" * 5, indent=0))).pages[0])
    assert len(first.flow.text) == 27
    assert right(first) == pytest.approx(RIGHT, abs=0.6)
    assert right(second) - left(second) == pytest.approx(7 * 15.75)


def test_a_number_is_not_stretched() -> None:
    first = lines(lay_out(document(body("会" * 20 + "2022" + "会" * 7 + "《会", indent=0))).pages[0])[0]
    points = [point.x() for point in first.flow.inks[0].glyphs.positions()]
    # glyphs stand on sixty-fourths of a pixel
    assert points[21] - points[20] == pytest.approx(points[22] - points[21], abs=1 / 32)
    assert points[1] - points[0] > 15.75


def test_centred_and_right_lines_stand_where_they_should() -> None:
    blocks = document(title("落实情况的报告"), Paragraph((run("青石镇党委"),), "right", right=63, pitch=PITCH))
    centred, signature = lines(lay_out(blocks).pages[0])
    assert (left(centred) + right(centred)) / 2 == pytest.approx((LEFT + RIGHT) / 2)
    assert right(signature) == pytest.approx(RIGHT - 63)


def test_a_line_break_inside_a_paragraph_begins_a_line_without_indent() -> None:
    assert texts(lay_out(document(title("关于上半年\n落实情况的报告")))) == ["关于上半年", "落实情况的报告"]


def test_a_heading_moves_to_the_page_of_its_text() -> None:
    pages = lay_out(document(*(body("会") for _ in range(21)), heading("二、存在问题"), body("会")))
    assert len(lines(pages.pages[0])) == 21
    assert texts(pages, 1)[0] == "二、存在问题"


def test_a_paragraph_bound_to_the_signature_gives_it_its_last_line() -> None:
    last = Paragraph((run("会" * 80),), pitch=PITCH, keep_next=True)
    pages = lay_out(document(*(body("会") for _ in range(19)), last, Paragraph((run("署名"),), "right", pitch=PITCH)))
    assert texts(pages, 1) == ["会" * 24, "署名"]


def test_a_paragraph_may_begin_a_page() -> None:
    pages = lay_out(document(body("会"), replace(body("附件"), page_break=True), heading("一"), replace(body("附"), page_break=True)))
    assert [texts(pages, index) for index in range(len(pages))] == [["会"], ["附件", "一"], ["附"]]
    assert len(lay_out(document(replace(body("会"), page_break=True)))) == 1


def test_page_numbers_stand_outside_seven_millimetres_below_the_text() -> None:
    pages = lay_out(report())
    odd, even = (page.placed[-1] for page in pages.pages[:2])
    assert odd.flow.text == "— 1 —"
    assert right(odd) == pytest.approx(RIGHT - 14)
    assert left(even) == pytest.approx(LEFT + 14)
    ink = odd.flow.inks[0]
    dash = ink.glyphs.rawFont().boundingRect(ink.glyphs.glyphIndexes()[0]).center().y()
    assert (odd.y + ink.baseline + dash - BOTTOM) / MM == pytest.approx(7, abs=0.2)


def test_a_document_without_numbers_has_none() -> None:
    pages = lay_out(document(body("会"), number=False))
    assert pages.pages[0].text == "会"


def test_an_empty_document_is_one_page() -> None:
    assert len(lay_out(document())) == 1
    assert lay_out(document(number=False)).pages[0].blocks == range(0)


def test_a_page_knows_its_blocks() -> None:
    pages = lay_out(document(*(body("会") for _ in range(30))))
    assert pages.pages[1].blocks == range(22, 30)


def test_space_before_is_dropped_at_the_top_of_a_page_and_the_larger_space_counts_between() -> None:
    spaced = replace(body("会"), before=12.0, after=6.0)
    first, second = lines(lay_out(document(spaced, spaced)).pages[0])
    assert first.y == pytest.approx(SETUP.top)
    assert second.y - first.y == pytest.approx(PITCH + 12)


def test_a_tab_goes_to_the_next_stop_and_in_the_head_line_to_the_right() -> None:
    tabbed = Paragraph((run("号\t签发人"),), "left", pitch=PITCH)
    plain = lines(lay_out(document(tabbed)).pages[0])[0]
    head = lines(lay_out(document(replace(tabbed, rule_below="FF0000"))).pages[0])[0]
    assert plain.flow.inks[0].glyphs.positions()[2].x() == pytest.approx(21)
    assert right(head) == pytest.approx(RIGHT - 15.75)
    assert head.flow.strokes[0].color == "FF0000"
    assert head.flow.strokes[0].x2 == pytest.approx(RIGHT - LEFT)


def test_a_word_longer_than_the_line_is_cut_and_not_stretched() -> None:
    first = lines(lay_out(document(body("a" * 200, indent=0))).pages[0])[0]
    assert right(first) < RIGHT


def test_runs_of_several_faces_share_a_line() -> None:
    flow = lines(lay_out(document(Paragraph((run("（一）抓学习。", "楷体_GB2312"), run(BODY)), pitch=PITCH))).pages[0])[0].flow
    assert [ink.run.font for ink in flow.inks] == ["楷体_GB2312", "仿宋_GB2312"]
    assert flow.inks[1].left == pytest.approx(flow.inks[0].right)


def test_a_table_repeats_its_head_on_every_page() -> None:
    pages = lay_out(document(table(100)))
    assert len(pages) > 1
    assert all(texts(pages, index)[0] == "会议日期会议名称" for index in range(len(pages)))
    rows = [text for index in range(len(pages)) for text in texts(pages, index)[1:]]
    assert rows == [f"第{number}次党委会议" for number in range(1, 101)]


def test_a_table_wider_than_the_page_is_made_narrower() -> None:
    wide = Table((400.0, 400.0), ((cell("甲"), cell("乙")),), 0)
    strokes = lines(lay_out(document(wide)).pages[0])[0].flow.strokes
    assert max(stroke.x2 for stroke in strokes) == pytest.approx(RIGHT - LEFT)


def test_a_row_higher_than_a_page_goes_on_overleaf() -> None:
    high = Table((60.0, 200.0), ((cell("会" * 400), cell("短")),), 0)
    pages = lay_out(document(high))
    assert len(pages) > 1
    assert sum(text.count("会") for index in range(len(pages)) for text in texts(pages, index)) == 400


def test_a_table_without_widths_or_cells_is_laid_out() -> None:
    assert len(lay_out(document(Table((), ((),), 0)))) == 1


def test_a_head_higher_than_half_a_page_is_not_repeated() -> None:
    tall = Table((60.0, 200.0), ((cell("头" * 160), cell("名")), *((cell("甲"), cell("乙")) for _ in range(60))), 1)
    pages = lay_out(document(tall))
    assert "头" not in "".join(texts(pages, len(pages) - 1))


def test_missing_faces_are_told_with_what_is_seen_instead() -> None:
    states = missing_fonts(document(title("报告"), body()), frozenset({"仿宋", "宋体"}))
    assert [(state.wanted, state.shown, state.bold) for state in states] == [("方正小标宋简体", "宋体", True)]
    assert missing_fonts(Document(PageSetup(number=False), (table(1),)), frozenset({"仿宋_GB2312"})) == ()


def test_glued_blocks_higher_than_a_page_still_flow() -> None:
    pages = lay_out(document(body("会"), *(heading("一、会") for _ in range(30))))
    assert sum(len(lines(page)) for page in pages.pages) == 31
    pages = lay_out(document(heading("一、会"), replace(body("附"), page_break=True)))
    assert len(pages) == 2
