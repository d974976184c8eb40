"""Field codes of a Word text: which may stay, which become what they show, which must not come in at all. Knows no package.

What fetches or runs something when a document is opened is refused; every other field that our papers do not need is replaced by the
text it shows, as Ctrl+Shift+F9 does in Word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from dangjian_desktop.domain.errors import Error, TemplateError
from dangjian_desktop.reports.accepted import unwrap
from dangjian_desktop.reports.links import Leads, leads

_KEPT = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "TOC", "TC", "HYPERLINK", "STYLEREF", "SEQ", "SYMBOL", "EQ",
    "ADVANCE", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
})  # fmt: skip
_REFUSED = frozenset({
    "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "LINK", "DDE", "DDEAUTO", "EMBED", "DATABASE", "RD", "CONTROL", "HTMLCONTROL",
    "OCX", "PRINT",
})  # fmt: skip
_SIMPLE, _CHAR, _TEXT, _SHOWN, _TYPE, _CODE = map(qn, ("w:fldSimple", "w:fldChar", "w:instrText", "w:t", "w:fldCharType", "w:instr"))
_SAID = "域 {name} 换成了它显示的文字（在 Word 或 WPS 里选中后按 Ctrl+Shift+F9 是一样的）"


@dataclass
class _Field:
    """A field that is still open. ``inside`` is everything of it that is not shown, ``code`` what it says so far."""

    inside: list[Any]
    code: str = ""
    shows: bool = False


def settle(root: Any) -> Iterator[tuple[Any, str]]:
    """Replace the fields that may not stay by what they show; yield the place of each and what is to be told. E-32 for the worst."""
    for element in list(root.iter(_SIMPLE)):
        name = _name(element.get(_CODE) or "")
        if not _stays(element.get(_CODE) or ""):
            yield element.getparent(), _SAID.format(name=name)
            unwrap(element)
    opened: list[_Field] = []
    for element in list(root.iter(_CHAR, _TEXT, _SHOWN)):
        yield from _step(element, opened)
    for left in opened:
        yield from _closed(left, whole=False)


def _step(element: Any, opened: list[_Field]) -> Iterator[tuple[Any, str]]:
    kind = element.get(_TYPE) if element.tag == _CHAR else ""
    hiding = next((one for one in reversed(opened) if not one.shows), None)
    if kind == "begin":
        if hiding is not None:
            _judge(hiding.code)
        opened.append(_Field([element]))
    elif kind == "separate" and opened:
        opened[-1].shows = True
        opened[-1].inside.append(element)
    elif kind == "end" and opened:
        opened[-1].inside.append(element)
        closed = opened.pop()
        yield from _closed(closed, whole=True)
        if outer := next((one for one in reversed(opened) if not one.shows), None):
            outer.inside += closed.inside
    elif element.tag == _TEXT:
        if hiding is None:
            _judge(element.text or "")
            _remove(element)
        else:
            hiding.code += element.text or ""
            hiding.inside.append(element)
    elif element.tag == _SHOWN and hiding is not None:
        hiding.inside.append(element)
    elif kind:
        _remove(element)


def _closed(one: _Field, *, whole: bool) -> Iterator[tuple[Any, str]]:
    if _stays(one.code) and whole:
        return
    place = one.inside[0].getparent()
    words = one.code.split(None, 2)
    # what a button shows may stand in its code alone
    button = words[2] if not one.shows and len(words) > 2 and words[0].upper() == "MACROBUTTON" else ""
    if button:
        shown = place.makeelement(_SHOWN)
        shown.text = button
        one.inside[0].addprevious(shown)
    yield place, _SAID.format(name=_name(one.code))
    for element in one.inside:
        if whole or element.tag != _SHOWN:  # of a field that never ends nobody knows where its code ends; words are kept
            _remove(element)


def _remove(element: Any) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _name(code: str) -> str:
    return (code.split() or ["（空）"])[0].upper()


def _stays(code: str) -> bool:
    """Tell whether a field may stay; E-32 for one that fetches or runs something."""
    _judge(code)
    words = code.split() or [""]
    first, target = words[0].upper(), words[1].strip('"“”') if len(words) > 1 else ""
    if first == "HYPERLINK":
        return target.lower().startswith("\\l") or leads(target) is Leads.WEB
    return first in _KEPT or first.startswith("=")


def _judge(code: str) -> None:
    words = code.split() or [""]
    first = words[0].upper()
    if first in _REFUSED:
        raise TemplateError(Error.TEMPLATE_UNSAFE, where=f"域代码 {first}")
    if first == "HYPERLINK" and len(words) > 1 and leads(words[1].strip('"“”')) is Leads.FAR:
        raise TemplateError(Error.TEMPLATE_UNSAFE, where="外部链接")
