"""Templates that somebody else made: what they try, and what they are told (the TP rows of the threat table)."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document

from dangjian_desktop import box
from dangjian_desktop.domain.errors import TemplateError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.intake import let_in
from dangjian_desktop.reports.rendering import Filling, environment, read, render, walk
from dangjian_desktop.reports.template import refusal, wants
from dangjian_desktop.services.report.templates import look
from dangjian_desktop.services.trust import box_jobs

W = styles.NAMESPACE
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def checked(data: bytes, catalogue: Catalogue) -> tuple[TemplateFault, ...]:
    """In this process: the child box has tests of its own."""
    return look(data, catalogue, read=read).faults


def word(*texts: str) -> bytes:
    made = layout.blank()
    for text in texts:
        layout.add(made, text, styles.S_BODY)
    return layout.saved(made)


def changed(data: bytes, **parts: str | bytes | None) -> bytes:
    """The same file with parts replaced, added or (None) taken out; __ stands for / and _dot_ for a dot."""
    out = io.BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, content in named.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8")


def with_body(xml: str) -> bytes:
    """A file whose body begins with this XML."""
    data = word("正文")
    return changed(data, word__document_dot_xml=part(data, "word/document.xml").replace("<w:body>", f"<w:body>{xml}", 1))


def refused(data: bytes, catalogue: Catalogue) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        checked(data, catalogue)
    return caught.value


# ---------------------------------------------------------------------- TP-01 … TP-06
@pytest.mark.parametrize(
    "text",
    [
        "{{ cycler.__init__.__globals__.os.popen('touch x').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 立案件数.__class__ }}",
        "{% for i in range(99999999) %}x{% endfor %}",
        "{{ 'x'*999999999 }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ person.save() }}",
        "{{ person.delete_instance() }}",
        "{% set a = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% if 立案件数.__class__ %}x{% endif %}",
        "{% if open('x') %}x{% endif %}",
        "{% if 立案件数 ** 9 %}x{% endif %}",
        "{{ lipsum|attr('x') }}",
        "｛｛ ''.__class__ ｝｝",
    ],
)
def test_a_program_in_a_template_is_refused_and_not_run(text: str, catalogue: Catalogue) -> None:
    faults = checked(word("正文", text), catalogue)
    assert {fault.paragraph for fault in faults} == {2}
    told = refusal(faults)
    assert told.code == "E-31" or "**" in text or "open" in text
    assert told.faults == faults


@pytest.mark.parametrize(
    "what", ["{{ v.save() }}", "{{ v['k'].x }}", "{{ v['k']|upper }}", "{% set a = 1 %}", "{{ other }}", "{{ 1 + 1 }}"]
)
def test_what_jinja_would_run_is_walked_against_the_list(what: str) -> None:
    made = environment()
    made.filters["upper"] = str.upper
    with pytest.raises(TemplateError) as caught:
        walk(made.parse(what))
    assert caught.value.code == "E-31"


def test_a_statement_that_was_never_checked_does_not_run() -> None:
    with pytest.raises(TemplateError) as caught:
        render(word("{% set a = 1 %}"), Filling({}, {}, {}, {}))
    assert caught.value.code == "E-31"


@pytest.mark.parametrize("pieces", [("{{ 谈心谈话人此 }}",), ("{{ 谈心", "谈话人", "此 }}"), ("{", "{谈心谈话人此}", "}")])
def test_a_misspelt_tag_names_its_paragraph_and_the_nearest_one(pieces: tuple[str, ...], catalogue: Catalogue) -> None:
    made = layout.blank()
    layout.add(made, "上文", styles.S_BODY)
    paragraph = layout.add(made, "", styles.S_BODY)
    for piece in pieces:
        paragraph.add_run(piece)
    (fault,) = checked(layout.saved(made), catalogue)
    assert (fault.paragraph, fault.suggestion) == (2, "谈心谈话人次")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{%p if 立案件数 %}", "没有结束的 if"),
        ("{%p for 行 in 明细.案件 %}", "没有结束的 for"),
        ("{{ 立案件数 }", "没有收口"),
        ("立案件数 }}", "前面没有开头"),
        ("{ 立案件数 }", "两个花括号"),
        ("{{ }}", "空的"),
        ("{# 立案 #}", "注释"),
        ("{% endif %}", "前面没有 if"),
        ("{% endfor %}", "前面没有 for"),
        ("{% else %}", "else 前面没有 if"),
        ("{% elif 立案件数 %}", "elif 前面没有 if"),
        ("{% fi 立案件数 %}", "只能写"),
        ("共{{ 正文 }}", "独占一段"),
        ("{{ 正文|汉字 }}", "后面不能再写"),
        ("{{ 行.会议日期 }}", "只能写在循环里面"),
        ("{{ 明细.党委会议 }}", "写在循环里"),
        ("{{ 段落.政治建社 }}", "没有“政治建社”这一段"),
        ("{{ 段落 }}", "段落的名称"),
        ("{{ 上年同期.标题 }}", "前面不能写“上年同期”"),
        ("{{ 标题.甲 }}", "后面不能写“.甲”"),
        ("{{ 标题|汉字 }}", "后面不能写“|汉字”"),
        ("{{ 专项指标 }}", "没有总数"),
        ("{{ 立案件数.甲 }}", "没有分项"),
        ("{{ 谈心谈话人次.党委书计 }}", "没有“党委书计”这一项"),
        ("{{ 增减.立案件数|汉字 }}", "后面不能写“汉字”"),
        ("{{ 立案件数|顿号 }}", "只用于目录"),
        ("{{ 警示教育片目|汉字 }}", "只用于数字"),
        ("{{ 立案件数|百分比 }}", "只用于比率"),
        ("{{ 立案件数|万元 }}", "只用于金额"),
        ("{{ 立案件数|大写 }}", "没有“大写”这种写法"),
        ("{% if 立案件数 > %}x{% endif %}", "看不懂"),
        ("{% if 正文 %}x{% endif %}", "不能写在条件里"),
        ("{% if 没有的 %}x{% endif %}", "没有“没有的”"),
        ("{% for 行 in 明细.没有 %}{{ 行.甲 }}{% endfor %}", "没有“没有”这本台账"),
        ("{% for 行 in 明细.党委会议 %}{% for 行 in 明细.党委会议 %}{% endfor %}{% endfor %}", "不能再写循环"),
        ("{% for 行 in 明细.党委会议 %}{{ 行.没有 }}{% endfor %}", "没有“没有”这一栏"),
        ("{% for 行 in 明细.党委会议 %}{{ 行.会议日期|汉字 }}{% endfor %}", "照台账里的样子打印"),
        ("{% for 行 in 明细.党委会议 %}{% if 行.会议日期 and 立案件数 %}{% endif %}{% endfor %}", "不能和指标写在一起"),
        ("{% for 行 in 明细.党委会议 %}{% else %}{% endfor %}", "else 前面没有 if"),
        ("{%tr if 立案件数 %}{%tr endif %}", "位置对不上"),
    ],
)
def test_every_slip_is_explained_in_chinese(text: str, words: str, catalogue: Catalogue) -> None:
    faults = checked(word("上文", text), catalogue)
    assert any(words in fault.message for fault in faults), faults
    assert {fault.paragraph for fault in faults} <= {0, 2}
    assert refusal(faults).code == "E-36"


def test_a_row_that_begins_in_one_cell_and_ends_in_another_is_told(catalogue: Catalogue) -> None:
    made = layout.blank()
    grid = made.add_table(rows=1, cols=2)
    grid.rows[0].cells[0].text = "{% if 立案件数 %}甲"
    grid.rows[0].cells[1].text = "乙"
    layout.add(made, "{% endif %}", styles.S_BODY)
    (fault,) = checked(layout.saved(made), catalogue)
    assert "位置对不上" in fault.message


def test_tags_in_notes_and_sections_in_a_header_are_told(catalogue: Catalogue) -> None:
    made = layout.blank()
    layout.add(made, "正文", styles.S_BODY)
    made.sections[0].header.paragraphs[0].text = "{{ 正文 }}"
    made.sections[0].different_first_page_header_footer = True
    made.sections[0].first_page_header.paragraphs[0].text = "{{ 没有的 }}"
    made.add_comment(made.paragraphs[0].add_run("注"), "请看{{ 没有的 }}，批注不进报告")
    data = layout.saved(made)
    rels = part(data, "word/_rels/document.xml.rels")
    types = part(data, TYPES)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    data = changed(
        data,
        word__footnotes_dot_xml=f'<w:footnotes xmlns:w="{W}"><w:footnote><w:p><w:r><w:t>{{{{ 立案件数 }}}}</w:t></w:r></w:p></w:footnote></w:footnotes>',
        word___rels__document_dot_xml_dot_rels=rels.replace(
            "</Relationships>", f'<Relationship Id="rF" Type="{OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>'
        ),
        **{TYPES: types.replace("</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>')},
    )
    faults = checked(data, catalogue)
    told = [fault.message for fault in faults]
    assert len(told) == 3
    assert any("脚注、尾注里不能写标签" in words for words in told)
    assert any("不能写在页眉" in words for words in told)
    assert any("没有“没有的”" in words for words in told)


HONEST = [
    "{{ 立案件数 }}",
    "｛｛ 谈心谈话人次．党委书记 ｜ 汉字 ｝｝",
    "{ { 立案件数 } }",
    "{{ 三公经费金额.因公出国（境）|万元 }}",
    "{{ 结案件数.2021 }}",
    "{{ 系列课期数.“攻山”学堂's }}",
    "{{ 专项指标.危房 }}",
    "{{ 上年同期.谈心谈话人次 }}{{ 增减.谈心谈话人次 }}{{ 全年累计.立案件数 }}",
    "{{ 单位名称 }}{{ 报告期 }}{{ 报告年度 }}{{ 上一年度 }}{{ 主送机关 }}{{ 标题 }}{{ 成文日期 }}",
    '{{ 立案件数|零值("未发生") }}{{ 立案件数|零值（“未立案”） }}',
    "{{ 警示教育片目 }}{{ 警示教育片目|书名号 }}{{ 警示教育片目|顿号 }}",
    "{{ 中心组学习出勤率|百分比 }}",
    "{{ 谈心谈话人次|约数 }}",
    "{{ 正文 }}",
    "{{ 段落.政治建设 }}",
    "{{ 段落.下步打算 }}",
    "{% if 立案件数 %}有{% else %}无{% endif %}",
    "{%p if 立案件数 > 3 and not 结案件数 == 0 %}",
    "{% if 报告期 == “2022年上半年” %}甲{% elif 立案件数 %}乙{% endif %}",
    "{% for 行 in 明细.党委会议 %}{{ 行.会议日期 }}、{% endfor %}",
    "{% for 行 in 明细.党委会议 %}{% if 行.会议日期 %}{{ 行.会议日期 }}{% endif %}{% endfor %}",
]


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_template_passes(text: str, catalogue: Catalogue) -> None:
    texts = (text, "内容", "{%p endif %}") if text.startswith("{%p") else (text,)
    assert checked(word(*texts), catalogue) == ()


# ---------------------------------------------------------------------- TP-07 … TP-11
def relations(kind: str, target: str, mode: str = ' TargetMode="External"') -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rX" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    )


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("attachedTemplate", "http://example.invalid/t.dotm", ' TargetMode="External"'),
        ("image", "file://10.0.0.5/s/x.png", ' TargetMode="External"'),
        ("image", "https://example.invalid/x.png", ' TargetMode="External"'),
        ("hyperlink", "file://10.0.0.5/s/x.docx", ' TargetMode="External"'),
        ("hyperlink", "javascript:alert(1)", ' TargetMode="External"'),
        ("oleObject", "embeddings/o.bin", ""),
        ("package", "embeddings/b.xlsx", ""),
        ("aFChunk", "chunk.html", ""),
        ("subDocument", "part.docx", ""),
        ("frame", "x.html", ' TargetMode="External"'),
        ("vbaProject", "vbaProject.bin", ""),
        ("control", "activeX/a.xml", ""),
    ],
)
def test_what_fetches_or_embeds_is_refused(kind: str, target: str, mode: str, catalogue: Catalogue) -> None:
    data = changed(word("正文"), word___rels__settings_dot_xml_dot_rels=relations(kind, target, mode))
    assert refused(data, catalogue).code == "E-32"


@pytest.mark.parametrize("target", ["https://example.invalid/a", "mailto:a@example.invalid", "HTTP://example.invalid"])
def test_an_ordinary_link_may_stay(target: str, catalogue: Catalogue) -> None:
    data = changed(word("正文"), word___rels__settings_dot_xml_dot_rels=relations("hyperlink", target))
    assert checked(data, catalogue) == ()


def field(*codes: str, end: str = "end") -> str:
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    closed = f'<w:r><w:fldChar w:fldCharType="{end}"/></w:r>'
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}{closed}</w:p>'


@pytest.mark.parametrize(
    "xml",
    [
        field('INCLUDEPICTURE "http://example.invalid/x.png"'),
        field("INCLUDE", "TEXT c:\\x.docx"),
        field("DDEAUTO c:\\windows\\x.exe"),
        field('HYPERLINK "file://10.0.0.5/x"'),
        '<w:p><w:fldSimple w:instr="IMPORT x"/></w:p>',
        "<w:p><w:r><w:instrText>LINK Excel.Sheet</w:instrText></w:r></w:p>",
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>',
    ],
)
def test_field_codes_that_fetch_or_run_are_refused(xml: str, catalogue: Catalogue) -> None:
    told = refused(with_body(xml), catalogue)
    assert told.code == "E-32"


@pytest.mark.parametrize(
    "xml",
    [
        field("PAGE"),
        field(' HYPERLINK "https://example.invalid/" '),
        field(' HYPERLINK \\l "书签" '),
        field("= 1 + 2"),
        '<w:p><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>',
        '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        field("=", end="separate").replace("</w:p>", "") + field("NUMPAGES").replace("<w:p>", ""),
        field("PAGE", end="separate").replace("</w:p>", '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'),
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>= </w:instrText></w:r>' + field("NUMPAGES")[5:-6]
        + '<w:r><w:instrText> - 1</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    ],
)  # fmt: skip
def test_ordinary_fields_pass(xml: str) -> None:
    let_in(with_body(xml))


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("E-32", "wordprocessingml.document.main", "ms-word.document.macroEnabled.main"),
        ("E-32", "</Types>", '<Override PartName="/word/p.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
        ("E-32", "</Types>", '<Default Extension="ole" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/></Types>'),
        ("E-32", "</Types>", '<Default Extension="ax" ContentType="application/vnd.ms-office.activeX"/></Types>'),
        ("E-84", "wordprocessingml.document.main", "wordprocessingml.template.main"),
        ("E-84", "wordprocessingml.document.main", "spreadsheetml.sheet.main"),
    ],
)
def test_macros_and_templates_of_word_are_recognised_by_content(code: str, old: str, new: str, catalogue: Catalogue) -> None:
    data = word("正文")
    assert refused(changed(data, **{TYPES: part(data, TYPES).replace(old, new)}), catalogue).code == code


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "<!--" + "".join(map(str, range(4000))) + "--><!DOCTYPE a>"]
)
def test_a_document_type_is_refused(doctype: str, catalogue: Catalogue) -> None:
    data = word("正文")
    assert (
        refused(changed(data, word__document_dot_xml=doctype + part(data, "word/document.xml").partition("?>")[2]), catalogue).code
        == "E-33"
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda data: changed(data, word__x_dot_xml=b"0" * 60_000_000), "E-33"),
        (lambda data: changed(data, word__document_dot_xml="<a><b></a>"), "E-33"),
        (lambda data: data[: len(data) // 2], "E-33"),
        (lambda data: changed(data, word__styles_dot_xml="<a><b></a>"), "E-33"),
        (lambda data: changed(data, **{TYPES: None}), "E-33"),
        (lambda data: changed(data, word__document_dot_xml=None), "E-33"),
        (lambda data: changed(data, _rels___dot_rels=None), "E-33"),
        (lambda data: changed(data, word__document_dot_xml="<a/>"), "E-33"),
    ],
)
def test_bombs_and_broken_files_are_refused(make: Callable[[bytes], bytes], code: str, catalogue: Catalogue) -> None:
    assert refused(make(word("正文")), catalogue).code == code


def test_a_size_that_lies_in_the_directory_does_not_help(catalogue: Catalogue) -> None:
    """What is unpacked is counted, whatever the directory says of it; the bomb is refused before anything is parsed."""
    data = bytearray(changed(word("正文"), word__x_dot_xml=b"0" * 60_000_000))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/x.xml"))
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    assert refused(bytes(data), catalogue).code == "E-33"


def test_a_container_inside_a_container_is_not_unpacked(catalogue: Catalogue) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as box_:
        box_.writestr("bomb", b"0" * 90_000_000)
    data = changed(word("正文"), word__media__x_dot_zip=inner.getvalue())
    tracemalloc.start()
    try:
        checked(data, catalogue)
    except TemplateError as told:
        assert told.code in ("E-32", "E-33", "E-84")
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 45_000_000, "half of what is inside"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版 Word 或 WPS 文档"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        (b"{\\rtf1 abc}", "RTF"),
        (b"%PDF-1.7", "不是 Word 文档"),
        (b"", "不是 Word 文档"),
    ],
)
def test_other_kinds_are_named_with_the_way_out(data: bytes, words: str, catalogue: Catalogue) -> None:
    told = refused(data, catalogue)
    assert told.code == "E-84"
    assert words in told.message.happened
    assert "另存为 .docx" in told.message.advice


def test_a_damaged_template_never_breaks_the_program(catalogue: Catalogue) -> None:
    """Bytes turned over inside of parts: every outcome is a list of faults or a refusal."""
    dice = random.Random(7)
    data = word("{{ 立案件数 }}", "{%p if 立案件数 %}", "甲", "{%p endif %}")
    names = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.endswith((".xml", ".rels"))]
    for _ in range(120):
        name = dice.choice(names)
        content = bytearray(zipfile.ZipFile(io.BytesIO(data)).read(name))
        for _ in range(dice.randint(1, 4)):
            content[dice.randrange(len(content))] = dice.choice(b'<>/"&ax \0\xff{}')
        bad = changed(data, **{name: bytes(content)})
        try:
            checked(bad, catalogue)
        except TemplateError as told:
            assert told.code in ("E-32", "E-33", "E-84")


# ---------------------------------------------------------------------- TP-12, TP-13
@pytest.mark.slow
def test_ten_thousand_paragraphs_and_three_thousand_rows_are_all_there(catalogue: Catalogue) -> None:
    dice = random.Random(7)
    data = word(
        "{{ 正文 }}",
        *[f"{dice.random()} 这一段没有标签。" for _ in range(10_000)],
        "{%p for 行 in 明细.党委会议 %}",
        "{{ 行.会议日期 }}",
        "{%p endfor %}",
    )
    assert checked(data, catalogue) == ()
    row = {"会议日期": "2022-03-05"}
    out = render(data, Filling({}, {}, {"党委会议": [row] * 3000}, {"正文": ()}))
    assert sum(paragraph.text == "2022-03-05" for paragraph in Document(io.BytesIO(out)).paragraphs) == 3000


VERBATIM = [
    "A&B",
    "<b>x</b>",
    "]]>",
    "{{ x }}",
    "{% if 1 %}",
    "｛｛ x ｝｝",
    "{_{ x }_}",
    "{#x#}",
    "\ue010正文\ue011",
    "%}{{",
    "<w:p>",
    "&amp;",
]


@pytest.mark.parametrize("text", VERBATIM)
def test_data_is_never_read_as_a_template(text: str, catalogue: Catalogue) -> None:
    data = word("{{ 单位名称 }}", "{%p for 行 in 明细.党委会议 %}", "{{ 行.会议日期 }}", "{%p endfor %}", "{{ 正文 }}")
    asked: Any = wants(data)
    from dangjian_desktop.reports.sections import lines_of

    out = render(data, Filling({"单位名称": text}, {}, {"党委会议": [{"会议日期": text}]}, {asked.bodies[0]: lines_of(text)}))
    assert [paragraph.text for paragraph in Document(io.BytesIO(out)).paragraphs] == [text] * 3


# ---------------------------------------------------------------------- the child box
def test_what_comes_from_outside_is_read_in_the_child_box(catalogue: Catalogue) -> None:
    assert look(word("{{ 立案件数 }}"), catalogue).faults == ()
    data = word("{{ 谈心谈话人此 }}")
    assert look(data, catalogue).faults == checked(data, catalogue)
    data = word("{%tr if 立案件数 %}{%tr endif %}")
    assert look(data, catalogue).faults == checked(data, catalogue) != ()
    with pytest.raises(TemplateError) as caught:
        look(b"{\\rtf1}", catalogue)
    assert caught.value.code == "E-84"


def test_a_child_that_dies_is_an_answer(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    def dies(*_: object, **__: object) -> object:
        raise box.BoxError("gone")

    monkeypatch.setattr(box, "run", dies)
    with pytest.raises(TemplateError) as caught:
        look(word("正文"), catalogue)
    assert caught.value.code == "E-33"


def test_inside_the_child_plain_values_are_made() -> None:
    assert box_jobs.template(word("{{ 甲 }}"))["places"][0] == ["{{ 甲 }}", True]
    assert box_jobs.template(b"x")["error"] == "E-84"
