"""Takes what a template says about its makers out of a report: properties, comments, tracked changes. Reads no tag."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

_KEPT = frozenset({
    "styles", "settings", "numbering", "header", "footer", "footnotes", "endnotes", "image", "hyperlink", "theme", "fontTable",
    "webSettings",
})  # fmt: skip
_PROPERTIES = (
    "author", "last_modified_by", "title", "subject", "comments", "keywords", "category", "content_status", "identifier", "version",
)  # fmt: skip
_GONE = (
    "w:del", "w:moveFrom", "w:commentRangeStart", "w:commentRangeEnd", "w:annotationRef", "w:moveFromRangeStart", "w:moveFromRangeEnd",
    "w:moveToRangeStart", "w:moveToRangeEnd", "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:trPrChange",
    "w:tcPrChange", "w:tblGridChange", "w:tblPrExChange", "w:numberingChange",
)  # fmt: skip
_OPENED = ("w:ins", "w:moveTo")
_APP = re.compile(rb"<(Company|Manager|Template|HyperlinkBase|TotalTime)>.*?</\1>", re.DOTALL)


def cleaned(document: Any) -> None:
    """Clean a file of its makers: tracked changes are accepted; comments, people, own properties and custom data go with their parts."""
    main = document.part
    _accepted(document.element)
    for identity, relation in list(main.rels.items()):
        kind = relation.reltype.rpartition("/")[2]
        if kind not in _KEPT:
            del main.rels[identity]
        elif kind in ("header", "footer"):
            _accepted(relation.target_part.element)
    for identity, relation in list(main.package.rels.items()):
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("custom-properties", "thumbnail"):
            del main.package.rels[identity]
        elif kind == "extended-properties":
            relation.target_part._blob = _APP.sub(b"", relation.target_part.blob)
    for name in _PROPERTIES:
        setattr(document.core_properties, name, "")


def _accepted(root: Any) -> None:
    for element in list(root.iter(qn("w:commentReference"))):
        run = element.getparent()
        run.getparent().remove(run)
    for element in list(root.iter(*map(qn, _GONE))):
        element.getparent().remove(element)
    for element in list(root.iter(*map(qn, _OPENED))):
        place = element.getparent()
        for child in list(element):
            element.addprevious(child)
        place.remove(element)
