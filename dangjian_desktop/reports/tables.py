"""A table for the end of a document we build: our widths, thin lines, a head that repeats on every page. Knows no content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import parse_xml

from dangjian_desktop.reports import styles

WIDTH = 11906 - 1587 - 1474
"""Twips of the type area."""
_LINE = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
_TALL = '<w:spacing w:before="200" w:after="200"/>'
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def add_table(document: Any, shares: Sequence[int], rows: Sequence[Sequence[str]], *, head: int = 0, tall: bool = False) -> None:
    """Add a table with these ``shares`` of the width by column, each cell one paragraph of table text.

    The first ``head`` rows are the head; ``tall`` rows leave room for a signature."""
    widths = [WIDTH * share // sum(shares) for share in shares]
    borders = "".join(_LINE.format(side=side) for side in _SIDES)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(_row(row, widths, head=number < head, tall=tall) for number, row in enumerate(rows))
    table = (
        f'<w:tbl xmlns:w="{styles.NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'
    )
    document.element.body.insert_element_before(parse_xml(table), "w:sectPr")


def _row(cells: Sequence[str], widths: Sequence[int], *, head: bool, tall: bool) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    made = "".join(_cell(text, width, head=head, tall=tall) for text, width in zip(cells, widths, strict=True))
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def _cell(text: str, width: int, *, head: bool, tall: bool) -> str:
    face = f"<w:rPr>{styles.fonts(styles.HEI)}</w:rPr>" if head else ""
    said = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    run = f'<w:r>{face}<w:t xml:space="preserve">{said}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{styles.S_TABLE}"/>{_TALL if tall else ""}</w:pPr>{run}</w:p></w:tc>'
    )
