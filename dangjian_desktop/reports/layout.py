"""Builds and finishes Word files in official layout: an empty document with our styles, sections put in, titles broken into
lines, signature and date set, 【待补】 marked. Knows no measure and no ledger.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from dangjian_desktop.reports import styles
from dangjian_desktop.reports.sections import SectionLine

TITLE_WIDTH = 20
"""Characters of 2号 on one line of the type area; digits count half."""
_STAMP = (2020, 1, 1, 0, 0, 0)
TODO_MARK = re.compile(r"(【待补[:：][^】]*】)")


# ---------------------------------------------------------------------- a new document
def blank() -> Any:
    """Make an empty document with our page, styles and page numbers, and nothing of Word's defaults."""
    made = Document()
    made.element.body.clear_content()
    part = made.part._styles_part
    part._element = parse_xml(styles.styles_xml())
    section = made.sections[0]
    properties = section._sectPr
    for element in list(properties):
        properties.remove(element)
    for xml in re.findall(r"<[^>]+/>", styles.SECTION):
        properties.append(parse_xml(xml.replace("/>", f' xmlns:w="{styles.NAMESPACE}"/>')))
    made.part._settings_part._element = parse_xml(styles.SETTINGS)
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        old = footer.paragraphs[0]._p
        old.getparent().replace(old, parse_xml(styles.footer_xml(odd=odd)))
    core = made.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = core.category = ""
    return made


def add(document: Any, text: str, style: str, *, before: Any = None) -> Any:
    """Add one paragraph at the end, or before another element."""
    element = parse_xml(f'<w:p xmlns:w="{styles.NAMESPACE}"><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>')
    if before is None:
        document.element.body.insert_element_before(element, "w:sectPr")
    else:
        before.addprevious(element)
    paragraph = Paragraph(element, document._body)
    if text:
        paragraph.add_run(text)
    return paragraph


def saved(document: Any) -> bytes:
    """Return the file's bytes, the same every time for the same content."""
    raw = BytesIO()
    document.save(raw)
    made = BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()


# ---------------------------------------------------------------------- after rendering
def put_lines(document: Any, place: Any, lines: Sequence[SectionLine]) -> None:
    """Replace one paragraph by lines of text, each in its style; a run-in heading keeps its face within the paragraph."""
    known = {style.get(qn("w:styleId")) for style in document.styles.element.findall(qn("w:style"))}
    for line in lines:
        name = styles.S_LEVELS[line.level - 1] if line.alone else styles.S_BODY
        element = deepcopy(place._p)
        place._p.addprevious(element)
        paragraph = Paragraph(element, place._parent)
        for run in list(element):
            if run.tag != qn("w:pPr"):
                element.remove(run)
        if name in known:
            _set_style(element, name)
        if line.alone or not line.level:
            paragraph.add_run(line.text)
        else:
            head = paragraph.add_run(line.head)
            _set_font(head, styles.LEVEL_FONTS[line.level - 1])
            paragraph.add_run(line.rest)
    if lines or place._p.getparent().tag == qn("w:body"):
        place._p.getparent().remove(place._p)
    else:  # a table cell ends with a paragraph
        for run in place.runs:
            run.text = ""


def _set_style(element: Any, name: str) -> None:
    properties = element.find(qn("w:pPr"))
    if properties is None:
        properties = parse_xml(f'<w:pPr xmlns:w="{styles.NAMESPACE}"/>')
        element.insert(0, properties)
    for old in properties.findall(qn("w:pStyle")):
        properties.remove(old)
    properties.insert(0, parse_xml(f'<w:pStyle xmlns:w="{styles.NAMESPACE}" w:val="{name}"/>'))


def _set_font(run: Any, font: str) -> None:
    properties = run._r.get_or_add_rPr()
    properties.insert(0, parse_xml(styles.fonts(font).replace("/>", f' xmlns:w="{styles.NAMESPACE}"/>')))


def finish(document: Any) -> None:
    """Give a document its title lines, signature and date, and marks for what is still to be filled in."""
    paragraphs = list(document.paragraphs)
    for paragraph in paragraphs:
        if paragraph.style is not None and paragraph.style.name == styles.S_TITLE:
            _break_title(paragraph)
    _sign([p for p in paragraphs if p.style is not None and p.style.name == styles.S_SIGNATURE and p.text.strip()])
    for paragraph in _all_paragraphs(document):
        if "【待补" in paragraph.text:
            _mark(paragraph)


def _all_paragraphs(document: Any) -> list[Any]:
    found = list(document.paragraphs)
    for table in document.tables:
        found += [paragraph for row in table.rows for cell in row.cells for paragraph in cell.paragraphs]
    return found


def title_lines(title: str) -> list[str]:
    """Break into lines of at most 20 characters, words whole where a natural place is near, each no longer than the one before (倒梯形)
    unless that breaks a word."""
    if _width(title) <= TITLE_WIDTH:
        return [title]
    count = -(-int(_width(title) * 2) // (TITLE_WIDTH * 2))
    while True:
        lines = _broken(title, count)
        if all(_width(line) <= TITLE_WIDTH for line in lines):
            return lines
        count += 1


_AFTER = re.compile(r"(关于|委员会|年度|半年|季度|落实|情况|[年月日、，]|贯彻|执行|推进|开展)")


def _broken(title: str, count: int) -> list[str]:
    """``count`` lines of nearly equal width, broken behind a word that may end a line where one is near."""
    lines, rest = [], title
    for left in range(count, 1, -1):
        aim = _width(rest) / left + 1
        places = [found.end() for found in _AFTER.finditer(rest)]
        fitting = [
            place for place in places if place < len(rest) and _width(rest[:place]) <= TITLE_WIDTH and abs(_width(rest[:place]) - aim) <= 4
        ]
        at = min(fitting, key=lambda place: abs(_width(rest[:place]) - aim)) if fitting else _cut(rest, min(aim, TITLE_WIDTH))
        lines.append(rest[:at])
        rest = rest[at:]
    return [*lines, rest]


def _cut(text: str, width: float) -> int:
    at = 0
    while at < len(text) - 1 and _width(text[: at + 1]) <= width:
        at += 1
    return max(at, 1)


def _width(text: str) -> float:
    """In characters: ASCII counts half."""
    return sum(0.5 if ord(char) < 128 else 1 for char in text)


def _break_title(paragraph: Any) -> None:
    """Leaves alone a title whose lines somebody has broken by hand."""
    text = paragraph.text.strip()
    if "\n" in text:
        return
    lines = title_lines(text)
    first = paragraph.runs[0] if paragraph.runs else paragraph.add_run()
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    first.text = lines[0]
    for line in lines[1:]:
        first.add_break(WD_BREAK.LINE)
        first._r.append(parse_xml(f'<w:t xmlns:w="{styles.NAMESPACE}" xml:space="preserve">{_escaped(line)}</w:t>'))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sign(paragraphs: Sequence[Any]) -> None:
    """署名 and 成文日期 with the indents of the sealed form (GB/T 9704 §7.3.5); they keep together with the last line of the body."""
    if len(paragraphs) < 2:
        return
    name, day = paragraphs[-2], paragraphs[-1]
    wide, narrow = _width(name.text.strip()), _width(day.text.strip())
    of_name, of_day = 4 - (wide - narrow) / 2, 4.0
    if of_name < 0:
        of_name, of_day = 0.0, (wide - narrow) / 2
    for paragraph, value in ((name, of_name), (day, of_day)):
        properties = paragraph._p.get_or_add_pPr()
        for old in properties.findall(qn("w:ind")):
            properties.remove(old)
        indent = parse_xml(
            f'<w:ind xmlns:w="{styles.NAMESPACE}" w:rightChars="{round(100 * value)}" w:right="{round(styles.CHAR * value)}"/>'
        )
        properties._insert_ind(indent)
    _keep_together(name)


def _keep_together(name: Any) -> None:
    """署名 with the date below it, and with the last line of text above it: it never stands alone on a page."""
    place = name._p
    while place is not None and place.tag == qn("w:p"):
        paragraph = Paragraph(place, name._parent)
        paragraph.paragraph_format.keep_with_next = True
        if paragraph.text.strip() and place is not name._p:
            break
        place = place.getprevious()


def _mark(paragraph: Any) -> None:
    """Yellow behind every 【待补：…】; the runs around it keep their face."""
    for run in list(paragraph.runs):
        parts = [part for part in TODO_MARK.split(run.text) if part]
        if len(parts) == 1 and not TODO_MARK.fullmatch(run.text):
            continue
        for part in parts:
            copy = deepcopy(run._r)
            run._r.addprevious(copy)
            made = type(run)(copy, paragraph)
            made.text = part
            if TODO_MARK.fullmatch(part):
                made.font.highlight_color = 7
        run._r.getparent().remove(run._r)
