"""A Word template as text: where its tags stand, what is wrong with them, what it asks for. Renders nothing (rendering.py).

Every fault is found at once and named with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from dangjian_desktop.domain.errors import Error, TemplateError
from dangjian_desktop.domain.expression import ExpressionError
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.domain.wording import ZERO
from dangjian_desktop.reports.conditions import of_row, paths_of
from dangjian_desktop.reports.intake import let_in
from dangjian_desktop.reports.layout import TODO_MARK
from dangjian_desktop.reports.tags import BODY, BRACES, LOOP, ROWS, SECTION, Tag, broken_braces, read

FOR = re.compile(rf"(?:(tr|p|tc)\s+)?for\s+{LOOP}\s+in\s+{ROWS}\s*[.．]\s*(\S+)")
END = re.compile(r"(?:(tr|p|tc)\s+)?(endfor|endif|else)")
IF = re.compile(r"(?:(tr|p|tc)\s+)?(if|elif)\s+(.+)", re.DOTALL)
_STRANGE = re.compile(r"[\"'\\*()\[\]{}<>=+;:,$@`~^%]|__")
"""Signs that a name never has outside of its form: somebody tries a program, not a tag."""
_ELSEWHERE = ("footnotes", "endnotes")

Judge = Callable[[Tag], tuple[str, str]]
"""Tells of a tag (sentence of the fault, suggestion); ("", "") when it is known."""


@dataclass(frozen=True)
class Wants:
    """What a template asks for: tags (``printed`` those that are not only looked at by a condition), conditions (as
    written), ledgers whose rows it lists, bodies."""

    tags: tuple[Tag, ...]
    conditions: tuple[str, ...]
    rows: tuple[str, ...]
    bodies: tuple[str, ...]
    printed: tuple[Tag, ...]


@dataclass(frozen=True)
class TemplateParagraph:
    """One paragraph: its own text, and whether sections of the report may stand in it."""

    text: str
    in_body: bool


@dataclass(frozen=True)
class Reading:
    """What checking needs of a template; plain values that can come out of a child process. ``trial`` are the faults that
    only show when it runs; ``dropped`` says what of the file will not be in a report."""

    places: tuple[TemplateParagraph, ...]
    notes: tuple[str, ...]
    trial: tuple[TemplateFault, ...] = ()
    dropped: tuple[str, ...] = ()


def key_of(tag: Tag) -> str:
    """Return the one constant a tag becomes."""
    return tag.path + (f"|{tag.form}({tag.word})" if tag.form else "")


def own_text_nodes(paragraph: Any) -> list[Any]:
    """Return the text of a paragraph without that of a text box anchored in it."""
    return [node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph]


def places(data: bytes) -> list[TemplateParagraph]:
    """Return every paragraph: body and tables in order, then headers and footers. E-33 for what cannot be read after all."""
    try:
        return places_of(Document(BytesIO(data)))
    except (KeyError, ValueError, AttributeError, XMLSyntaxError) as fault:
        raise TemplateError(Error.MALFORMED, detail=repr(fault)) from fault


def places_of(document: Any) -> list[TemplateParagraph]:
    """Return the paragraphs of a document that is open, in the order in which they are counted."""
    roots = [(document.element.body, True)]
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in ("header", "footer"):
            roots.append((parse_xml(relation.target_part.blob), False))
    return [TemplateParagraph(_text(element), body) for root, body in roots for element in root.iter(qn("w:p"))]


def todo_marks(docx: bytes) -> frozenset[str]:
    """Return every 【待补：…】 that stands in a finished document."""
    return frozenset(mark for place in places(docx) for mark in TODO_MARK.findall(place.text))


def row_conditions(document: Any) -> tuple[str, ...]:
    """Return the conditions on the fields of rows, as written."""
    written = (braces["statement"] for place in places_of(document) for braces in BRACES.finditer(place.text))
    asked = (found[3].strip() for text in written if text is not None and (found := IF.fullmatch(text.strip())))
    return tuple(dict.fromkeys(text for text in asked if of_row(text)))


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in own_text_nodes(paragraph))


def _notes(data: bytes) -> Iterator[str]:
    """Paragraphs where no tag can be filled in; comments do not reach the report."""
    for relation in Document(BytesIO(data)).part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in _ELSEWHERE:
            for element in parse_xml(relation.target_part.blob).iter(qn("w:p")):
                yield _text(element)


def read_text(data: bytes) -> Reading:
    """Read the texts of a template; TemplateError E-32, E-33, E-84 for what may not even be looked at."""
    came = let_in(data)
    return Reading(tuple(places(came.data)), tuple(_notes(came.data)), dropped=came.dropped)


# ---------------------------------------------------------------------- checking
def check(data: bytes, judge: Judge, fields: Mapping[str, Set[str]]) -> tuple[TemplateFault, ...]:
    """Find every fault of a template at once, in this process."""
    return faults_of(read_text(data), judge, fields)


def faults_of(reading: Reading, judge: Judge, fields: Mapping[str, Set[str]]) -> tuple[TemplateFault, ...]:
    """Find every fault at once; ``fields`` are the labels that rows of each ledger have. What only shows when it runs is told
    when nothing else is wrong."""
    checker = _Checker(judge, fields)
    for number, place in enumerate(reading.places, start=1):
        checker.paragraph(number, place)
    for text in reading.notes:
        for braces in BRACES.finditer(text):
            checker.faults.append(TemplateFault(0, text, braces[0], "脚注、尾注里不能写标签。"))
    return checker.finished() or reading.trial


@dataclass
class _Checker:
    """Goes over the paragraphs in order and remembers what is still open."""

    judge: Judge
    fields: Mapping[str, Set[str]]
    faults: list[TemplateFault] = field(default_factory=list)
    opened: list[tuple[str, TemplateFault]] = field(default_factory=list)
    """The ledger of a loop, or "" for a condition, with the fault it is if it stays open."""

    def paragraph(self, number: int, place: TemplateParagraph) -> None:
        said = broken_braces(place.text)
        if "{#" in place.text or "#}" in place.text:
            said = ["不能写 {# 注释 #}，请用 Word 的批注。"]
        self.faults += [TemplateFault(number, place.text, "", words) for words in said]
        for braces in BRACES.finditer(place.text):
            if braces["tag"] is not None:
                words, suggestion, tried = self._tag(read(braces["tag"]), braces[0], place)
            else:
                words, suggestion, tried = self._statement(braces["statement"].strip(), TemplateFault(number, place.text, braces[0], ""))
            if words:
                code = Error.TAG_FORBIDDEN if tried else Error.BAD_TEMPLATE
                self.faults.append(TemplateFault(number, place.text, braces[0], words, suggestion, code))

    def finished(self) -> tuple[TemplateFault, ...]:
        for loop, fault in self.opened:
            wanted = "for，请补上 {%endfor%}" if loop else "if，请补上 {%endif%}"
            self.faults.append(TemplateFault(fault.paragraph, fault.text, fault.tag, f"没有结束的 {wanted}。"))
        return tuple(sorted(self.faults, key=lambda fault: fault.paragraph))

    def _tag(self, tag: Tag, source: str, place: TemplateParagraph) -> tuple[str, str, bool]:
        """(sentence, suggestion, whether somebody tried more than tags)."""
        if tag.name in (BODY, SECTION) and not tag.fault:
            if tag.form:
                return f"“{tag.path}”后面不能再写“{tag.form}”。", tag.path, False
            if not place.in_body:
                return f"“{tag.path}”只能写在正文里，不能写在页眉、页脚。", "", False
            if place.text.strip() != source:
                return f"“{tag.path}”要独占一段，同一段里的其他文字会丢失。", "", False
        if tag.name == LOOP and not tag.fault:
            return (*self._row_field(tag), False)
        words, suggestion = (tag.fault, "") if tag.fault else self.judge(tag)
        return words, suggestion, bool(words) and _tried(tag, suggestion)

    def _row_field(self, tag: Tag) -> tuple[str, str]:
        loops = [loop for loop, _ in self.opened if loop]
        if not loops:
            return "“行”只能写在循环里面。", ""
        if not tag.part:
            return f"“{LOOP}”后面要写一个点和栏的名称。", ""
        if tag.form:
            return f"“{tag.path}”后面不能写“{tag.form}”：明细照台账里的样子打印。", tag.path
        known = self.fields.get(loops[-1])
        return ("", "") if known is None or tag.part in known else (f"“{loops[-1]}”没有“{tag.part}”这一栏。", "")

    def _statement(self, text: str, fault: TemplateFault) -> tuple[str, str, bool]:
        if found := FOR.fullmatch(text):
            return self._loop(found[2], fault), "", False
        if found := END.fullmatch(text):
            return self._end(found[2]), "", False
        if found := IF.fullmatch(text):
            if found[2] == "if":
                self.opened.append(("", fault))
            elif not self.opened or self.opened[-1][0]:
                return "elif 前面没有 if。", "", False
            return self._condition(found[3])
        return "只能写 for 行 in 明细.台账名、if 条件、else、endfor、endif。", "", bool(_STRANGE.search(text))

    def _loop(self, ledger: str, fault: TemplateFault) -> str:
        inside = any(loop for loop, _ in self.opened)
        self.opened.append((ledger, fault))
        if inside:
            return "循环里面不能再写循环。"
        return "" if ledger in self.fields else f"没有“{ledger}”这本台账。"

    def _end(self, word: str) -> str:
        innermost = self.opened[-1][0] if self.opened else None
        if word == "else":
            return "" if innermost == "" else "else 前面没有 if。"
        if innermost is None or bool(innermost) != (word == "endfor"):
            return f"{word} 前面没有 {word.removeprefix('end')}。"
        self.opened.pop()
        return ""

    def _condition(self, text: str) -> tuple[str, str, bool]:
        try:
            paths = paths_of(text)
        except ExpressionError as fault:
            return str(fault), "", False
        tags = [read(path) for path in paths]
        rows = [tag for tag in tags if tag.name == LOOP]
        if rows and len(rows) < len(tags):
            return "一个条件里，“行”不能和指标写在一起。", "", False
        for tag in tags:
            if tag.name in (BODY, SECTION):
                return f"“{tag.path}”不能写在条件里。", "", False
            words, suggestion, tried = self._tag(tag, "", TemplateParagraph("", in_body=True))
            if words:
                return words, suggestion, tried
        return "", "", False


def _tried(tag: Tag, suggestion: str) -> bool:
    """Tell whether it is a program rather than a slip of the pen."""
    form = "" if tag.form.startswith(ZERO) else tag.form
    return "__" in tag.path + form or (not suggestion and bool(_STRANGE.search(tag.path + form)))


def wants(data: bytes) -> Wants:
    """Return everything a checked template asks for."""
    return wants_of(places(let_in(data).data))


def wants_of(found_places: Sequence[TemplateParagraph]) -> Wants:
    """Return what these paragraphs ask for."""
    printed: dict[str, Tag] = {}
    asked: dict[str, Tag] = {}
    conditions: dict[str, None] = {}
    rows: dict[str, None] = {}
    bodies: dict[str, None] = {}
    for braces in (braces for place in found_places for braces in BRACES.finditer(place.text)):
        if braces["tag"] is not None:
            tag = read(braces["tag"])
            if tag.name in (BODY, SECTION):
                bodies[tag.path] = None
            elif tag.name != LOOP:
                printed[key_of(tag)] = tag
        elif found := FOR.fullmatch(braces["statement"].strip()):
            rows[found[2]] = None
        elif (found := IF.fullmatch(braces["statement"].strip())) and not of_row(found[3]):
            conditions[found[3].strip()] = None
            asked.update({key_of(tag): tag for tag in map(read, paths_of(found[3]))})
    tags = {**printed, **asked}
    return Wants(tuple(tags.values()), tuple(conditions), tuple(rows), tuple(bodies), tuple(printed.values()))


def refusal(faults: Sequence[TemplateFault]) -> TemplateError:
    """Make what is said of a template with faults: E-31 when somebody tried more than tags, E-36 otherwise."""
    worst = next((fault for fault in faults if fault.code == Error.TAG_FORBIDDEN), None)
    if worst is not None:
        reason = worst.message.rstrip("。")
        return TemplateError(Error.TAG_FORBIDDEN, faults=faults, paragraph=worst.paragraph, tag=worst.tag, reason=reason)
    return TemplateError(Error.BAD_TEMPLATE, faults=faults, count=len(faults))
