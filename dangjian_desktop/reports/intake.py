"""What may be opened as a template at all, and what is left of it: a plain .docx that fetches, embeds and runs nothing. Reads no tag.

It is judged by what a word processor loads; what is not known does not come in. A template that was let in is another file than the one
that was handed over: made anew of what may be there, with tracked changes accepted and odd tables mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docx.oxml.ns import qn

from dangjian_desktop.reports import field_codes
from dangjian_desktop.reports.accepted import accept
from dangjian_desktop.reports.package import HINT, Package, loaded, not_word

_MAIN = "wordprocessingml.document.main"
_BINDINGS = ("dataBinding",)
_SETTINGS = ("mailMerge", "attachedSchema", "saveThroughXslt", "updateFields", "docVars", "attachedTemplate")
_PAGE = 9026
"""Twips between the margins of a page, shared among columns whose width nobody wrote down."""


@dataclass(frozen=True)
class LetIn:
    """The template as it is used from now on, and what was left out of it, in sentences."""

    data: bytes
    dropped: tuple[str, ...]


@lru_cache(maxsize=4)
def let_in(data: bytes) -> LetIn:
    """Return what is left of a template. E-84 for what is no .docx, E-33 for what is built badly, E-32 for what fetches or runs."""
    if not data.startswith(b"PK\x03\x04"):
        raise not_word(*_kind(data))
    package = loaded(data)
    _judge(package)
    dropped = [*package.dropped, *(f"{words}。" for words in _settled(package))]
    return LetIn(package.saved(), tuple(dict.fromkeys(f"{words.rstrip('。')}。" for words in dropped)))


def _judge(package: Package) -> None:
    kind = package.parts[package.main].type.lower()
    if "wordprocessingml.template.main" in kind:
        raise not_word("是 Word 模板（.dotx）")
    if _MAIN not in kind:
        raise not_word("不是 Word 文档")


def _settled(package: Package) -> Iterator[str]:
    """Mend every part in place, and say what could not stay."""
    number = 0
    for part in package.stories():
        accept(part.root)
        _mend_tables(part.root)
        _drop(part.root, _BINDINGS)
        told = list(field_codes.settle(part.root))
        places = {paragraph: place for place, paragraph in enumerate(part.root.iter(qn("w:p")), start=number + 1)}
        for element, words in told:
            paragraph = next((one for one in (element, *element.iterancestors()) if one in places), None)
            yield f"第 {places[paragraph]} 段的{words}" if paragraph is not None else words
        number += len(places)
    for relation in package.parts[package.main].relations:
        if relation.kind == "settings" and (root := package.parts[relation.target].root) is not None and _drop(root, _SETTINGS):
            yield "设置里的邮件合并、更新域和附加内容没有带入报告"


def _drop(root: Any, names: tuple[str, ...]) -> bool:
    """Take out every element of these names, whoever's they are; whether there was one."""
    found = [element for element in root.iter() if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in names]
    for element in found:
        element.getparent().remove(element)
    return bool(found)


def _mend_tables(root: Any) -> None:
    """Write down how wide the columns of every table are; Word asks that of nobody, but whoever fills rows reads it."""
    for table in root.iter(qn("w:tbl")):
        rows = [[(cell, _span(cell)) for cell in row.iter(qn("w:tc"))] for row in table.findall(qn("w:tr"))]
        columns = max((sum(span for _, span in row) for row in rows), default=0)
        grid = table.find(qn("w:tblGrid"))
        if grid is None:
            grid = table.makeelement(qn("w:tblGrid"))
            table.insert(1 if table.find(qn("w:tblPr")) is not None else 0, grid)
            grid.extend([table.makeelement(qn("w:gridCol")) for _ in range(columns)])
        for column in grid.findall(qn("w:gridCol")):
            if not (column.get(qn("w:w")) or "").isdigit():
                column.set(qn("w:w"), str(_PAGE // max(1, len(grid))))


def _span(cell: Any) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = "" if found is None else found.get(qn("w:val")) or ""
    return int(value) if value.isdigit() else 1


def _kind(data: bytes) -> tuple[str, str]:
    """Return what a file that is no zip is, and the way out."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "设了打开密码", "请在 Word 或 WPS 中打开，取消密码后另存为 .docx。"
        return "旧版 Word 或 WPS 文档", HINT
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:4096]
    if start.startswith(b"{\\rtf"):
        return "RTF 文档", HINT
    if start.startswith(b"<?xml") and (b"wordDocument" in start or b"pkg:package" in start or b"/office/word/" in start):
        return "是 Word XML 文档", HINT
    if start[:15].lower().startswith((b"<html", b"<!doctype html")) or b"urn:schemas-microsoft-com:office:word" in start:
        return "是网页", HINT
    return "不是 Word 文档", HINT
