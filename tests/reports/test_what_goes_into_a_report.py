"""What reaches a finished report: every character of the data, and nothing of those who made the template."""

from __future__ import annotations

import io
import runpy
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangjian_desktop.domain.blocks import Paragraph as BlockParagraph
from dangjian_desktop.reports import layout, private, styles
from dangjian_desktop.reports.conditions import row_truth
from dangjian_desktop.reports.document import blocks
from dangjian_desktop.reports.rendering import Filling, render, safe
from dangjian_desktop.reports.sections import SectionLine, lines_of
from tests.build_templates import TEMPLATES

ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80).filter(lambda text: len(text.splitlines()) == 1)


def word(*texts: str) -> Any:
    made = layout.blank()
    for text in texts:
        layout.add(made, text, styles.S_BODY)
    return made


def texts(data: bytes) -> list[str]:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    header = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells, *header]


def template_with_every_place() -> bytes:
    made = word("{{ 单位名称 }}", "{%p for 行 in 明细.党委会议 %}", "{{ 行.会议名称 }}", "{%p endfor %}", "{{ 正文 }}")
    made.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ 单位名称 }}"
    made.sections[0].header.paragraphs[0].text = "{{ 单位名称 }}"
    return layout.saved(made)


PLACES = template_with_every_place()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY_TEXT)
def test_not_a_character_is_lost_in_any_place(text: str) -> None:
    filling = Filling({"单位名称": text}, {}, {"党委会议": [{"会议名称": text}]}, {"正文": (SectionLine(0, "", text),)})
    assert texts(render(PLACES, filling)) == [text] * 5


@pytest.mark.parametrize(
    "text", ["𬭎䶮㛃𠮷", "\ue863\ufa19", "张·王•李‧赵・孙", "أبجد\u202eabc", "👨‍👩‍👧‍👦", "字" * 10_000, " 前后空格 ", "一\t二"]
)
def test_rare_characters_and_long_texts_stay(text: str) -> None:
    assert texts(render(PLACES, Filling({"单位名称": text}, {}, {"党委会议": []}, {"正文": ()}))) == [text] * 3


def test_what_xml_cannot_hold_is_left_out_and_nothing_else() -> None:
    assert safe("甲\x07\x0c乙\ud800丙\ufffe\n丁") == "甲乙丙\n丁"
    out = render(PLACES, Filling({"单位名称": "甲\x07乙"}, {}, {"党委会议": []}, {"正文": lines_of("丙\x01丁")}))
    assert texts(out) == ["甲乙", "丙丁", "甲乙", "甲乙"]


def test_marks_of_plain_text_beside_a_tag_stay_as_they_were_typed() -> None:
    data = layout.saved(word("完成率｛｛ 立案件数 ｝｝％，《｜》．“”{ { 立案件数 } }"))
    assert texts(render(data, Filling({"立案件数": "3"}, {}, {}, {}))) == ["完成率3％，《｜》．“”3", ""]


def test_a_name_with_quotes_and_a_tag_cut_over_many_runs() -> None:
    made = layout.blank()
    paragraph = layout.add(made, "", styles.S_BODY)
    for piece in ("共{", "｛系列课期", "数.“攻山”", "学堂's }", "} 期，又{{ 系列课期数.“攻山”学堂's }}"):
        paragraph.add_run(piece)
    out = render(layout.saved(made), Filling({"系列课期数.“攻山”学堂's": "4"}, {}, {}, {}))
    assert texts(out)[0] == "共4 期，又4"


def test_a_text_box_is_filled_by_itself() -> None:
    box = (
        f'<w:r xmlns:w="{styles.NAMESPACE}"><w:pict><w:txbxContent><w:p><w:r><w:t>框里{{{{ 立案件数 }}}}</w:t></w:r></w:p>'
        "</w:txbxContent></w:pict></w:r>"
    )
    made = word("外面{{ 立案件数 }}")
    made.paragraphs[0]._p.append(layout.parse_xml(box))
    out = render(layout.saved(made), Filling({"立案件数": "3"}, {}, {}, {}))
    xml = zipfile.ZipFile(io.BytesIO(out)).read("word/document.xml").decode()
    assert "框里3" in xml
    assert "外面3" in xml


def test_rows_are_chosen_by_their_fields() -> None:
    data = layout.saved(word("{%p for 行 in 明细.谈话 %}", "{% if 行.人数 > 9 and not 行.免 %}{{ 行.人 }}{% endif %}", "{%p endfor %}"))
    rows = [{"人": "甲", "人数": "10", "免": ""}, {"人": "乙", "人数": "8", "免": ""}, {"人": "丙", "人数": "不详", "免": ""}]
    assert texts(render(data, Filling({}, {}, {"谈话": rows}, {})))[:3] == ["甲", "", ""]
    assert row_truth("行.免 == “是”", {"免": "是"})
    assert not row_truth("行.没有", {})
    for text, so in (
        ("行.空", False),
        ("not 行.空", True),
        ("行.空 > 3 or 行.满", True),
        ("3 < 行.空", False),
        ("行.空 == 3", False),
        ("行.满 > “甲”", False),
    ):
        assert row_truth(text, {"空": "", "满": "1"}) is so, text


def test_sections_stand_in_a_cell_too_and_a_cell_is_never_left_without_paragraph() -> None:
    made = layout.blank()
    grid = made.add_table(rows=1, cols=2)
    for cell, name in zip(grid.rows[0].cells, ("正文", "段落.政治建设"), strict=True):
        cell.text = f"{{{{ {name} }}}}"
    filling = Filling({}, {}, {}, {"正文": lines_of("一、标题\n正文"), "段落.政治建设": ()})
    (table,) = Document(io.BytesIO(render(layout.saved(made), filling))).tables
    assert [cell.text for cell in table.rows[0].cells] == ["一、标题\n正文", ""]
    assert len(table.rows[0].cells[1].paragraphs) == 1


# ---------------------------------------------------------------------- nothing of its makers


def test_authors_comments_and_tracked_changes_do_not_reach_the_report() -> None:
    made = word("正文", "第二段")
    core = made.core_properties
    core.author, core.title, core.subject, core.keywords, core.comments = "李四", "{{ 'x'*99 }}", "旧事由", "旧词", "旧注"
    core.category, core.last_modified_by = "旧类", "王五"
    first = made.paragraphs[0]
    made.add_comment(first.runs, "李四的批注", author="李四")
    own = f' xmlns:w="{styles.NAMESPACE}" w:id="9" w:author="李四"'
    for xml in (
        f"<w:ins{own}><w:r><w:t>加上的</w:t></w:r></w:ins>",
        f"<w:del{own}><w:r><w:delText>划掉的</w:delText></w:r></w:del>",
        f"<w:moveFrom{own}><w:r><w:t>移走的</w:t></w:r></w:moveFrom>",
        f"<w:moveTo{own}><w:r><w:t>移来的</w:t></w:r></w:moveTo>",
    ):
        first._p.append(layout.parse_xml(xml))
    first._p.get_or_add_pPr().append(layout.parse_xml(f"<w:pPrChange{own}><w:pPr/></w:pPrChange>"))
    header = made.sections[0].header.paragraphs[0]
    header._p.append(layout.parse_xml(f"<w:del{own}><w:r><w:delText>页眉划掉的</w:delText></w:r></w:del>"))
    data = io.BytesIO()
    made.save(data)
    out = render(with_app_and_own_properties(data.getvalue()), Filling({}, {}, {}, {}))
    assert texts(out)[0] == "正文加上的移来的"
    box = zipfile.ZipFile(io.BytesIO(out))
    whole = b"".join(box.read(name) for name in box.namelist()).decode("utf-8", "replace")
    for word_ in ("李四", "王五", "划掉的", "移走的", "批注", "旧", "某某公司", "'x'"):
        assert word_ not in whole, word_
    assert not {"word/comments.xml", "docProps/custom.xml"} & set(box.namelist())


def with_app_and_own_properties(data: bytes) -> bytes:
    out = io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/app.xml":
                content = content.replace(b"</Properties>", "<Company>某某公司</Company></Properties>".encode())
            elif name == "_rels/.rels":
                relation = f'<Relationship Id="rOwn" Type="{kind}" Target="docProps/custom.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", relation.encode())
            elif name == "[Content_Types].xml":
                own = '<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
                content = content.replace(b"</Types>", own.encode())
            new.writestr(name, content)
        new.writestr("docProps/custom.xml", "<Properties>某某公司</Properties>")
    return out.getvalue()


def test_a_report_has_no_author() -> None:
    out = Document(io.BytesIO(render(PLACES, Filling({"单位名称": "甲"}, {}, {"党委会议": []}, {"正文": ()}))))
    assert {getattr(out.core_properties, name) for name in private._PROPERTIES} == {""}


def test_the_same_content_gives_the_same_bytes() -> None:
    filling = Filling({"单位名称": "甲"}, {}, {"党委会议": []}, {"正文": lines_of("一、标题")})
    assert render(PLACES, filling) == render(PLACES, filling)


# ---------------------------------------------------------------------- the look of it
def finished(*paragraphs: tuple[str, str]) -> Any:
    made = layout.blank()
    for text, style in paragraphs:
        layout.add(made, text, style)
    layout.finish(made)
    return Document(io.BytesIO(layout.saved(made)))


def test_a_signature_never_stands_alone_on_a_page() -> None:
    made = finished(
        ("前文", styles.S_BODY),
        ("末段", styles.S_BODY),
        ("", styles.S_BODY),
        ("某某党委", styles.S_SIGNATURE),
        ("2022年7月5日", styles.S_SIGNATURE),
    )
    assert [paragraph.paragraph_format.keep_with_next for paragraph in made.paragraphs] == [None, True, True, True, None]
    long = finished(("中" * 22, styles.S_SIGNATURE), ("2022年7月5日", styles.S_SIGNATURE))
    assert [p._p.pPr.ind.get(layout.qn("w:rightChars")) for p in long.paragraphs] == ["0", "800"]
    alone = finished(("某某党委", styles.S_SIGNATURE), ("2022年7月5日", styles.S_SIGNATURE))
    assert alone.paragraphs[0].paragraph_format.keep_with_next


def test_a_title_keeps_the_lines_somebody_made_and_loses_no_sign() -> None:
    made = finished(("关于甲的\n报告", styles.S_TITLE), ("A&B<C>" + "甲" * 30, styles.S_TITLE))
    assert made.paragraphs[0].text == "关于甲的\n报告"
    assert made.paragraphs[1].text.replace("\n", "") == "A&B<C>" + "甲" * 30
    several = layout.blank()
    title = layout.add(several, "关于", styles.S_TITLE)
    title.add_run("乙的报告")
    layout.finish(several)
    assert title.text == "关于乙的报告"


@given(st.text("甲乙丙年月委员会关于情况的报告落实、，A1", min_size=1, max_size=70))
def test_a_title_of_any_length_fits_its_lines(title: str) -> None:
    lines = layout.title_lines(title)
    assert "".join(lines) == title
    assert all(layout._width(line) <= layout.TITLE_WIDTH for line in lines)


def test_lines_that_would_be_too_long_become_one_more() -> None:
    assert len(layout.title_lines("甲" * 16 + "关于" + "乙" * 22)) == 3
    assert len(layout.title_lines("甲" * 40)) == 2


def test_yellow_marks_only_what_is_to_be_filled_in() -> None:
    made = finished(("一【待补：甲】二", styles.S_BODY), ("三【待补", styles.S_BODY))
    runs = [(run.text, run.font.highlight_color) for paragraph in made.paragraphs for run in paragraph.runs]
    assert runs == [("一", None), ("【待补：甲】", 7), ("二", None), ("三【待补", None)]


def test_a_paragraph_can_be_put_before_another() -> None:
    made = layout.blank()
    second = layout.add(made, "二", styles.S_BODY)
    layout.add(made, "一", styles.S_BODY, before=second._p)
    assert [paragraph.text for paragraph in made.paragraphs] == ["一", "二"]


def test_a_template_may_bring_indents_of_its_own_and_empty_runs() -> None:
    made = layout.blank()
    for text in ("某某党委", "2022年7月5日"):
        line = layout.add(made, text, styles.S_SIGNATURE)
        line.paragraph_format.left_indent = 0
        line.add_run("")
    layout.finish(made)
    found = blocks(layout.saved(made)).blocks
    assert [(len(block.runs), round(block.right, 2)) for block in found if isinstance(block, BlockParagraph)] == [(1, 78.75), (1, 63.0)]


def test_the_script_writes_the_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["build_templates", str(tmp_path)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the module was imported before
        runpy.run_module("tests.build_templates", run_name="__main__")
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.docx" for name in TEMPLATES}
