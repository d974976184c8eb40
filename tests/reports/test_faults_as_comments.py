"""The copy of a template that says with Word comments where its faults are."""

from __future__ import annotations

import io

import docx

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.annotate import annotated
from dangjian_desktop.reports.rendering import read
from dangjian_desktop.services.report.templates import look


def checked(data: bytes, catalogue: Catalogue) -> tuple[TemplateFault, ...]:
    """In this process: the child box has tests of its own."""
    return look(data, catalogue, read=read).faults


def template(*texts: str, cell: str = "", footer: str = "") -> bytes:
    made = layout.blank()
    for text in texts:
        layout.add(made, text, styles.S_BODY)
    if cell:
        made.add_table(rows=1, cols=1).rows[0].cells[0].text = cell
    if footer:
        made.sections[0].footer.paragraphs[0].add_run(footer)
    return layout.saved(made)


def comments(data: bytes) -> dict[str, str]:
    """Comment → text of the paragraph it stands at."""
    document = docx.Document(io.BytesIO(data))
    words = {str(comment.comment_id): comment.text for comment in document.comments}
    found = {}
    for mark in document.element.body.iter(docx.oxml.ns.qn("w:commentRangeStart")):
        paragraph = docx.text.paragraph.Paragraph(mark.getparent(), document._body)
        found[words[mark.get(docx.oxml.ns.qn("w:id"))]] = paragraph.text
    return found


def test_each_fault_is_a_comment_where_it_stands(catalogue: Catalogue) -> None:
    data = template("上文", "{{ 谈心谈话人此 }}", "{{ 立案件数", cell="{{ 立案间数 }}", footer="{{ 没有这个 }}")
    faults = checked(data, catalogue)
    found = comments(annotated(data, faults))
    assert len(found) == len(faults) == 4
    by_place = {place: words for words, place in found.items()}
    assert "您是不是要写 谈心谈话人次？" in by_place["{{ 谈心谈话人此 }}"]
    assert "没有收口" in by_place["{{ 立案件数"]
    assert "立案件数" in by_place["{{ 立案间数 }}"]
    assert "页眉或页脚" in by_place["上文"]


def test_the_text_of_the_copy_is_unchanged_and_it_has_the_same_faults(catalogue: Catalogue) -> None:
    data = template("上文", "{{ 谈心谈话人此 }}")
    faults = checked(data, catalogue)
    copy = annotated(data, faults)
    assert [p.text for p in docx.Document(io.BytesIO(copy)).paragraphs] == ["上文", "{{ 谈心谈话人此 }}"]
    assert checked(copy, catalogue) == faults


def test_a_file_without_any_text_gets_its_comments_too(catalogue: Catalogue) -> None:
    data = template(footer="{{ 没有这个 }}")
    assert len(comments(annotated(data, checked(data, catalogue)))) == 1
