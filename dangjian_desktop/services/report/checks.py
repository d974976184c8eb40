"""What is to be said about the text of a report: leftovers, years, braces, numbers typed over, ties inside a
sentence. Text rules that are certain only; each finding says where and why. Knows no Word file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from dangjian_desktop.domain.fields import plain
from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.report import Draft, Section, TemplateFault
from dangjian_desktop.domain.tie import Ties, broken
from dangjian_desktop.domain.wording import ZERO, chinese_numeral
from dangjian_desktop.reports.sections import line_of, number_of
from dangjian_desktop.reports.tags import BODY, SECTION, STATEMENT, Stretch, Tag, broken_braces, narrowed, read, stretches
from dangjian_desktop.services.report import sentences
from dangjian_desktop.services.report.values import CHANGE, IN_TEMPLATES, Values, judge

ADDRESSEE = "主送机关"
_LEFT = re.compile(r"\*{1,}|×{2,}|[XＸ]{2,}|某某|【待补[^】]*】?")
_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d{2})(?=年)")
_STYLE = (
    ("N2", re.compile(r"\d +(?=[次人件期份个条项名场篇部户])"), "数字和单位之间不空格。"),
    ("N3", re.compile(r"(?<!\d)\d{2}年(?=[上下]半年|\d{1,2}月)"), "年份写全四位。"),
    ("N5", re.compile(r"约\s*\d+\s*[余多]"), "“约”和“余”“多”只用一个。"),
    ("N9", re.compile(r"(?<!\d)0\d月|月0\d日"), "月和日前面不加零。"),
    ("P1", re.compile(r"（[^（）()]*\)|\([^（）()]*）"), "括号要成对，都用全角。"),
    ("P2", re.compile(r'"[^"]*"'), "引号用“”。"),
    ("N4", re.compile(r"\d[百千](?=[人次件元个户名])"), "万以下的数全用阿拉伯数字。"),
    ("N7", re.compile(r"\d[-—～~]+\d+(?:\.\d+)?%"), "百分数的范围，两个数都带%。"),
    ("P3", re.compile(r"《[^》]*《[^》]*》"), "书名号里面再用书名号，写作〈〉。"),
    ("P6", re.compile(r"等(?:……|\.{3})"), "“等”和省略号只用一个。"),
    ("P7", re.compile(r"(?:^|(?<=[。；：]))(?:第[一二三四五]|首先|其次)、"), "“第一”“首先”后面用逗号。"),
    ("请示", re.compile(r"请予批准|妥否|请批示|请予支持解决"), "报告里不写请示事项。"),
    ("P5", re.compile(r"\[\d{4}\]\d+号"), "发文字号的年份用〔〕。"),
)


def of_text(draft: Draft, values: Values, ties: Ties) -> list[Finding]:
    """Find what is to be said about the sections, in their order."""
    found: list[Finding] = []
    for section in draft.sections:
        for number, paragraph in enumerate(section.text.splitlines(), start=1):
            if paragraph.strip():
                place = f"{section.title} 第{number}段"
                found += _paragraph(paragraph, place, section, number, draft, values)
                found += _sentences(paragraph, place, section, number, values, ties)
    found += _numbering(draft)
    found += _names(draft)
    return found


def of_addressee(draft: Draft) -> Iterator[Finding]:
    """Find a missing 主送机关, which a template that prints it would print as 【待补】."""
    if not draft.addressee:
        why = "定稿前要写明报送给谁。"
        yield Finding("待补", "must", f"还没有填写{ADDRESSEE}。", "报告开头", why, key=f"待补|{ADDRESSEE}", firm=True)


def slips_of(text: str, catalogue: Catalogue) -> tuple[TemplateFault, ...]:
    """Find every slip in the tags of a plain text, with its paragraph and what was probably meant; needs no count."""
    found = []
    for number, paragraph in enumerate(text.splitlines(), start=1):
        told = [("", words, "") for words in broken_braces(paragraph)]
        told += [("{%" + one + "%}", IN_TEMPLATES.format("{% … %}"), "") for one in STATEMENT.findall(narrowed(paragraph))]
        for tag in (part.tag for part in stretches(paragraph) if part.tag is not None):
            words, meant = (tag.fault, "") if tag.fault else judge(tag, catalogue)
            if not words and tag.name in (BODY, SECTION):
                words = IN_TEMPLATES.format(tag.path)
            told += [(tag.source, words, meant)] * bool(words)
        found += [TemplateFault(number, paragraph, source, words, meant) for source, words, meant in told]
    return tuple(found)


def nothing_there(tag: Tag, values: Values, place: str, key: str) -> Finding:
    """Make the finding of a tag without a value, which would be printed as 【待补：…】."""
    words, why = f"“{values.said(tag.path)}”本期没有内容。", "没有记录的数不印成零，请登记或改写这句话。"
    return Finding("待补", "must", words, place, why, labels=(tag.name,), key=f"空|{key}|{tag.path}", firm=True)


def left_over(left: str, place: str, key: str) -> Finding:
    """Make the finding of a mark that is still to be replaced."""
    return Finding("残留", "must", f"还留着“{left}”。", place, "请写上内容，或者删掉这句。", key=f"残留|{key}|{left}", firm=True)


def _paragraph(text: str, place: str, section: Section, number: int, draft: Draft, values: Values) -> Iterator[Finding]:
    key = f"{section.key}|{number}"
    for words in broken_braces(text):
        yield Finding("标签", "must", words, place, "写不完整的标签会原样印出来。", key=f"标签|{key}", firm=True)
    for statement in STATEMENT.findall(narrowed(text)):
        words = IN_TEMPLATES.format("{% … %}")
        yield Finding("标签", "must", words, place, "它会原样印出来。", key=f"标签|{key}|{statement}", firm=True)
    bare = ""
    for part in values.stretches(text):
        if part.tag is None:
            bare += part.text
            continue
        shown = values.shown(part.tag)
        if shown.fault:
            yield Finding("标签", "must", shown.fault, place, "这个标签取不到数。", key=f"标签|{key}|{part.tag.source}", firm=True)
        elif shown.text is None:
            yield nothing_there(part.tag, values, place, key)
    for left in dict.fromkeys(_LEFT.findall(bare)):
        yield left_over(left, place, key)
    near = {draft.period.start.year - 1, draft.period.start.year, draft.period.end.year, draft.period.end.year + 1}
    for year in dict.fromkeys(_YEAR.findall(bare)):
        if int(year) not in near:
            yield Finding(
                "年份", "warn", f"文中有{year}年，不在报告期前后。", place, "常是上一稿留下的，请核对。", key=f"年份|{key}|{year}"
            )
    yield from _years_in_words(bare, place, key, draft)
    for rule, pattern, why in _STYLE:
        for match in pattern.finditer(bare):
            yield Finding(
                rule, "warn", f"“{match[0]}”：{why}", place, "数字和标点的写法，见 GB/T 15835、GB/T 15834。", key=f"{rule}|{key}|{match[0]}"
            )
    line = line_of(bare)
    if line.alone and line.text.endswith("。"):
        yield Finding("P8", "warn", "独立成行的小标题末尾不用句号。", place, "见 GB/T 9704。", key=f"P8|{key}")


def _years_in_words(text: str, place: str, key: str, draft: Draft) -> Iterator[Finding]:
    """今年以来 and 上年 mean what they say only in some periods."""
    start, end = draft.period.start, draft.period.end
    if "今年以来" in text and (start != date(draft.dated.year, 1, 1)):
        words = f"“今年以来”指{draft.dated.year}年1月1日以来，报告期是{draft.period.label}。"
        yield Finding("年份", "warn", words, place, "常是上一稿留下的，请核对。", key=f"年份|{key}|今年以来")
    if start.year != end.year and (found := re.search(r"上年|去年", text)):
        words = f"报告期跨年，“{found[0]}”说的是哪一年不清楚。"
        yield Finding("年份", "warn", words, place, "请写出四位年份。", key=f"年份|{key}|{found[0]}")


def _zeros(parts: Sequence[Stretch], place: str, key: str, values: Values) -> Iterator[Finding]:
    """Find what did not happen and is worded as “0次”: it is a sentence of its own."""
    zero = [
        part.tag for part in parts
        if part.tag is not None and part.tag.prefix != CHANGE and part.tag.form != ZERO
        and (measured := values.shown(part.tag).measured) is not None and measured.number == 0
    ]  # fmt: skip
    if zero:
        names = "、".join(dict.fromkeys(values.said(tag.path) for tag in zero))
        words = f"{names}是 0：行文里不写“0次”，请删去这句，或写成“未发生”“未收到”。"
        why = "标签可以写成 {{ 名称|零值（“未发生”） }}，是 0 的时候印后面的话。"
        yield Finding("零", "warn", words, place, why, labels=tuple(tag.name for tag in zero), key=f"零|{key}|{names}")


def _numbering(draft: Draft) -> Iterator[Finding]:
    """Headings count without gaps and begin anew under each parent (resources/docs/pages.md)."""
    last = [0, 0, 0, 0]
    for section in draft.sections:
        for number, text in enumerate(section.text.splitlines(), start=1):
            level, place = number_of(text)
            if not level:
                continue
            expected = last[level - 1] + 1
            last[level - 1 :] = [place, *[0] * (4 - level)]
            if place != expected:
                head = text.strip()[:12]
                words = f"“{head}”的序号接不上，按顺序应是第{chinese_numeral(expected)}个。"
                yield Finding("G13", "warn", words, f"{section.title} 第{number}段", "见 GB/T 9704。", key=f"G13|{section.key}|{number}")


def _names(draft: Draft) -> Iterator[Finding]:
    """Look at what stands outside of the sections."""
    for place, text in (("标题", draft.title), (ADDRESSEE, draft.addressee)):
        for left in dict.fromkeys([*_LEFT.findall(text), *re.findall(r"[{}｛｝]{2}", text)]):
            yield left_over(left, place, place)


def _sentences(text: str, place: str, section: Section, number: int, values: Values, ties: Ties) -> Iterator[Finding]:
    """Rules that hold where their measures stand in one sentence."""
    for index, sentence in enumerate(re.split(r"(?<=[。；;])", text)):
        parts = values.stretches(sentence)
        yield from _zeros(parts, place, f"{section.key}|{number}", values)
        for tie, words, labels in sentences.told(parts, values, ties):
            key = f"{tie.id}|{section.key}|{number}|{index}|{'|'.join(labels)}"
            yield Finding(tie.id, tie.level, words, place, tie.why(values.day), labels=labels, key=key)
        tags = [part.tag for part in parts if part.tag is not None and not part.tag.prefix]
        paths = {tag.path for tag in tags}
        scope = _SentenceScope(values)
        for tie in ties.of_scope("report"):
            if tie.together and tie.in_force(values.day) and set(tie.together) <= paths and broken(tie, scope):
                key = f"{tie.id}|{section.key}|{number}|{index}"
                yield Finding(
                    tie.id, tie.level, tie.message.fill(scope), place, tie.why(values.day), labels=tuple(tag.name for tag in tags), key=key
                )


class _SentenceScope:
    """Names are measures of the report's period."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self.functions: Mapping[str, Callable[..., Any]] = {"sum": sum, "max": max, "min": min}

    def name(self, name: str) -> Any:
        return (name, "")

    def attribute(self, base: Any, name: str) -> Any:
        return (base[0], name)

    def value(self, found: Any) -> Any:
        if not isinstance(found, tuple):
            return found
        return self._values.condition(".".join(word for word in found if word))


def small_numbers(tags: Sequence[Tag], values: Values, ties: Ties) -> list[Finding]:
    """Find what should not go further than it must."""
    return [
        Finding(
            tie.id, tie.level, words, "对外范围", tie.why(values.day),
            labels=tuple(dict.fromkeys(tag.name for tag in found)), key=f"{tie.id}|{'|'.join(tag.path for tag in found)}",
        )
        for tie, words, found in sentences.small(tags, values, ties)
    ]  # fmt: skip


def same_number(draft: Draft, values: Values, ties: Ties) -> list[Finding]:
    """Look for R0: a number typed over differs from the ledger. R43 holds by itself, for one tag is one number."""
    found = []
    for tag, override in draft.overrides.items():
        shown = values.shown(read(tag))
        number = shown.measured.number if shown.measured else None
        if number is not None and override.shown != plain(number):
            why = override.reason.strip()
            words = f"“{values.said(tag)}”文中写 {override.shown}，台账为 {plain(number)}。" + (
                f"理由：{why}" if why else "请改回台账数，或填写改动理由。"
            )
            tie, level = ties.get("R0"), "note" if why else "must"
            found.append(Finding(tie.id, level, words, "核对数字", tie.why(None), labels=(tag,), key=f"R0|{tag}", reason=why))
    return found
