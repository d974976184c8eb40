"""A Word text with every tracked change accepted: what was deleted is gone with its paragraph or row, what was moved stands once.

Works on the XML of one part; knows no tag and no package.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

_GONE = tuple(map(qn, (
    "w:del", "w:moveFrom", "w:commentRangeStart", "w:commentRangeEnd", "w:annotationRef", "w:moveFromRangeStart", "w:moveFromRangeEnd",
    "w:moveToRangeStart", "w:moveToRangeEnd", "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:trPrChange",
    "w:tcPrChange", "w:tblGridChange", "w:tblPrExChange", "w:numberingChange", "w:cellIns", "w:cellDel", "w:cellMerge",
)))  # fmt: skip
_OPENED = (qn("w:ins"), qn("w:moveTo"))
_LEFT = (qn("w:del"), qn("w:moveFrom"))
_P, _PPR, _RPR, _TR, _TRPR, _TBL = map(qn, ("w:p", "w:pPr", "w:rPr", "w:tr", "w:trPr", "w:tbl"))


def accept(root: Any) -> None:
    """Accept every change in place; comments go as well."""
    for element in list(root.iter(qn("w:commentReference"))):
        run = element.getparent()
        run.getparent().remove(run)
    for row in [row for row in root.iter(_TR) if _marked(row, _TRPR)]:
        table = row.getparent()
        table.remove(row)
        if table.tag == _TBL and table.find(_TR) is None:
            table.getparent().remove(table)
    ended = [paragraph for paragraph in root.iter(_P) if _marked(paragraph, _PPR, _RPR)]
    for element in list(root.iter(*_GONE)):
        element.getparent().remove(element)
    for element in list(root.iter(*_OPENED)):
        unwrap(element)
    for paragraph in ended:
        _join(paragraph)


def unwrap(element: Any) -> None:
    """Take an element away and leave what is in it."""
    for child in list(element):
        element.addprevious(child)
    element.getparent().remove(element)


def _marked(element: Any, *path: str) -> bool:
    """Whether the mark of the row or of the paragraph's end was deleted or moved away."""
    found = element.find("/".join(path))
    return found is not None and any(found.find(tag) is not None for tag in _LEFT)


def _join(paragraph: Any) -> None:
    """Let what is left of a paragraph whose end is gone begin the next one."""
    after = paragraph.getnext()
    if after is None or after.tag != _P:
        return
    left = [child for child in paragraph if child.tag != _PPR]
    first = 1 if after.find(_PPR) is not None else 0
    for place, child in enumerate(left, start=first):
        after.insert(place, child)
    paragraph.getparent().remove(paragraph)
