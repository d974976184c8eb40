"""Ordinary office files as templates: what runs or fetches is refused, what nobody needs is left out and told, the rest works."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from dangjian_desktop.domain.errors import TemplateError
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.reports import rendering, template
from dangjian_desktop.reports.intake import let_in
from dangjian_desktop.reports.links import Leads, leads
from dangjian_desktop.reports.rendering import Filling
from dangjian_desktop.services.report.values import judge
from tests.reports.test_template_attacks import changed, field, part, relations, with_body, word

CASES = Path(__file__).parents[1] / "data" / "templates"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def finished(data: bytes) -> bytes:
    """A report made of the template: every number is 174, every ledger has two rows."""
    catalogue = load_catalogue()
    reading = rendering.read(data)
    assert template.faults_of(reading, lambda tag: judge(tag, catalogue), {spec.label: set(spec.by_label) for spec in catalogue}) == ()
    asked = template.wants(data)
    rows = {ledger: [dict.fromkeys(catalogue.by_label[ledger].by_label, word) for word in ("甲", "乙")] for ledger in asked.rows}
    return rendering.render(data, Filling({template.key_of(tag): "174" for tag in asked.tags}, {}, rows, {}))


def texts(docx: bytes) -> list[str]:
    return [place.text for place in template.places(docx)]


def sound(docx: bytes) -> None:
    """What points somewhere finds something: no relation without its part, no id without its relation."""
    box = zipfile.ZipFile(io.BytesIO(docx))
    names = set(box.namelist())
    for name in names:
        if name.endswith(".xml"):
            root = etree.fromstring(box.read(name))
            folder, _, base = name.rpartition("/")
            rels = f"{folder}/_rels/{base}.rels"
            known = {line.get("Id") for line in etree.fromstring(box.read(rels))} if rels in names else set()
            used = {value for one in root.iter() for key, value in one.attrib.items() if key.startswith(f"{{{OFFICE}}}")}
            assert used <= known, name
            assert not [one for one in root.iter() if str(one.tag).endswith("}dataBinding")], name


@pytest.mark.parametrize("case", sorted(CASES.glob("*.docx")), ids=lambda path: path.stem)
def test_a_file_as_offices_have_it_becomes_a_report(case: Path) -> None:
    made = finished(case.read_bytes())
    sound(made)
    assert any("174" in text or "甲" in text for text in texts(made))
    assert not any(sign in text for text in texts(made) for sign in ("{{", "}}", "{%"))


def test_tracked_changes_are_as_accepted() -> None:
    made = finished((CASES / "33-tracked-rows.docx").read_bytes())
    assert texts(made) == ["甲174乙", "留下的话。", "搬走的话。", "留下的行", "末"]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("34-printer-settings", "打印机设置没有带入报告。"),
        ("36-null", "有一张图片的文件不在模板里，图片没有带入报告。"),
        ("36-top", "指向“#_top”的链接去掉了，文字还在。"),
        ("37-attachedTemplate", "附加的模板“公文.dotm”没有带入报告。"),
        ("37-keymap", "自定义的快捷键没有带入报告。"),
        ("37-hdphoto", "图片的艺术效果没有带入报告，图片还在。"),
        ("38-AUTHOR", "第 1 段的域 AUTHOR 换成了它显示的文字（在 Word 或 WPS 里选中后按 Ctrl+Shift+F9 是一样的）。"),
    ],
)
def test_what_is_left_out_is_told(case: str, words: str) -> None:
    assert let_in((CASES / f"{case}.docx").read_bytes()).dropped == (words,)


def test_who_made_a_template_is_not_worth_a_word() -> None:
    assert let_in((CASES / "37-label.docx").read_bytes()).dropped == ()


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        (field("MACROBUTTON x 点这里"), "点这里"),
        (
            field("AUTHOR", end="separate").replace("</w:p>", '<w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'),
            "甲",
        ),
        (field(""), ""),
        ("<w:p><w:fldSimple><w:r><w:t>甲</w:t></w:r></w:fldSimple></w:p>", "甲"),
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE</w:instrText></w:r><w:r><w:t>甲</w:t></w:r></w:p>',
            "甲",
        ),
        ("<w:p><w:r><w:instrText>AUTHOR</w:instrText><w:t>甲</w:t></w:r></w:p>", "甲"),
        ('<w:p><w:r><w:fldChar w:fldCharType="separate"/><w:t>甲</w:t></w:r></w:p>', "甲"),
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
            + field("AUTHOR", end="separate").removeprefix("<w:p>").removesuffix("</w:p>")
            + '<w:r><w:t>乙</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            '<w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            "甲",
        ),
        (field('HYPERLINK "D:\\\\旧稿.docx"', end="separate").replace("</w:p>", "<w:r><w:t>甲</w:t></w:r></w:p>"), "甲"),
    ],
)
def test_a_field_nobody_needs_becomes_what_it_shows(xml: str, shown: str) -> None:
    came = let_in(with_body(xml))
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(came.data)).read("word/document.xml"))
    assert "".join(node.text or "" for node in root.iter(qn("w:t"))) == f"{shown}正文"
    assert not list(root.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:fldChar")))


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("https://example.invalid", Leads.WEB),
        ("mailto:a@example.invalid", Leads.WEB),
        ("file:///C:/旧稿.docx", Leads.HERE),
        ("D:\\旧稿.docx", Leads.HERE),
        ("旧稿.docx", Leads.HERE),
        ("#书签", Leads.HERE),
        ("\\\\10.0.0.5\\s\\x.docx", Leads.FAR),
        ("//10.0.0.5/s/x.docx", Leads.FAR),
        ("file://10.0.0.5/s", Leads.FAR),
        ("javascript:alert(1)", Leads.FAR),
        ("search-ms:query", Leads.FAR),
    ],
)
def test_where_a_link_leads(target: str, where: Leads) -> None:
    assert leads(target) is where


def test_a_link_to_a_file_of_its_maker_becomes_its_words() -> None:
    link = f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="rLink"><w:r><w:t>见旧稿</w:t></w:r></w:hyperlink></w:p>'
    rels = part(with_body(link), "word/_rels/document.xml.rels")
    line = f'<Relationship Id="rLink" Type="{OFFICE}/hyperlink" Target="D:\\旧稿.docx" TargetMode="External"/></Relationships>'
    came = let_in(changed(with_body(link), word___rels__document_dot_xml_dot_rels=rels.replace("</Relationships>", line)))
    assert came.dropped == ("指向“旧稿.docx”的链接去掉了，文字还在。",)
    sound(came.data)
    assert "见旧稿" in texts(came.data)


def test_only_what_is_loaded_comes_in() -> None:
    """A part that no relation leads to is no part of the text, whatever its name."""
    came = let_in(changed(word("正文"), word__x_dot_xml="<a><b></a>", word__media__x_dot_exe=b"MZ"))
    assert came.dropped == ()
    assert not {"word/x.xml", "word/media/x.exe"} & set(zipfile.ZipFile(io.BytesIO(came.data)).namelist())


def test_a_header_is_judged_by_its_relation_not_by_its_name() -> None:
    data = word("正文")
    rels = part(data, "word/_rels/document.xml.rels")
    line = f'<Relationship Id="rHead" Type="{OFFICE}/header" Target="kopf.bin"/></Relationships>'
    types = part(data, "[Content_Types].xml")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    space, code = qn("w:p")[1:].partition("}")[0], field("DDEAUTO c:\\x.exe")
    head = f'<w:hdr xmlns:w="{space}">{code}</w:hdr>'
    bad = changed(
        data,
        word___rels__document_dot_xml_dot_rels=rels.replace("</Relationships>", line),
        word__kopf_dot_bin=head,
        **{"[Content_Types].xml": types.replace("</Types>", f'<Override PartName="/word/kopf.bin" ContentType="{kind}"/></Types>')},
    )
    with pytest.raises(TemplateError) as caught:
        let_in(bad)
    assert caught.value.code == "E-32"


def test_a_mail_merge_is_left_out_and_told() -> None:
    data = word("正文")
    settings = part(data, "word/settings.xml")
    merge = '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:query w:val="SELECT 1"/></w:mailMerge>'
    at = settings.index(">", settings.index("<w:settings")) + 1
    came = let_in(changed(data, word__settings_dot_xml=settings[:at] + merge + settings[at:]))
    assert came.dropped == ("设置里的邮件合并、更新域和附加内容没有带入报告。",)
    assert b"mailMerge" not in zipfile.ZipFile(io.BytesIO(came.data)).read("word/settings.xml")


def test_names_with_the_other_stroke_are_read() -> None:
    data, made = word("{{ 立案件数 }}"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as box, zipfile.ZipFile(made, "w") as out:
        for name in box.namelist():
            out.writestr(zipfile.ZipInfo(name.replace("/", "\\")), box.read(name))
    assert texts(finished(made.getvalue()))[0] == "174"


def test_a_style_sheet_that_is_not_there_is_told() -> None:
    assert let_in(changed(word("正文"), word__styles_dot_xml=None)).dropped == ("模板里缺了一部分（样式），用通常的代替。",)


def test_an_unknown_relation_is_left_out() -> None:
    data = changed(word("正文"), word___rels__settings_dot_xml_dot_rels=relations("someday", "x.bin", ""))
    assert let_in(data).dropped == ("一种本程序不认识的内容没有带入报告。",)


def container(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, text in parts.items():
            out.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: container(xl__workbook_dot_bin="x"), "是 Excel 表格"),
        (lambda: container(ppt__presentation_dot_xml="x"), "是演示文稿"),
        (lambda: container(OFD_dot_xml="x"), "是 OFD 文件"),
        (lambda: container(content_dot_xml="x", mimetype="x"), "是 OpenDocument 文档"),
        (lambda: container(x="x"), "不是 Word 文档"),
        (lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "是 Word XML 文档"),
        (lambda: b"<html><body>x</body></html>", "是网页"),
    ],
)
def test_each_other_kind_is_named_for_what_it_is(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        let_in(make())
    assert caught.value.code == "E-84"
    assert words in caught.value.message.happened
    assert ".docx" in caught.value.message.advice


def test_sizes_of_a_strict_file_are_those_of_the_paper() -> None:
    size = '<w:sectPr><w:pgSz w:w="595.3pt" w:h="29.7cm"/></w:sectPr>'
    strict = part(word("正文"), "word/document.xml").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    start, end = strict.index("<w:sectPr"), strict.index("</w:sectPr>") + len("</w:sectPr>")
    came = let_in(changed(word("正文"), word__document_dot_xml=strict[:start] + size + strict[end:]))
    section = Document(io.BytesIO(came.data)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_a_linked_picture_that_is_also_inside_loses_only_the_link() -> None:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    xml = f'<w:p><w:r><w:drawing><a:blip xmlns:a="{a}" xmlns:r="{OFFICE}" r:embed="rIn" r:link="rOut"/></w:drawing></w:r></w:p>'
    rels = part(with_body(xml), "word/_rels/document.xml.rels")
    lines = (
        f'<Relationship Id="rIn" Type="{OFFICE}/image" Target="media/a.png"/>'
        f'<Relationship Id="rOut" Type="{OFFICE}/image" Target="C:\\a.png" TargetMode="External"/></Relationships>'
    )
    data = changed(
        with_body(xml), word___rels__document_dot_xml_dot_rels=rels.replace("</Relationships>", lines), word__media__a_dot_png=b"x"
    )
    came = let_in(data)
    sound(came.data)
    assert b"rIn" in zipfile.ZipFile(io.BytesIO(came.data)).read("word/document.xml")


def test_a_table_whose_every_row_was_deleted_goes() -> None:
    xml = (
        '<w:tbl><w:tr><w:trPr><w:del w:id="1" w:author="x"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:t>末</w:t></w:r></w:p>'
    )
    assert texts(let_in(with_body(xml)).data)[:2] == ["末", "正文"]


def test_the_last_paragraph_of_a_cell_stays_though_its_end_was_deleted() -> None:
    xml = '<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr></w:p></w:tc></w:tr></w:tbl><w:p/>'
    assert texts(let_in(with_body(xml)).data)[:3] == ["", "", "正文"]


def test_what_is_left_of_a_paragraph_begins_the_next_one() -> None:
    gone = '<w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
    xml = f"<w:p>{gone}<w:r><w:t>甲</w:t></w:r></w:p><w:p><w:pPr/><w:r><w:t>乙</w:t></w:r></w:p>"
    assert texts(let_in(with_body(xml)).data)[:2] == ["甲乙", "正文"]
    xml = f"<w:p>{gone}<w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p>"
    assert texts(let_in(with_body(xml)).data)[:2] == ["甲乙", "正文"]


def test_a_part_that_is_used_twice_is_there_once() -> None:
    data = word("正文")
    rels = part(data, "word/_rels/document.xml.rels")
    line = f'<Relationship Id="rAgain" Type="{OFFICE}/theme" Target="/word/styles.xml"/></Relationships>'
    came = let_in(changed(data, word___rels__document_dot_xml_dot_rels=rels.replace("</Relationships>", line)))
    assert zipfile.ZipFile(io.BytesIO(came.data)).namelist().count("word/styles.xml") == 1


@pytest.mark.parametrize("around", ["a:ext", "a:blip"])
def test_the_effect_of_a_picture_goes_without_the_picture(around: str) -> None:
    a, a14 = "http://schemas.openxmlformats.org/drawingml/2006/main", "http://schemas.microsoft.com/office/drawing/2010/main"
    layer = f'<a14:imgLayer xmlns:a14="{a14}" xmlns:r="{OFFICE}" r:embed="rNone"/>'
    xml = f'<w:p><w:r><w:drawing><a:graphic xmlns:a="{a}"><{around}>{layer}</{around}></a:graphic></w:drawing></w:r></w:p>'
    made = zipfile.ZipFile(io.BytesIO(let_in(with_body(xml)).data)).read("word/document.xml")
    assert b"imgLayer" not in made
    assert b"graphic" in made


@pytest.mark.parametrize("name", ["word/styles.xml", "docProps/core.xml"])
def test_a_file_that_only_looks_like_words_is_refused_when_it_is_tried_out(name: str) -> None:
    with pytest.raises(TemplateError) as caught:
        rendering.read(changed(word("正文"), **{name: "<a/>"}))
    assert caught.value.code == "E-33"
