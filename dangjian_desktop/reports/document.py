"""A finished .docx → blocks to paint: styles resolved, lengths in points. What is painted is what stands in the file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document as open_docx
from docx.oxml.ns import qn

from dangjian_desktop.domain.blocks import Document, PageSetup, Paragraph, Run, Table
from dangjian_desktop.reports.styles import BODY

_ALIGN = {"center": "center", "right": "right", "end": "right", "both": "both", "distribute": "both"}
_TWIPS = 20


def blocks(data: bytes) -> Document:
    """Read body paragraphs and tables in order, with the page they stand on."""
    file = open_docx(BytesIO(data))
    resolver = _Styles(file.styles.element)
    found: list[Paragraph | Table] = []
    for element in file.element.body:
        if element.tag == qn("w:p"):
            found.append(_paragraph(element, resolver))
        elif element.tag == qn("w:tbl"):
            found.append(_table(element, resolver))
    return Document(_setup(file), tuple(found))


def _setup(file: Any) -> PageSetup:
    section = file.sections[0]
    points = {
        name: getattr(section, name) for name in ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    }
    numbered = b"PAGE" in section.footer._element.xml.encode()
    width, height, top, bottom, left, right = (float(length.pt) if length is not None else 0.0 for length in points.values())
    return PageSetup(width, height, top, bottom, left, right, number=numbered)


class _Styles:
    """Properties of a paragraph or run with those of its style and what that is based on."""

    def __init__(self, element: Any) -> None:
        self._by_id = {style.get(qn("w:styleId")): style for style in element.findall(qn("w:style"))}
        default = [style for style in self._by_id.values() if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"]
        self._default = default[0] if default else None
        self._defaults = element.find(qn("w:docDefaults"))

    def chain(self, paragraph: Any) -> list[Any]:
        """From the paragraph's own style down to the default."""
        properties = paragraph.find(qn("w:pPr"))
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        style = self._by_id.get(named.get(qn("w:val"))) if named is not None else self._default
        found: list[Any] = []
        while style is not None and style not in found:
            found.append(style)
            base = style.find(qn("w:basedOn"))
            style = self._by_id.get(base.get(qn("w:val"))) if base is not None else None
        return found


def _first(tag: str, holders: list[Any]) -> Any:
    """Return the nearest element of that name among property holders."""
    for holder in holders:
        if holder is not None:
            found = holder.find(qn(tag))
            if found is not None:
                return found
    return None


def _attribute(tag: str, name: str, holders: list[Any]) -> str | None:
    """Return the nearest attribute: an element nearer by without it does not hide the one behind."""
    for holder in holders:
        found = holder.find(qn(tag)) if holder is not None else None
        if found is not None and found.get(qn(name)) is not None:
            return str(found.get(qn(name)))
    return None


def _number(tag: str, name: str, holders: list[Any]) -> float:
    value = _attribute(tag, name, holders)
    return float(value) / _TWIPS if value is not None else 0.0


def _on(tag: str, holders: list[Any]) -> bool:
    found = _first(tag, holders)
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "none")


def _paragraph(element: Any, styles: _Styles) -> Paragraph:
    chain = styles.chain(element)
    own = element.find(qn("w:pPr"))
    holders = [own, *(style.find(qn("w:pPr")) for style in chain)]
    faces = [style.find(qn("w:rPr")) for style in chain]
    rule = _attribute("w:spacing", "w:lineRule", holders)
    outline = _attribute("w:outlineLvl", "w:val", holders)
    border = _first("w:pBdr", holders)
    below = border.find(qn("w:bottom")) if border is not None else None
    return Paragraph(
        runs=tuple(run for child in element.iter(qn("w:r")) for run in _runs(child, faces)),
        align=_ALIGN.get(_attribute("w:jc", "w:val", holders) or "", "left"),
        first_indent=_number("w:ind", "w:firstLine", holders) - _number("w:ind", "w:hanging", holders),
        left=_number("w:ind", "w:left", holders),
        right=_number("w:ind", "w:right", holders),
        pitch=_number("w:spacing", "w:line", holders) if rule == "exact" else 0.0,
        before=_number("w:spacing", "w:before", holders),
        after=_number("w:spacing", "w:after", holders),
        keep_next=_on("w:keepNext", holders),
        page_break=_on("w:pageBreakBefore", holders),
        rule_below=(below.get(qn("w:color")) or "000000") if below is not None else "",
        outline=int(outline) if outline is not None else None,
    )


def _runs(element: Any, faces: list[Any]) -> list[Run]:
    text = "".join(_piece(child) for child in element)
    if not text:
        return []
    holders = [element.find(qn("w:rPr")), *faces]
    size = _attribute("w:sz", "w:val", holders)
    color = _attribute("w:color", "w:val", holders) or "000000"
    return [
        Run(
            text,
            _attribute("w:rFonts", "w:eastAsia", holders) or BODY,
            float(size) / 2 if size else 16.0,
            bold=_on("w:b", holders),
            italic=_on("w:i", holders),
            color="000000" if color == "auto" else color,
            highlight=_on("w:highlight", holders),
            spacing=_number("w:spacing", "w:val", holders),
            underline=_on("w:u", holders),
            strike=_on("w:strike", holders),
        )
    ]


def _piece(child: Any) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    return {qn("w:br"): "\n", qn("w:tab"): "\t"}.get(child.tag, "")


def _table(element: Any, styles: _Styles) -> Table:
    grid = element.find(qn("w:tblGrid"))
    widths = tuple(float(column.get(qn("w:w")) or 0) / _TWIPS for column in grid.findall(qn("w:gridCol")))
    rows, head = [], 0
    for row in element.findall(qn("w:tr")):
        properties = row.find(qn("w:trPr"))
        head += properties is not None and properties.find(qn("w:tblHeader")) is not None
        rows.append(tuple(tuple(_paragraph(p, styles) for p in cell.findall(qn("w:p"))) for cell in row.findall(qn("w:tc"))))
    return Table(widths, tuple(rows), head)
