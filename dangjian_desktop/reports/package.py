"""A Word file as a word processor loads it: from relation to relation, never by the names in its container.

What may be there is on a list: it is kept; what fetches, embeds or runs something is refused; all else is left out, with everything that
points at it, and told. Knows no tag.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from lxml import etree

from dangjian_desktop.domain.errors import Error, TemplateError, UserError
from dangjian_desktop.domain.zip_rules import vetted
from dangjian_desktop.reports.accepted import unwrap
from dangjian_desktop.reports.links import Leads, leads

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_RENAMED = (
    (b"2006/extendedProperties", b"2006/extended-properties"),
    (b"relationships/extendedProperties", b"relationships/extended-properties"),
)
_KEPT = frozenset({
    "officeDocument", "core-properties", "extended-properties", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable",
    "theme", "numbering", "header", "footer", "footnotes", "endnotes", "image", "hyperlink", "font", "chart", "chartColorStyle",
    "chartStyle", "chartUserShapes", "themeOverride", "diagramData", "diagramLayout", "diagramQuickStyle",
    "diagramColors", "diagramDrawing",
})  # fmt: skip
_QUIET = frozenset({
    "custom-properties", "thumbnail", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "customXml",
    "customXmlProps", "glossaryDocument", "classificationlabels",
})  # fmt: skip
"""What a report never has and nobody misses: who made the template, and what he noted beside it."""
_REFUSED = frozenset({
    "oleObject", "package", "aFChunk", "subDocument", "frame", "vbaProject", "wordVbaData", "control", "activeXControlBinary",
    "mailMergeSource", "mailMergeHeaderSource", "recipientData", "webextensiontaskpanes", "webextension", "externalLinkPath", "audio",
    "video", "media",
})  # fmt: skip
_DECLARED = {b"macroenabled": "宏", b"vbaproject": "宏", b"oleobject": "嵌入内容", b"activex": "嵌入内容"}
"""Kinds of content that no file that is let in even mentions."""
_TOLD = {
    "attachedTemplate": "附加的模板“{name}”没有带入报告",
    "keyMapCustomizations": "自定义的快捷键没有带入报告",
    "attachedToolbars": "自定义的工具栏没有带入报告",
    "printerSettings": "打印机设置没有带入报告",
    "hdphoto": "图片的艺术效果没有带入报告，图片还在",
    "hyperlink": "指向“{name}”的链接去掉了，文字还在",
    "image": "有一张图片的文件不在模板里，图片没有带入报告",
}
_UNKNOWN = "一种本程序不认识的内容没有带入报告"
_LACKING = "模板里缺了一部分（{part}），用通常的代替"
_PARTS = {
    "styles": "样式", "settings": "设置", "theme": "主题", "fontTable": "字体表", "numbering": "编号", "header": "页眉", "footer": "页脚",
    "footnotes": "脚注", "endnotes": "尾注", "chart": "图表",
}  # fmt: skip
HINT = "请在 Word 或 WPS 中另存为 .docx 后再试。"
_CONTAINERS = {"xl/": "是 Excel 表格", "ppt/": "是演示文稿", "ofd.xml": "是 OFD 文件"}
_WHOLE = ("drawing", "pict", "object")
"""What is taken out whole when a part it shows is not there."""


@dataclass(frozen=True)
class Relation:
    """``target``: the name of a part of this file; of an external one what it leads to."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of its type."""
        return self.type.rpartition("/")[2]


@dataclass
class Part:
    """``root`` is its XML, None where it is none."""

    name: str
    type: str
    blob: bytes
    root: Any = None
    relations: list[Relation] = field(default_factory=list)


@dataclass
class Package:
    """Every part that is loaded, the main one by its name, and what was left out."""

    relations: list[Relation]
    parts: dict[str, Part]
    main: str
    dropped: list[str]

    def stories(self) -> Iterator[Part]:
        """Yield the parts that hold text: the body, then headers, footers and notes."""
        kinds = ("header", "footer", "footnotes", "endnotes")
        names = [relation.target for relation in self.parts[self.main].relations if relation.kind in kinds]
        yield from (self.parts[name] for name in dict.fromkeys((self.main, *names)) if self.parts[name].root is not None)

    def saved(self) -> bytes:
        """Return the file made anew of these parts alone."""
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
            types = etree.Element(f"{{{_PACKAGE}/content-types}}Types", nsmap={None: f"{_PACKAGE}/content-types"})
            etree.SubElement(types, "Default", Extension="rels", ContentType="application/vnd.openxmlformats-package.relationships+xml")
            for part in self.parts.values():
                etree.SubElement(types, "Override", PartName=f"/{part.name}", ContentType=part.type)
            out.writestr(_TYPES, _bytes(types))
            out.writestr("_rels/.rels", _relations_xml(self.relations))
            for part in self.parts.values():
                out.writestr(part.name, part.blob if part.root is None else _bytes(part.root))
                if part.relations:
                    out.writestr(_rels_of(part.name), _relations_xml(part.relations))
        return made.getvalue()


def not_word(reason: str, hint: str = HINT) -> TemplateError:
    """Return what is said of a file that is something else: what it is, and the way out."""
    return TemplateError(Error.UNCLEAR, text="模板", reason=reason, hint=hint)


def _what(names: Mapping[str, str]) -> tuple[str, str]:
    """Return what a container without a text of Word is, and the way out."""
    for sign, words in _CONTAINERS.items():
        if any(name.startswith(sign) for name in names):
            return words, "请选择 Word 文档（.docx）。"
    if any(name.startswith("word/") for name in names):
        raise TemplateError(Error.MALFORMED, detail="no main part")
    if "content.xml" in names:
        return "是 OpenDocument 文档（.odt）", HINT
    return "不是 Word 文档", HINT


def loaded(data: bytes) -> Package:
    """Read what a word processor would load. E-33 for what is built badly, E-32 for what fetches, embeds or runs something."""
    try:
        box = vetted(data)
    except UserError as fault:
        raise TemplateError(Error.MALFORMED, detail=fault.detail) from fault
    return _Loading(box).package()


class _Loading:
    """Goes from relation to relation; a part is read once."""

    def __init__(self, box: zipfile.ZipFile) -> None:
        self.box = box
        self.names = {name.replace("\\", "/").lower(): name for name in box.namelist()}
        self.parts: dict[str, Part] = {}
        self.dropped: dict[str, None] = {}
        self.defaults: dict[str, str] = {}
        self.overrides: dict[str, str] = {}

    def package(self) -> Package:
        if _TYPES.lower() not in self.names:
            raise not_word(*_what(self.names))
        types = self._xml(_TYPES)
        for sign, where in _DECLARED.items():
            if sign in (self._read(_TYPES) or b"").lower():
                raise TemplateError(Error.TEMPLATE_UNSAFE, where=where)
        for line in types:
            kind = line.get("ContentType") or ""
            if line.get("PartName"):
                self.overrides[unquote(line.get("PartName")).lstrip("/").lower()] = kind
            else:
                self.defaults[(line.get("Extension") or "").lower()] = kind
        relations = self._follow("")
        main = next((relation.target for relation in relations if relation.kind == "officeDocument"), "")
        if main not in self.parts:
            raise not_word(*_what(self.names))
        return Package(relations, self.parts, main, list(self.dropped))

    def _read(self, name: str) -> bytes | None:
        found = self.names.get(name.lower())
        return None if found is None else self.box.read(found)

    def _xml(self, name: str) -> Any:
        return parsed(self.box.read(self.names[name.lower()]), name)

    def _type(self, name: str) -> str:
        return self.overrides.get(name.lower()) or self.defaults.get(name.rpartition(".")[2].lower(), "")

    def _follow(self, source: str) -> list[Relation]:
        """Return the relations of a part that stay, with the parts they lead to."""
        if self._read(_rels_of(source)) is None:
            return []
        told = [self._relation(line, source) for line in self._xml(_rels_of(source)) if isinstance(line.tag, str)]
        return [relation for relation in told if relation is not None]

    def _relation(self, line: Any, source: str) -> Relation | None:
        target, external = (line.get("Target") or "").strip(), line.get("TargetMode") == "External"
        found = Relation(line.get("Id") or "", line.get("Type") or "", target if external else _inside(source, target), external)
        kind = found.kind
        if kind in _REFUSED:
            raise TemplateError(Error.TEMPLATE_UNSAFE, where=f"嵌入内容 {kind}")
        away = leads(target) if external else Leads.HERE
        if away is Leads.FAR or (away is Leads.WEB and kind != "hyperlink"):
            raise TemplateError(Error.TEMPLATE_UNSAFE, where="外部链接")
        stays = kind in _KEPT and (away is Leads.WEB if external else self._take(found.target))
        if not stays and kind not in _QUIET:
            name = posixpath.basename(unquote(target).replace("\\", "/"))
            words = _TOLD.get(kind) or (_LACKING if kind in _KEPT else _UNKNOWN)
            self.dropped[words.format(name=name, part=_PARTS.get(kind, "其他"))] = None
        return found if stays else None

    def _take(self, name: str) -> bool:
        """Whether there is such a part; it is read with all it leads to."""
        if name in self.parts:
            return True
        blob = self._read(name)
        if blob is None:
            return False
        part = self.parts[name] = Part(name, self._type(name), blob)
        if part.type.endswith(("+xml", "/xml")):
            part.root = parsed(blob, name)
        part.relations = self._follow(name)
        if part.root is not None:
            _unpoint(part.root, {relation.id for relation in part.relations})
        return True


def _inside(source: str, target: str) -> str:
    """Return the name of the part that a relation of another part leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), unquote(target))).lstrip("/")


def parsed(blob: bytes, name: str) -> Any:
    """Read the XML of a part; Strict Open XML becomes the kind that everybody writes. E-33 for what is none."""
    strict = _STRICT.search(blob) is not None
    if strict:
        blob = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", blob)
        for old, new in _RENAMED:
            blob = blob.replace(old, new)
    try:
        root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as fault:
        raise TemplateError(Error.MALFORMED, detail=f"{name}: {fault}") from fault
    if strict:
        _in_twips(root)
    return root


_MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)(pt|pc|in|cm|mm)")
_POINTS = {"pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
_HALVES = ("sz", "szCs", "position", "kern")


def _in_twips(root: Any) -> None:
    """Strict files may measure in pt or cm; everybody else counts twentieths of a point, sizes of letters in halves."""
    for element in root.iter():
        for key, value in element.attrib.items() if isinstance(element.tag, str) else ():
            if found := _MEASURE.fullmatch(value):
                each = 2 if etree.QName(element).localname in _HALVES else 20
                element.set(key, str(round(float(found[1]) * _POINTS[found[2]] * each)))


def _unpoint(root: Any, kept: set[str]) -> None:
    """Take out what points at a relation that is not there."""
    for element in list(root.iter()):
        for key, value in list(element.attrib.items()) if isinstance(element.tag, str) else ():
            if key.startswith(_R) and value not in kept and element.getparent() is not None:
                _loose(element, key)


def _loose(element: Any, key: str) -> None:
    name = etree.QName(element).localname
    if name == "hyperlink" or (name == "blip" and key == f"{_R}link" and element.get(f"{_R}embed")):
        del element.attrib[key]
        if name == "hyperlink" and not element.attrib:
            unwrap(element)
        return
    if name == "imgLayer":
        whole = next((one for one in element.iterancestors() if etree.QName(one).localname == "ext"), element)
    else:
        whole = next((one for one in element.iterancestors() if etree.QName(one).localname in _WHOLE), element)
    whole.getparent().remove(whole)


def _rels_of(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _relations_xml(relations: list[Relation]) -> bytes:
    root = etree.Element(f"{{{_PACKAGE}/relationships}}Relationships", nsmap={None: f"{_PACKAGE}/relationships"})
    for one in relations:
        line = etree.SubElement(root, "Relationship", Id=one.id, Type=one.type, Target=one.target if one.external else f"/{one.target}")
        if one.external:
            line.set("TargetMode", "External")
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
