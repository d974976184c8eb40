"""Word templates: read whole, every fault at once, nothing runs that we did not allow; the page as GB/T 9704 wants it."""

import io
import re
import zipfile

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangjian_desktop.domain.errors import TemplateError
from dangjian_desktop.domain.expression import ExpressionError
from dangjian_desktop.paths import resources
from dangjian_desktop.reports import intake, layout, rendering, styles
from dangjian_desktop.reports.conditions import truth
from dangjian_desktop.reports.document import blocks
from dangjian_desktop.reports.rendering import Filling, key_of, render
from dangjian_desktop.reports.sections import line_of, lines_of
from dangjian_desktop.reports.tags import broken_braces, narrowed, read, stretches
from dangjian_desktop.reports.template import check, wants
from dangjian_desktop.services.report import ledger_book
from tests import build_templates

FIELDS = {"谈话": {"日期", "类"}}
KNOWN = {"谈话次数", "单位名称", "正文", "段落", "行"}


def judge(tag):
    return ("", "") if tag.name in KNOWN else (f"没有“{tag.name}”。", "谈话次数")


def word(*texts, table=(), header="", runs=()):
    made = Document()
    for text in texts:
        made.add_paragraph(text)
    for parts in runs:
        paragraph = made.add_paragraph()
        for part in parts:
            paragraph.add_run(part)
    if table:
        grid = made.add_table(rows=0, cols=len(table[0]))
        for row in table:
            cells = grid.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    if header:
        made.sections[0].header.paragraphs[0].text = header
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def faults(*texts, **more):
    return check(word(*texts, **more), judge, FIELDS)


def filled(data, *, values=None, truths=None, rows=None, bodies=None):
    return render(data, Filling(values or {}, truths or {}, rows or {}, bodies or {}))


def texts(data):
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


# ---------------------------------------------------------------------- tags
def test_a_tag_is_read_whatever_marks_the_input_method_typed():
    assert narrowed("｛｛ 谈话次数｜汉字 ｝｝次，｛％ endif ％｝") == "{{ 谈话次数|汉字 }}次，{% endif %}"
    tag = read(" 三公经费金额．因公出国（境）｜零值（“未发生”） ")
    assert (tag.name, tag.part, tag.form, tag.word) == ("三公经费金额", "因公出国（境）", "零值", "未发生")
    assert read("上年同期.谈心谈话人次.党委书记").path == "上年同期.谈心谈话人次.党委书记"
    assert key_of(read("谈话次数|汉字")) == "谈话次数|汉字()"
    assert "没有“大写”" in read("谈话次数|大写").fault
    assert "空的" in read("  ").fault
    for lacking in (".谈话次数", "谈话次数.", "上年同期.谈话次数."):
        assert "点的前面和后面" in read(lacking).fault
    for alone in ("上年同期", "上年同期.", "上年同期..谈话次数"):
        assert "“上年同期”后面要写" in read(alone).fault
    assert [part.text for part in stretches("甲{{ 谈话次数 }}乙")] == ["甲", "{{ 谈话次数 }}", "乙"]
    assert [part.text for part in stretches("{{ 谈话次数 }}")] == ["{{ 谈话次数 }}"]


@pytest.mark.parametrize("text", ["{{ 谈话次数", "谈话次数 }}", "{% if 甲", "甲 %}", "{谈话次数}", "｛谈话次数｝"])
def test_a_brace_too_many_or_too_few_is_told(text):
    assert broken_braces(text)


def test_whole_tags_and_plain_text_are_fine():
    assert broken_braces("共{{ 谈话次数 }}次") == []


# ---------------------------------------------------------------------- checking
def test_every_fault_is_told_at_once_with_its_paragraph_and_a_suggestion():
    found = faults(
        "{{ 谈话次书 }}次", "{{ 谈话次数|大写 }}", "{{ 谈话次数", "{% for 行 in 明细.聊天 %}", "{% endif %}", "{% else %}",
        "{% while 1 %}", "{{ 行.日期 }}", "{% if 谈话次书 > 1 %}", "{% if 谈话次数 > %}",
        header="{{ 页眉 }}", table=[["{{ 表格 }}"]],
    )  # fmt: skip
    told = "\n".join(f"{fault.paragraph} {fault.message} {fault.suggestion}" for fault in found)
    for words in ("谈话次书", "大写", "没有收口", "没有“聊天”", "endif 前面没有", "只能写 for", "没有“页眉”", "没有“表格”", "没有结束"):
        assert words in told
    assert found[0].suggestion == "谈话次数"
    assert found[0].paragraph == 1


def test_a_row_stands_only_inside_a_loop_and_else_needs_an_if():
    assert "循环里面" in faults("{{ 行.日期 }}")[0].message
    assert "栏的名称" in faults("{%p for 行 in 明细.谈话 %}", "{{ 行 }}", "{%p endfor %}")[0].message
    assert faults("{%p if 谈话次数 > %}", "多", "{%p endif %}")[0].message == "看不懂“谈话次数 >”。"
    assert "else 前面没有 if" in faults("{% else %}")[0].message
    assert faults("{%p for 行 in 明细.谈话 %}", "{{ 行.日期 }}", "{%p endfor %}") == ()
    assert faults("{%p if 谈话次数 > 1 and not 谈话次数 == 3 %}", "多", "{%p else %}", "少", "{%p endif %}") == ()


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}", "{{ cycler.__init__.__globals__.os.popen('x') }}", "{% for i in range(99999999) %}{% endfor %}",
        "{{ 'x'*999999999 }}", "{{ '%999999999d'|format(1) }}", "{{ person.save() }}", "{% set x = 1 %}", "{% include 'x' %}",
        "{{ 谈话次数|safe }}",
    ],
)  # fmt: skip
def test_nothing_beyond_the_grammar_gets_through(text):
    assert faults(text)


def test_a_loop_that_begins_outside_its_table_is_told():
    found = faults(table=[["{%tr for 行 in 明细.谈话 %}"], ["{{ 行.日期 }}"], ["{%tr endfor %}"]])
    assert found == ()
    found = rendering.read(word("{%tr for 行 in 明细.谈话 %}", "{%tr endfor %}")).trial
    assert len(found) == 1
    assert rendering.read(word("甲")).trial == ()


def test_what_jinja_would_run_is_walked_against_the_allowed_list():
    tree = rendering.environment().parse("{{ 值['x'].save() }}")
    with pytest.raises(TemplateError) as caught:
        rendering.walk(tree)
    assert caught.value.code == "E-31"


def with_member(data, name, content, *, drop=()):
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(raw, "w") as new:
        for member in old.namelist():
            if member != name and member not in drop:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return raw.getvalue()


def relation(target, kind="attachedTemplate"):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("E-84", b"plain text"),
        ("E-84", b"\xd0\xcf\x11\xe0 old"),
        ("E-33", b"PK\x03\x04 broken"),
        ("E-33", with_member(word("x"), "other.xml", "x", drop=("word/document.xml",))),
        ("E-32", with_member(word("x"), "[Content_Types].xml", '<Types ContentType="macroEnabled"/>')),
        ("E-32", with_member(word("x"), "word/_rels/settings.xml.rels", relation("http://example.invalid/a.dotx"))),
        ("E-32", with_member(word("x"), "word/_rels/settings.xml.rels", relation("file://10.0.0.5/s/x.png", "hyperlink"))),
    ],
)
def test_what_fetches_embeds_or_runs_something_is_refused(code, data):
    with pytest.raises(TemplateError) as caught:
        check(data, judge, {})
    assert caught.value.code == code


def test_an_ordinary_link_may_stay():
    intake.let_in(with_member(word("x"), "word/_rels/other.xml.rels", relation("https://example.invalid/", "hyperlink")))


# ---------------------------------------------------------------------- rendering
def test_values_rows_conditions_and_sections_come_out_as_they_are():
    data = word(
        "{{ 单位名称 }}", "共｛｛ 谈话次数｜汉字 ｝｝次", "{{ 正文 }}",
        "{%p if 谈话次数 > 1 %}", "多", "{%p elif 谈话次数 %}", "一", "{%p endif %}",
        "{%p for 行 in 明细.谈话 %}", '{% if 行.类 == "甲" %}{{ 行.日期 }}{% endif %}', "{%p endfor %}",
        runs=[["{{ 谈", "话次数 }}", "次"]],
        table=[["{%tr for 行 in 明细.谈话 %}", ""], ["{{ 行.日期 }}", "{{ 行.类 }}"], ["{%tr endfor %}", ""]],
    )  # fmt: skip
    wanted = wants(data)
    assert {tag.path for tag in wanted.tags} == {"单位名称", "谈话次数"}
    assert wanted.rows == ("谈话",)
    assert wanted.bodies == ("正文",)
    assert set(wanted.conditions) == {"谈话次数 > 1", "谈话次数"}
    rows = [{"日期": "2022-03-05", "类": "甲"}, {"日期": "2022-03-06", "类": "乙"}]
    out = filled(
        data,
        values={"单位名称": "A&B<{{x}}😀𬭎", "谈话次数|汉字()": "十四", "谈话次数": "14"},
        truths={"谈话次数 > 1": True, "谈话次数": True},
        rows={"谈话": rows},
        bodies={"正文": lines_of("一、标题\n（一）小标题。后面的话。\n正文")},
    )
    found = texts(out)
    assert found[:2] == ["A&B<{{x}}😀𬭎", "共十四次"]
    assert found[2:5] == ["一、标题", "（一）小标题。后面的话。", "正文"]
    assert "多" in found
    assert "14次" in found
    assert "2022-03-05" in found
    assert "2022-03-06" not in found
    cells = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(out)).tables[0].rows]
    assert cells == [["2022-03-05", "甲"], ["2022-03-06", "乙"]]


def test_a_value_that_is_missing_after_all_is_told_and_nothing_is_made():
    with pytest.raises(TemplateError) as caught:
        filled(word("{{ 谈话次数 }}"))
    assert caught.value.code == "E-36"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co")), min_size=1, max_size=60))
def test_not_a_character_is_lost_on_the_way_into_word(text):
    assert texts(filled(word("{{ 单位名称 }}"), values={"单位名称": text}))[0] == text


def test_conditions_are_decided_by_values():
    values = {"甲": 3, "空": None, "名": "县委", "列": ()}
    for text, answer in (
        ("甲", True), ("空", False), ("列", False), ("甲 > 2 and not 甲 == 4", True), ("名 == “县委”", True), ("甲 > 空", False),
    ):  # fmt: skip
        assert truth(text, values.get) is answer, text
    with pytest.raises(ExpressionError):
        truth("甲.乙()", values.get)


# ---------------------------------------------------------------------- headings
@pytest.mark.parametrize(
    ("text", "level", "head", "rest"),
    [
        ("一、主体责任", 1, "一、主体责任", ""),
        ("（一）加强学习。后面的话。", 2, "（一）加强学习。", "后面的话。"),
        ("(二)半角括号", 2, "(二)半角括号", ""),
        ("1.第一点", 3, "1.第一点", ""),
        ("（1）小点", 4, "（1）小点", ""),
        ("一、独立成行。", 1, "一、独立成行。", ""),
        ("（三）“三转。”的话（含。号）在内。正文。", 2, "（三）“三转。”的话（含。号）在内。", "正文。"),
        ("第一，正文", 0, "", "第一，正文"),
        ("1.5万元", 0, "", "1.5万元"),
        ("（一）" + "长" * 45, 0, "", "（一）" + "长" * 45),
        ("（一）" + "长" * 40 + "。", 0, "", "（一）" + "长" * 40 + "。"),
        ("一、" + "长" * 40 + "。后面", 1, "一、", "长" * 40 + "。后面"),
        ("（一）" + "长" * 40 + "。后面", 0, "", "（一）" + "长" * 40 + "。后面"),
    ],
)
def test_headings_stand_alone_or_run_into_their_paragraph(text, level, head, rest):
    line = line_of(text)
    assert (line.level, line.head, line.rest) == (level, head, rest)
    assert line.alone is (bool(level) and not rest)
    assert line.text == text


# ---------------------------------------------------------------------- the page
def test_the_shipped_templates_are_what_the_script_builds(tmp_path):
    build_templates.main(tmp_path)
    for name in set(build_templates.TEMPLATES) - {ledger_book.BOOK}:  # which is that of the ledgers shipped then (test_ledger_book)
        assert (tmp_path / f"{name}.docx").read_bytes() == (resources() / "templates" / f"{name}.docx").read_bytes()


def test_the_page_is_that_of_the_standard():
    made = Document(io.BytesIO(build_templates.report_template()))
    section = made.sections[0]._sectPr
    size, margin = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    assert (size.get(qn("w:w")), size.get(qn("w:h"))) == ("11906", "16838")
    wanted = {"top": "2098", "left": "1587", "right": "1474", "bottom": "1984", "header": "850", "footer": "1446", "gutter": "0"}
    assert {name: margin.get(qn(f"w:{name}")) for name in wanted} == wanted
    assert section.find(qn("w:docGrid")) is None
    assert made.settings.odd_and_even_pages_header_footer
    assert "— " in made.sections[0].footer.paragraphs[0].text
    assert made.sections[0].even_page_footer.paragraphs[0]._p.find(qn("w:pPr")).find(qn("w:jc")).get(qn("w:val")) == "left"
    normal = made.styles["Normal"].element
    spacing = normal.find(qn("w:pPr")).find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
    fonts = normal.find(qn("w:rPr")).find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")} == {styles.BODY}
    assert made.core_properties.author == ""


@pytest.mark.parametrize(
    "title",
    ["短标题", "中共青石镇委员会关于2022年上半年落实全面从严治党主体责任情况的报告", "甲" * 63, "关于" + "乙" * 50 + "情况的报告"],
)
def test_a_title_is_broken_into_lines_of_at_most_twenty_characters(title):
    lines = layout.title_lines(title)
    assert "".join(lines) == title
    assert all(layout._width(line) <= 20 for line in lines)


def official(*lines, name="中共青石镇委员会", day="2022年7月5日"):
    made = layout.blank()
    layout.add(made, "关于2022年上半年落实全面从严治党主体责任情况的报告", styles.S_TITLE)
    place = layout.add(made, "{{ 正文 }}", styles.S_BODY)
    layout.put_lines(made, place, lines_of("\n".join(lines)))
    layout.add(made, name, styles.S_SIGNATURE)
    if day:
        layout.add(made, day, styles.S_SIGNATURE)
    layout.finish(made)
    return Document(io.BytesIO(layout.saved(made)))


def test_signature_and_date_stand_where_the_seal_covers_both():
    made = official("正文")
    name, day = made.paragraphs[-2:]
    assert name._p.find(qn("w:pPr")).find(qn("w:ind")).get(qn("w:rightChars")) == "300"
    assert day._p.find(qn("w:pPr")).find(qn("w:ind")).get(qn("w:rightChars")) == "400"
    assert name.paragraph_format.keep_with_next
    long = official("正文", name="中" * 22).paragraphs
    assert long[-2]._p.find(qn("w:pPr")).find(qn("w:ind")).get(qn("w:rightChars")) == "0"
    assert official("正文", day="").paragraphs[-1]._p.find(qn("w:pPr")).find(qn("w:ind")) is None


def test_what_is_still_to_be_filled_in_is_marked_yellow():
    made = official("前【待补：一】中【待补：二】后", "【待补：三】")
    marked = [run.text for paragraph in made.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert marked == ["【待补：一】", "【待补：二】", "【待补：三】"]
    data = filled(word("x", table=[["{{ 单位名称 }}"]]), values={"单位名称": "【待补：甲】"})
    assert Document(io.BytesIO(data)).tables[0].rows[0].cells[0].paragraphs[0].runs[0].font.highlight_color


def test_headings_wear_their_faces_and_sections_keep_the_templates_own_styles():
    made = official("一、标题", "（一）小标题。后面的话。", "正文")
    found = {paragraph.text: paragraph for paragraph in made.paragraphs}
    assert found["一、标题"].style.name == "一级标题"
    head = found["（一）小标题。后面的话。"].runs[0]
    assert head._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == styles.KAI
    plain = filled(word("{{ 正文 }}"), bodies={"正文": lines_of("一、标题\n正文")})
    assert [p.style.name for p in Document(io.BytesIO(plain)).paragraphs] == ["Normal", "Normal"]
    bare = layout.blank()
    place = layout.add(bare, "x", styles.S_BODY)
    place._p.remove(place._p.find(qn("w:pPr")))
    layout.put_lines(bare, place, lines_of("正文"))
    assert bare.paragraphs[0].style.name == styles.S_BODY
    empty = layout.blank()
    layout.add(empty, "", styles.S_TITLE)
    layout.finish(empty)


def test_a_finished_file_is_read_back_as_blocks():
    made = layout.blank()
    layout.add(made, "一、标题", "一级标题")
    body = layout.add(made, "正文\t后", styles.S_BODY)
    run = body.add_run("红")
    run.bold = run.italic = run.underline = True
    run.font.color.rgb = __import__("docx").shared.RGBColor(255, 0, 0)
    body._p.get_or_add_pPr().append(
        layout.parse_xml(
            f'<w:pBdr xmlns:w="{styles.NAMESPACE}"><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr>'
        )
    )
    body.paragraph_format.page_break_before = True
    grid = made.add_table(rows=2, cols=2)
    grid.rows[0]._tr.get_or_add_trPr().append(layout.parse_xml(f'<w:tblHeader xmlns:w="{styles.NAMESPACE}"/>'))
    grid.rows[0].cells[0].text = "头"
    found = blocks(layout.saved(made))
    heading, text, table = found.blocks
    assert (heading.outline, heading.keep_next, heading.runs[0].font) == (0, True, styles.HEI)
    assert heading.pitch == pytest.approx(28.95)
    assert text.text == "正文\t后红"
    assert (text.runs[-1].bold, text.runs[-1].color, text.rule_below, text.page_break) == (True, "FF0000", "FF0000", True)
    assert text.first_indent == pytest.approx(31.5)
    assert (table.head, len(table.rows)) == (1, 2)
    assert found.setup.number
    assert found.setup.top == pytest.approx(104.9)
    assert found.text == "一、标题\n正文\t后红"


def test_a_foreign_file_without_styles_is_read_too():
    found = blocks(word("甲", "乙"))
    assert [block.text for block in found.blocks] == ["甲", "乙"]
    assert not found.setup.number


def test_the_skeleton_shares_no_sentence_with_the_seed_and_holds_no_year(shared):
    seed = re.sub(r"\s", "", (shared / "seed-report.txt").read_text(encoding="utf-8"))
    whole = (resources() / "templates" / "skeletons.yaml").read_text(encoding="utf-8")
    # 事由 is the name of the matter, not a sentence about it, wherever it stands
    names = [kind["subject"].removesuffix("情况") for kind in yaml.safe_load(whole)["kinds"].values()]
    own = re.sub(r"subject: [^}]*|\{\{.*?\}\}|\s|" + "|".join(map(re.escape, names)), "▮", whole)
    chunks = [own[place : place + 12] for place in range(len(own) - 11)]
    assert not [chunk for chunk in chunks if re.fullmatch(r"[\u4e00-\u9fff]{12}", chunk) and chunk in seed]
    assert not re.search(r"(19|20)\d\d", own)
