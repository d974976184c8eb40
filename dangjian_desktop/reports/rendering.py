"""Fills a checked template in our own closed Jinja environment. Only texts go in.

Every tag is read by our own reader and becomes one constant key of a flat dict before docxtpl and Jinja see it; what Jinja
parses is therefore made by us, and still walked against an allow-list.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.environment import Template
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from dangjian_desktop.domain.errors import Error, TemplateError
from dangjian_desktop.domain.expression import ExpressionError
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.reports import layout
from dangjian_desktop.reports.conditions import of_row, row_truth
from dangjian_desktop.reports.intake import let_in
from dangjian_desktop.reports.private import cleaned
from dangjian_desktop.reports.sections import SectionLine
from dangjian_desktop.reports.tags import BODY, BRACES, LOOP, SECTION
from dangjian_desktop.reports.tags import read as read_tag
from dangjian_desktop.reports.template import (
    END,
    FOR,
    IF,
    Reading,
    TemplateParagraph,
    key_of,
    own_text_nodes,
    read_text,
    row_conditions,
    wants_of,
)

_VALUES, _TRUE, _ROWS, _ROW = "v", "c", "rows", "row"
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Getitem, nodes.Name, nodes.Const, nodes.For, nodes.If,
)  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Filling:
    """What a rendering puts in. ``values`` by template.key_of; ``truths`` by the text of a condition; ``rows`` by ledger
    label, each a dict of texts by field label; ``bodies`` by 正文 or 段落.X."""

    values: Mapping[str, str]
    truths: Mapping[str, bool]
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    bodies: Mapping[str, Sequence[SectionLine]]


def environment() -> ImmutableSandboxedEnvironment:
    """Make our own environment: nothing can be called, nothing unknown is printed as nothing, texts are escaped."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    for names in (made.globals, made.filters, made.tests):
        names.clear()
    return made


def render(data: bytes, filling: Filling) -> bytes:
    """Return a finished .docx. The template must have passed ``template.check``; TemplateError when it does not run after all."""
    template = _Template(let_in(data).data)
    template.init_docx()
    try:
        template.render(_context(filling, row_conditions(template.docx)), jinja_env=environment(), autoescape=True)
    except (UndefinedError, TemplateSyntaxError, SecurityError, etree.XMLSyntaxError) as fault:
        raise TemplateError(Error.BAD_TEMPLATE, faults=(_MISPLACED,), count=1, detail=repr(fault)) from fault
    document = template.docx
    for element in list(document.element.body.iter(qn("w:p"))):
        path = template.bodies.get("".join(node.text or "" for node in own_text_nodes(element)).strip())
        if path is not None:
            layout.put_lines(document, Paragraph(element, document._body), [_safe_line(line) for line in filling.bodies[path]])
    layout.finish(document)
    return layout.saved(document)


_MISPLACED = TemplateFault(0, "", "", "for、if 与表格行或段落的位置对不上：tr 要写在同一张表里，p 要独占一段。")


def read(data: bytes) -> Reading:
    """Read the texts of a template and how it runs, once with everything and once with nothing in it."""
    found = read_text(data)
    return replace(found, trial=_trial(data, found.places, holds=True) or _trial(data, found.places, holds=False))


def _trial(data: bytes, found: Sequence[TemplateParagraph], *, holds: bool) -> tuple[TemplateFault, ...]:
    """Faults that only show when it runs: a loop over a table's row that begins outside of it, for one."""
    written = [braces["tag"] for place in found for braces in BRACES.finditer(place.text) if braces["tag"] is not None]
    row = {tag.part: "1" for tag in map(read_tag, written) if tag.name == LOOP}
    try:
        asked = wants_of(found)
        values = {key_of(tag): "1" for tag in asked.tags}
        rows = {ledger: [row] if holds else [] for ledger in asked.rows}
        render(data, Filling(values, dict.fromkeys(asked.conditions, holds), rows, dict.fromkeys(asked.bodies, ())))
    except TemplateError as fault:
        return tuple(told for told in fault.faults if isinstance(told, TemplateFault))
    except ExpressionError:
        return ()  # a condition that cannot be read is told where it stands
    except (KeyError, ValueError, AttributeError, TypeError, IndexError) as fault:  # a file that only looks like Word's
        raise TemplateError(Error.MALFORMED, detail=repr(fault)) from fault
    return ()


def safe(text: str) -> str:
    """Return the text without what XML cannot hold; records never have it, a typed-over number or a pasted text might."""
    return _NOT_XML.sub("", text)


def _safe_line(line: SectionLine) -> SectionLine:
    return SectionLine(line.level, safe(line.head), safe(line.rest))


def _key(text: str) -> str:
    """Return a name as a constant of plain letters and digits, whatever it holds."""
    return "k" + text.encode("utf-8").hex()


def _context(filling: Filling, on_rows: Sequence[str]) -> dict[str, Any]:
    """Plain texts and truths only; ``on_rows`` are conditions to be decided for every row."""
    return {
        _VALUES: {_key(key): safe(text) for key, text in filling.values.items()},
        _TRUE: {_key(condition): bool(holds) for condition, holds in filling.truths.items()},
        _ROWS: {_key(label): [_row(row, on_rows) for row in rows] for label, rows in filling.rows.items()},
    }


def _row(row: Mapping[str, str], on_rows: Sequence[str]) -> dict[str, str | bool]:
    made: dict[str, str | bool] = {_key(label): safe(text) for label, text in row.items()}
    made.update({_key("?" + text): row_truth(text, row) for text in on_rows})
    return made


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


class _Template(DocxTemplate):
    """docxtpl whose XML passes our own tag reader on its way to Jinja; properties and notes are no templates."""

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        self.bodies: dict[str, str] = {}
        self._mark = secrets.token_hex(8)

    def render_init(self) -> None:
        super().render_init()
        cleaned(self.docx)

    def patch_xml(self, src_xml: str) -> str:
        root = etree.fromstring(src_xml.encode("utf-8"), _parser())
        for paragraph in root.iter(qn("w:p")):
            self._rewrite(own_text_nodes(paragraph))
        patched: str = super().patch_xml(str(etree.tostring(root, encoding="unicode")))
        return patched

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """Render as docxtpl does, but what is run has been walked, and the text of values is left as it is."""
        self.current_rendering_part = part
        tree = jinja_env.parse(src_xml)
        walk(tree)
        run = Template.from_code(jinja_env, jinja_env.compile(tree), {})
        made: str = self.resolve_listing(run.render(context))
        etree.fromstring(made.encode("utf-8"), _parser())  # docxtpl itself would read broken XML and drop what it cannot place
        return made

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave them as they are: private.py empties them."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """Leave notes as they are; tags in them are a fault."""

    def _rewrite(self, texts: list[Any]) -> None:
        """Every tag and statement of one paragraph, from the last to the first, so that places stay right."""
        whole = "".join(node.text or "" for node in texts)
        for braces in reversed(list(BRACES.finditer(whole))):
            constant = self._tag(braces["tag"]) if braces["tag"] is not None else self._statement(braces["statement"].strip(), braces[0])
            _put(texts, braces.start(), braces.end(), constant)

    def _tag(self, inside: str) -> str:
        tag = read_tag(inside)
        if tag.name in (BODY, SECTION):
            place = f"\ue010{self._mark}{len(self.bodies)}\ue011"
            self.bodies[place] = tag.path
            return place
        if tag.name == LOOP:
            return f"{{{{ {_ROW}['{_key(tag.part)}'] }}}}"
        return f"{{{{ {_VALUES}['{_key(key_of(tag))}'] }}}}"

    def _statement(self, text: str, source: str) -> str:
        if found := FOR.fullmatch(text):
            return f"{{%{found[1] or ''} for {_ROW} in {_ROWS}['{_key(found[2])}'] %}}"
        if found := END.fullmatch(text):
            return f"{{%{found[1] or ''} {found[2]} %}}"
        if found := IF.fullmatch(text):
            return f"{{%{found[1] or ''} {found[2]} {self._condition(found[3].strip())} %}}"
        raise TemplateError(Error.TAG_FORBIDDEN, paragraph="?", tag=source, reason="不在允许的写法之内")

    def _condition(self, text: str) -> str:
        if of_row(text):
            return f"{_ROW}['{_key('?' + text)}']"
        return f"{_TRUE}['{_key(text)}']"


def _put(texts: list[Any], start: int, end: int, constant: str) -> None:
    """Replace a stretch of a paragraph that may run over several text nodes."""
    at = 0
    for node in texts:
        text = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            node.text = text[:first] + constant + text[last:]
            constant = ""
        at += len(text)


def walk(tree: nodes.Template) -> None:
    """Let pass nothing but text, our constants, loops and conditions."""
    for node in tree.find_all(nodes.Node):
        named = not isinstance(node, nodes.Name) or node.name in (_VALUES, _TRUE, _ROWS, _ROW)
        if not isinstance(node, _ALLOWED) or not named:
            raise TemplateError(Error.TAG_FORBIDDEN, paragraph="?", tag=type(node).__name__, reason="不在允许的写法之内")
