"""Tags as a clerk types them: {{ 谈心谈话人次.党委书记|汉字 }}. Reads them, knows no value and no Word file.

Each tag becomes one constant: its canonical path and form. Nothing beyond this grammar exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dangjian_desktop.domain.wording import FORMS, ZERO

PREFIXES = ("上年同期", "增减", "全年累计")
FACTS = ("单位名称", "报告期", "报告年度", "上一年度", "主送机关", "标题", "成文日期")
BODY, SECTION, ROWS, LOOP = "正文", "段落", "明细", "行"
_WIDE = str.maketrans({"｛": "{", "｝": "}", "｜": "|", "．": ".", "％": "%"})
TAG = re.compile(r"\{\{(.*?)\}\}")
STATEMENT = re.compile(r"\{%(.*?)%\}")
BRACES = re.compile(r"[｛{]\s*(?:[｛{](?P<tag>.*?)[｝}]\s*[｝}]|[％%](?P<statement>.*?)[％%]\s*[｝}])", re.DOTALL)
"""A tag or a statement as it was typed, full-width or not."""
_ZERO_FORM = re.compile(r"零值\s*[(（]\s*[\"“”'‘’]?(.*?)[\"“”'‘’]?\s*[)）]")


@dataclass(frozen=True)
class Tag:
    """``prefix`` is one of PREFIXES or ""; ``name`` a measure, fact, 正文, 段落, 行; ``part`` everything after the dot;
    ``form`` and its ``word``. ``fault`` says what is wrong with the way it is written."""

    source: str
    prefix: str
    name: str
    part: str
    form: str = ""
    word: str = ""
    fault: str = ""

    @property
    def path(self) -> str:
        """Canonical, without form: 上年同期.谈心谈话人次.党委书记."""
        return ".".join(word for word in (self.prefix, self.name, self.part) if word)


def narrowed(text: str) -> str:
    """Narrow a text: full-width braces, bars and dots count as plain ones inside tags; the rest of the text stays as it is."""
    joined = re.sub(r"[｛{]\s*[｛{]", "{{", text)
    joined = re.sub(r"[｝}]\s*[｝}]", "}}", joined)
    joined = re.sub(r"[｛{]\s*[％%]", "{%", joined)
    joined = re.sub(r"[％%]\s*[｝}]", "%}", joined)
    return TAG.sub(lambda found: found[0].translate(_WIDE), joined)


def read(inside: str) -> Tag:
    """Read one tag from what stands between its braces."""
    source = "{{" + inside + "}}"
    path, bar, form_text = inside.translate(_WIDE).partition("|")
    words = path.strip()
    prefix, name, part = _split(words)
    form, word, fault = _form(form_text.strip()) if bar else ("", "", "")
    if not words:
        fault = "标签是空的，请写上指标或事项的名称。"
    elif not name or (words.endswith(".") and not part):
        fault = f"“{prefix}”后面要写一个点和指标的名称。" if prefix and not name else "点的前面和后面都要有名称。"
    return Tag(source, prefix, name, part, form, word, fault)


def _split(words: str) -> tuple[str, str, str]:
    head, _, rest = words.partition(".")
    head, rest = head.strip(), rest.strip()
    if head in PREFIXES:
        name, _, part = rest.partition(".")
        return head, name.strip(), part.strip()
    return "", head, rest


def _form(text: str) -> tuple[str, str, str]:
    if found := _ZERO_FORM.fullmatch(text):
        return ZERO, found[1], ""
    if text in FORMS:
        return text, "", ""
    return text, "", f"没有“{text}”这种写法，可用：{'、'.join([*FORMS, '零值（“未发生”）'])}。"


@dataclass(frozen=True)
class Stretch:
    """Plain text, or a tag."""

    text: str
    tag: Tag | None = None


def stretches(text: str) -> list[Stretch]:
    """Cut a text into plain stretches and tags."""
    found, at = [], 0
    text = narrowed(text)
    for match in TAG.finditer(text):
        if match.start() > at:
            found.append(Stretch(text[at : match.start()]))
        found.append(Stretch(match[0], read(match[1])))
        at = match.end()
    if at < len(text):
        found.append(Stretch(text[at:]))
    return found


def broken_braces(text: str) -> list[str]:
    """Find faults of form in one paragraph: a brace too many or too few."""
    rest = STATEMENT.sub("", TAG.sub("", narrowed(text)))
    found = []
    if "{{" in rest or "{%" in rest:
        found.append("有 {{ 或 {% 没有收口，请补上 }} 或 %}。")
    if "}}" in rest or "%}" in rest:
        found.append("有 }} 或 %} 前面没有开头，请补上 {{ 或 {%。")
    if not found and re.search(r"[{｛][^{}｛｝]{1,40}[}｝]", rest):
        found.append("标签要写两个花括号：{{ 名称 }}。")
    return found
