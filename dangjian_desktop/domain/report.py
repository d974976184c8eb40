"""A report: its sections with tags, its numbers, its state 草稿 → 定稿 → 已报送. Knows no Word and no screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from dangjian_desktop.domain.errors import Error
from dangjian_desktop.domain.period import Period

KINDS = {"half": "半年报告", "year": "年度报告", "topic": "专题报告"}
STATES = {"draft": "草稿", "final": "已定稿", "sent": "已报送"}


def _empty() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Section:
    """One section of the text. ``key`` names it for {{ 段落.… }} (an area's label, 存在问题, 下步打算, 开头);
    ``text`` holds paragraphs parted by line breaks, headings included, numbers as tags in braces; ``checked`` = 已确认."""

    key: str
    title: str
    text: str
    checked: bool = False


@dataclass(frozen=True)
class Override:
    """A number typed over by a person: what is printed instead, and why."""

    shown: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """A report in work. ``template`` is the key of a template; ``facts`` are typed facts by tag name (主送机关, 成文日期 …);
    ``overrides`` by canonical tag (without form); ``explanations`` of large changes by tag; ``insert_explanations`` those
    of them that go into the text; ``passed`` written reasons by finding key."""

    id: str
    kind: str
    title: str
    subject: str
    addressee: str
    period: Period
    template: str
    dated: date
    sections: tuple[Section, ...] = ()
    overrides: Mapping[str, Override] = field(default_factory=lambda: MappingProxyType({}))
    explanations: Mapping[str, str] = field(default_factory=_empty)
    insert_explanations: frozenset[str] = frozenset()
    passed: Mapping[str, str] = field(default_factory=_empty)
    state: str = "draft"
    page: int = 0


@dataclass(frozen=True)
class NumberLine:
    """One line of 核对数字. ``tag`` is canonical (谈心谈话人次.党委书记); texts are ready to show; ``ratio`` the change as a
    share of last year (None without one); ``missing`` how many of its records are 待补; ``needs_word`` = change over half."""

    tag: str
    label: str
    part: str
    area: str
    value: str
    unit: str
    last_year: str
    change: str
    ratio: float | None
    ids: tuple[int, ...]
    missing: int
    needs_word: bool
    override: Override | None
    findings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The tag as it is shown: ``label`` and ``part`` are the words people read."""
        return f"{self.label}.{self.part}" if self.part else self.label


@dataclass(frozen=True)
class Piece:
    """A stretch of a section as the editor shows it: plain text (``tag`` "") or a number chip. ``fault`` says 取不到 why."""

    text: str
    tag: str = ""
    source: str = ""
    ids: tuple[int, ...] = ()
    fault: str = ""
    overridden: bool = False
    shown: str = ""
    """The tag as people read it, where that is another text."""

    @property
    def name(self) -> str:
        """Return the tag as it is shown."""
        return self.shown or self.tag


_OF_THIS_PERIOD = ("存在问题", "下步打算")


def may_be_taken_over(section: str) -> bool:
    """Tell whether a section of the last report may serve as this one's: problems and plans must be the period's own."""
    return section not in _OF_THIS_PERIOD


def taken_over(draft: Draft, previous: Draft) -> tuple[Section, ...]:
    """Return the sections of a draft with the words of the previous report, where it had any that may serve again; unread as yet."""
    old = {part.key: part.text for part in previous.sections if may_be_taken_over(part.key) and part.text.strip()}
    return tuple(replace(part, text=old[part.key], checked=False) if part.key in old else part for part in draft.sections)


@dataclass(frozen=True)
class FrozenNumber:
    """A number as it went out: value as printed, record identities and their digests at that moment, ``rule`` the 口径 in words.

    ``measure`` is the key of what was counted and ``counted`` the digest of how; both "" in reports of earlier versions.
    """

    tag: str
    value: str
    unit: str
    records: tuple[tuple[str, str], ...]
    rule: str = ""
    measure: str = ""
    counted: str = ""


@dataclass(frozen=True)
class ReportInfo:
    """One line of the list of reports."""

    id: str
    kind: str
    title: str
    period: Period
    state: str
    updated_at: str


@dataclass(frozen=True)
class TemplateInfo:
    """A Word template that a report may be made from."""

    key: str
    name: str
    kind: str
    shipped: bool


@dataclass(frozen=True)
class TemplateFault:
    """One fault of a template: ``paragraph`` counts from 1 over the body, then tables, headers and footers."""

    paragraph: int
    text: str
    tag: str
    message: str
    suggestion: str = ""
    code: Error = Error.BAD_TEMPLATE


@dataclass(frozen=True)
class TagInfo:
    """One tag a clerk may use, with its present value, for the tag panel and the “/” list; ``label`` is the tag as people read it."""

    tag: str
    label: str
    area: str
    value: str
    unit: str
