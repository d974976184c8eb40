"""A Word template: checked whole before it runs, then rendered in our own closed Jinja environment. Only texts go in.

Every tag is read by our own reader and becomes one constant key of a flat dict before Jinja sees it; what Jinja parses is
therefore made by us, and still walked against an allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from dangjian_desktop.domain.errors import TemplateError, UserError
from dangjian_desktop.domain.expression import ExpressionError, parse
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.domain.zip_rules import vetted
from dangjian_desktop.reports import layout
from dangjian_desktop.reports.sections import Line
from dangjian_desktop.reports.tags import BODY, LOOP, ROWS, SECTION, STATEMENT, TAG, Tag, broken_braces, narrowed, read

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = "\ue010{}\ue011"
"""Private-use marks around 正文 and 段落.X: their paragraphs are put in after rendering, so text is never parsed as template."""
_PLACED = re.compile("\ue010(.*?)\ue011")
_FOR = re.compile(rf"(?:(tr|p|tc)\s+)?for\s+{LOOP}\s+in\s+{ROWS}\s*[.．]\s*(\S+)")
_END = re.compile(r"(?:(tr|p|tc)\s+)?(endfor|endif|else)")
_IF = re.compile(r"(?:(tr|p|tc)\s+)?(if|elif)\s+(.+)", re.DOTALL)
_LINK_TYPES = ("hyperlink",)
_FORBIDDEN_PARTS = ("vbaProject", "embeddings/", "activeX", "attachedToolbars", "oleObject")
_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Getitem, nodes.Name, nodes.Const, nodes.For, nodes.If,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.List,
)  # fmt: skip
_VALUES, _TRUE = "值", "真"


@dataclass(frozen=True)
class Filling:
    """What a rendering puts in. ``values`` by the tag's source text in canonical form (see key_of); ``truths`` by the text of a
    condition; ``rows`` by ledger label, each a dict of texts by field label; ``bodies`` by 正文 or 段落.X."""

    values: Mapping[str, str]
    truths: Mapping[str, bool]
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    bodies: Mapping[str, Sequence[Line]]


@dataclass(frozen=True)
class Wants:
    """What a template asks for: tags, conditions (as written), ledgers whose rows it lists, bodies."""

    tags: tuple[Tag, ...]
    conditions: tuple[str, ...]
    rows: tuple[str, ...]
    bodies: tuple[str, ...]


def key_of(tag: Tag) -> str:
    """The one constant a tag becomes."""
    form = f"|{tag.form}({tag.word})" if tag.form else ""
    return tag.path + form


Judge = Callable[[Tag], tuple[str, str]]
"""Tells of a tag (sentence of the fault, suggestion); ("", "") when it is known."""


# ---------------------------------------------------------------------- checking
def check(data: bytes, judge: Judge, ledgers: Sequence[str]) -> tuple[TemplateFault, ...]:
    """Every fault of a template at once. TemplateError E-32, E-33 for what may not even be looked at."""
    inspect(data)
    faults: list[TemplateFault] = []
    open_loops: list[str] = []
    for number, text in enumerate(paragraphs(data), start=1):
        faults += [TemplateFault(number, text, "", words) for words in broken_braces(text)]
        plain = narrowed(text)
        for statement in STATEMENT.findall(plain):
            words = _statement_fault(statement.strip(), open_loops, ledgers, judge)
            if words:
                faults.append(TemplateFault(number, text, "{%" + statement + "%}", words))
        for inside in TAG.findall(plain):
            fault, suggestion = _tag_fault(read(inside), open_loops, judge)
            if fault:
                faults.append(TemplateFault(number, text, "{{" + inside + "}}", fault, suggestion))
    if open_loops:
        faults.append(TemplateFault(0, "", "", f"有 {len(open_loops)} 处 for 或 if 没有结束，请补上 endfor 或 endif。"))
    if not faults:
        faults += _parse_fault(data)
    return tuple(faults)


def _tag_fault(tag: Tag, loops: Sequence[str], judge: Judge) -> tuple[str, str]:
    if tag.fault:
        return tag.fault, ""
    if tag.name == LOOP:
        return ("", "") if any(loop != "if" for loop in loops) else ("“行”只能写在循环里面。", "")
    return judge(tag)


def _statement_fault(text: str, loops: list[str], ledgers: Sequence[str], judge: Judge) -> str:
    if found := _FOR.fullmatch(text):
        loops.append(found[2])
        return "" if found[2] in ledgers else f"没有“{found[2]}”这本台账。"
    if found := _END.fullmatch(text):
        if found[2] == "else":
            return "" if loops else "else 前面没有 if。"
        wanted = "if" if found[2] == "endif" else "for"
        if not loops or (loops[-1] == "if") != (wanted == "if"):
            return f"{found[2]} 前面没有 {wanted}。"
        loops.pop()
        return ""
    if found := _IF.fullmatch(text):
        if found[2] == "if":
            loops.append("if")
        return _condition_fault(found[3], loops, judge)
    return "只能写 for 行 in 明细.台账名、if 条件、else、endfor、endif。"


def _condition_fault(text: str, loops: Sequence[str], judge: Judge) -> str:
    try:
        paths = condition_paths(text)
    except ExpressionError as fault:
        return str(fault)
    told = (_tag_fault(read(path), loops, judge)[0] for path in paths)
    return next((words for words in told if words), "")


_PATH = re.compile(r"[^\s<>=!()\"“”，]+")


def condition_paths(text: str) -> list[str]:
    """The tags a condition looks at; ExpressionError for a condition that cannot be read."""
    found, template = _condition_parts(text)
    parse(template)
    return found


def _condition_parts(text: str) -> tuple[list[str], str]:
    """Its tags, and the expression with a name x0, x1 … for each."""
    paths: list[str] = []

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        if word in ("and", "or", "not", "in") or re.fullmatch(r"\d+(\.\d+)?", word):
            return word
        paths.append(word)
        return f"x{len(paths) - 1}"

    pieces = re.split(r'("[^"]*"|“[^”]*”)', text.strip())
    made = [part.replace("“", '"').replace("”", '"') if n % 2 else _PATH.sub(replace, part) for n, part in enumerate(pieces)]
    return paths, "".join(made)


def truth(text: str, value: Callable[[str], Any]) -> bool:
    """A condition decided with the values of its tags; unknown counts as not so."""
    paths, template = _condition_parts(text)
    return parse(template).evaluate(_Paths([value(path) for path in paths])) not in (None, False, 0, "", ())


class _Paths:
    functions: Mapping[str, Callable[..., Any]] = {}

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values

    def name(self, name: str) -> Any:
        return self._values[int(name[1:])]

    def attribute(self, _base: Any, name: str) -> Any:
        raise ExpressionError(f"条件里不能写“.{name}”。")

    def value(self, found: Any) -> Any:
        return found


def _parse_fault(data: bytes) -> list[TemplateFault]:
    """What only shows when Word's own tags are put together: a loop over a table's row that begins outside of it, for one."""
    template = _Template(BytesIO(data))
    try:
        for xml in template.patched():
            _walk(_environment().parse(xml))
    except (TemplateSyntaxError, TemplateError) as fault:
        return [
            TemplateFault(0, "", "", "for、if 与表格行或段落的位置对不上：tr 要写在同一张表里，p 要独占一段。", str(type(fault).__name__))
        ]
    return []


def wants(data: bytes) -> Wants:
    """Everything a checked template asks for."""
    tags: dict[str, Tag] = {}
    conditions: dict[str, None] = {}
    rows: dict[str, None] = {}
    bodies: dict[str, None] = {}
    for text in paragraphs(data):
        plain = narrowed(text)
        for inside in TAG.findall(plain):
            tag = read(inside)
            if tag.name in (BODY, SECTION):
                bodies[tag.path] = None
            elif tag.name != LOOP:
                tags[key_of(tag)] = tag
        for statement in STATEMENT.findall(plain):
            if found := _FOR.fullmatch(statement.strip()):
                rows[found[2]] = None
            elif (found := _IF.fullmatch(statement.strip())) and not _of_row(found[3]):
                conditions[found[3].strip()] = None
                tags.update({key_of(tag): tag for tag in map(read, condition_paths(found[3]))})
    return Wants(tuple(tags.values()), tuple(conditions), tuple(rows), tuple(bodies))


def _of_row(condition: str) -> bool:
    return any(read(path).name == LOOP for path in condition_paths(condition))


# ---------------------------------------------------------------------- what may be opened at all
def inspect(data: bytes) -> None:
    """Refuse what is no .docx, or fetches, embeds or runs something (E-32, E-33)."""
    if data[:4] != b"PK\x03\x04":
        kind = "旧版 Word 或 WPS 文档" if data[:4] == b"\xd0\xcf\x11\xe0" else "不是 Word 文档"
        raise TemplateError("E-84", text="模板", reason=kind, hint="请在 Word 或 WPS 中另存为 .docx 后再试。")
    try:
        box = vetted(data)
    except UserError as fault:
        raise TemplateError("E-33", detail=fault.detail) from fault
    names = box.namelist()
    if "word/document.xml" not in names:
        raise TemplateError("E-84", text="模板", reason="不是 Word 文档", hint="请在 Word 或 WPS 中另存为 .docx 后再试。")
    for name in names:
        if any(word in name for word in _FORBIDDEN_PARTS):
            raise TemplateError("E-32", where="嵌入内容或宏")
    if b"macroEnabled" in box.read("[Content_Types].xml"):
        raise TemplateError("E-32", where="宏")
    for name in names:
        if name.endswith(".rels"):
            _relations(box.read(name))


def _relations(xml: bytes) -> None:
    for relation in etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True)):
        if relation.get("TargetMode") != "External":
            continue
        kind = (relation.get("Type") or "").rpartition("/")[2]
        target = relation.get("Target") or ""
        if kind not in _LINK_TYPES or not target.startswith(("http://", "https://", "mailto:")):
            raise TemplateError("E-32", where="外部链接")


def paragraphs(data: bytes) -> list[str]:
    """The text of every paragraph: body and tables in order, then headers and footers."""
    document = Document(BytesIO(data))
    roots = [document.element.body]
    for section in document.sections:
        for part in (section.header, section.even_page_header, section.footer, section.even_page_footer):
            if not part.is_linked_to_previous:
                roots.append(part._element)
    return [_text(element) for root in roots for element in root.iter(f"{_W}p")]


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(f"{_W}t"))


# ---------------------------------------------------------------------- rendering
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


class _Template(DocxTemplate):
    """docxtpl whose XML passes our own tag reader on its way to Jinja."""

    def patch_xml(self, src_xml: str) -> str:
        patched: str = super().patch_xml(_plain_braces(src_xml))
        return _constant(patched)

    def patched(self) -> list[str]:
        """What Jinja will be given: body, headers and footers."""
        self.init_docx()
        parts = [self.patch_xml(self.get_xml())]
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            parts += [self.patch_xml(self.get_part_xml(part)) for _, part in self.get_headers_footers(uri)]
        return parts


_WIDE_BRACES = str.maketrans("｛｝％", "{}%")


def _plain_braces(xml: str) -> str:
    """Full-width braces that form tags become plain ones, also where Word has cut them over several runs."""
    root = etree.fromstring(xml.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    for paragraph in root.iter(f"{_W}p"):
        text = _text(paragraph)
        if not re.search(r"[｛{]\s*[｛{％%]", text):
            continue
        for node in paragraph.iter(f"{_W}t"):
            node.text = (node.text or "").translate(_WIDE_BRACES)
    return str(etree.tostring(root, encoding="unicode"))


def _constant(xml: str) -> str:
    """Tags and statements → constants of two flat dicts."""
    xml = TAG.sub(lambda found: _tag_constant(read(_unescaped(found[1]))), xml)
    return STATEMENT.sub(lambda found: _statement_constant(_unescaped(found[1]).strip(), found[0]), xml)


def _unescaped(text: str) -> str:
    plain = re.sub(r"<[^>]*>", "", text)
    return plain.replace("&quot;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _tag_constant(tag: Tag) -> str:
    if tag.name == LOOP:
        return f"{{{{ {LOOP}[{_quoted(tag.part)}] }}}}"
    return f"{{{{ {_VALUES}[{_quoted(key_of(tag))}] }}}}"


def _statement_constant(text: str, original: str) -> str:
    if found := _FOR.fullmatch(text):
        return f"{{% for {LOOP} in {ROWS}[{_quoted(found[2])}] %}}"
    if found := _IF.fullmatch(text):
        if _of_row(found[3]):
            paths, template = _condition_parts(found[3])
            for number, path in enumerate(paths):
                template = template.replace(f"x{number}", f"{LOOP}[{_quoted(read(path).part)}]")
            return f"{{% {found[2]} {template} %}}"
        return f"{{% {found[2]} {_TRUE}[{_quoted(found[3].strip())}] %}}"
    return original


def _walk(tree: nodes.Template) -> None:
    """Nothing but text, our constants, loops and conditions."""
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED_NODES):
            raise TemplateError("E-31", paragraph="?", tag=type(node).__name__, reason="不在允许的写法之内")


def render(data: bytes, filling: Filling) -> bytes:
    """A finished .docx. The template must have passed ``check``; TemplateError E-36 when a value is missing after all."""
    template = _Template(BytesIO(data))
    for xml in template.patched():
        _walk(_environment().parse(xml))
    bodies = {path: _PLACE.format(path) for path in filling.bodies}
    context = {_VALUES: {**filling.values, **bodies}, _TRUE: dict(filling.truths), ROWS: filling.rows}
    try:
        template.render(context, jinja_env=_environment(), autoescape=True)
    except (UndefinedError, TemplateSyntaxError) as fault:
        raise TemplateError("E-36", count=1, detail=repr(fault)) from fault
    document = template.docx
    for paragraph in list(document.paragraphs):
        found = _PLACED.search(paragraph.text)
        if found:
            layout.put_lines(document, paragraph, filling.bodies[found[1]])
    layout.finish(document)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    return layout.saved(document)
