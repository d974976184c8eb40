"""What may be opened as a template at all: a plain .docx that fetches, embeds and runs nothing. Reads no tag.

Kinds of relations and of fields are on allow-lists; what is not known is refused, not passed on.
"""

from __future__ import annotations

import zipfile
from typing import Any

from lxml import etree

from dangjian_desktop.domain.errors import Error, TemplateError, UserError
from dangjian_desktop.domain.zip_rules import vetted

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"
_TYPES = "[Content_Types].xml"
_HINT = "请在 Word 或 WPS 中另存为 .docx 后再试。"
_RELATIONS = frozenset({
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles", "stylesWithEffects", "settings",
    "webSettings", "fontTable", "theme", "numbering", "header", "footer", "footnotes", "endnotes", "comments", "commentsExtended",
    "commentsIds", "commentsExtensible", "people", "image", "hyperlink", "customXml", "customXmlProps", "glossaryDocument", "font",
    "printerSettings",
})  # fmt: skip
_FIELDS = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "TOC", "TC", "HYPERLINK", "STYLEREF", "SEQ", "SYMBOL", "EQ",
    "ADVANCE", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
})  # fmt: skip
_WEB = ("http://", "https://", "mailto:")


def inspect(data: bytes) -> None:
    """Refuse what is no .docx (E-84), what is built badly (E-33), what fetches, embeds or runs something (E-32)."""
    if not data.startswith(b"PK\x03\x04"):
        raise _refused(_kind(data))
    try:
        box = vetted(data)
    except UserError as fault:
        raise TemplateError(Error.MALFORMED, detail=fault.detail) from fault
    names = box.namelist()
    if _MAIN not in names or _TYPES not in names:
        raise _refused(("不是 Word 文档", _HINT))
    _types(box.read(_TYPES).lower())
    for name in names:
        if name.endswith((".rels", ".xml")):
            _part(name, _parsed(box, name))


def _refused(words: tuple[str, str]) -> TemplateError:
    return TemplateError(Error.UNCLEAR, text="模板", reason=words[0], hint=words[1])


def _kind(data: bytes) -> tuple[str, str]:
    """Return what a file that is no zip is, and the way out."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "设了打开密码", "请在 Word 或 WPS 中打开，取消密码后另存为 .docx。"
        return "旧版 Word 或 WPS 文档", _HINT
    if data.lstrip().startswith(b"{\\rtf"):
        return "RTF 文档", _HINT
    return "不是 Word 文档", _HINT


def _types(types: bytes) -> None:
    if b"macroenabled" in types or b"vbaproject" in types:
        raise TemplateError(Error.TEMPLATE_UNSAFE, where="宏")
    if b"oleobject" in types or b"activex" in types:
        raise TemplateError(Error.TEMPLATE_UNSAFE, where="嵌入内容")
    if b"wordprocessingml.template.main" in types:
        raise _refused(("是 Word 模板（.dotx）", _HINT))
    if b"wordprocessingml.document.main" not in types:
        raise _refused(("不是 Word 文档", _HINT))


def _parsed(box: zipfile.ZipFile, name: str) -> Any:
    try:
        return etree.fromstring(box.read(name), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as fault:
        raise TemplateError(Error.MALFORMED, detail=f"{name}: {fault}") from fault


def _part(name: str, root: Any) -> None:
    if name.endswith(".rels"):
        for relation in root:
            _relation(relation)
    elif name.startswith("word/"):
        _fields(root)


def _relation(relation: Any) -> None:
    kind = (relation.get("Type") or "").rpartition("/")[2]
    if kind not in _RELATIONS:
        raise TemplateError(Error.TEMPLATE_UNSAFE, where=f"嵌入内容 {kind}")
    if relation.get("TargetMode") == "External":
        target = (relation.get("Target") or "").strip().lower()
        if kind != "hyperlink" or not target.startswith(_WEB):
            raise TemplateError(Error.TEMPLATE_UNSAFE, where="外部链接")


def _fields(root: Any) -> None:
    """Codes may be cut over several runs and stand inside each other."""
    open_codes: list[str | None] = []
    for element in root.iter(f"{_W}fldSimple", f"{_W}fldChar", f"{_W}instrText"):
        if element.tag == f"{_W}fldSimple":
            _field(element.get(f"{_W}instr") or "")
        elif element.tag == f"{_W}instrText":
            if not open_codes or open_codes[-1] is None:
                _field(element.text or "")
            else:
                open_codes[-1] += element.text or ""
        elif element.get(f"{_W}fldCharType") == "begin":
            if open_codes and open_codes[-1] is not None:
                _field(open_codes[-1])
            open_codes.append("")
        elif open_codes:
            _field(open_codes[-1])
            open_codes[-1] = None
            if element.get(f"{_W}fldCharType") == "end":
                open_codes.pop()


def _field(code: str | None) -> None:
    """``code`` may still lack its end: what stands there decides by its first word; None = it was looked at before."""
    if code is None:
        return
    words = code.split() or [""]
    first = words[0].upper()
    if first not in _FIELDS and not first.startswith("="):
        raise TemplateError(Error.TEMPLATE_UNSAFE, where=f"域代码 {first or '（空）'}")
    target = words[1].strip('"“”').lower() if len(words) > 1 else ""
    if first == "HYPERLINK" and not target.startswith(("\\l", *_WEB)):
        raise TemplateError(Error.TEMPLATE_UNSAFE, where="外部链接")
