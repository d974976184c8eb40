"""A copy of a template with each of its faults as a Word comment where it stands. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from dangjian_desktop.domain.report import TemplateFault

_AUTHOR = "党建责任台账"


def annotated(data: bytes, faults: Sequence[TemplateFault]) -> bytes:
    """Return a copy with each fault as a comment; Word knows none in headers and footers, so those stand where the text begins."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    from dangjian_desktop.reports.intake import let_in

    document = Document(BytesIO(let_in(data).data))  # paragraphs are counted in what was let in
    paragraphs = [Paragraph(element, document._body) for element in document.element.body.iter(qn("w:p"))]
    first = next((paragraph for paragraph in paragraphs if paragraph.runs), None)
    if first is None:
        first = document.add_paragraph(" ")
    for fault in faults:
        place = paragraphs[fault.paragraph - 1] if 0 < fault.paragraph <= len(paragraphs) else None
        away = fault.paragraph > len(paragraphs)
        _comment(document, place if place is not None and place.runs else first, _words(fault, away=away))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _comment(document: Any, paragraph: Any, words: str) -> None:
    document.add_comment(paragraph.runs, words, author=_AUTHOR, initials="党")


def _words(fault: TemplateFault, *, away: bool) -> str:
    where = f"（页眉或页脚：{fault.text}）" if away else ""
    hint = f"您是不是要写 {fault.suggestion}？" if fault.suggestion else ""
    return f"{where}{fault.tag}：{fault.message}{hint}" if fault.tag else f"{where}{fault.message}{hint}"
