"""A report from its first draft to what was sent: numbers that know their records, findings that say why, nothing typed unseen."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from dangjian_desktop.domain.errors import TemplateError, UserError
from dangjian_desktop.domain.period import half, parse
from dangjian_desktop.domain.report import Override, Section, taken_over
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.tags import read
from dangjian_desktop.services.report import codec, templates
from dangjian_desktop.services.report.values import judge
from tests import build_templates
from tests.samples import new_name

FIRST = half(2022, 1)


@pytest.fixture
def filled(services):
    """Two talks this period, one a year before, a lecture of a series, a figure, money."""
    talk = {"kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": 2, "topic": "x"}
    speaker = new_name(services, "person", "书记")
    for day in ("2021-03-05", "2022-03-05", "2022-03-06"):
        services.records.save("talk", {**talk, "held_on": day, "speaker": speaker})
    services.records.save("lecture", {"held_on": "2022-03-05", "series": "攻山学堂", "kind": "书记党课"})
    services.records.save(
        "campaign_figure", {"recorded_on": "2022-03-05", "indicator": "危房", "value": "43", "unit": "户", "nature": "期末累计"}
    )
    services.records.save("official_expense", {"spent_on": "2022-03-05", "kind": "公务接待", "amount": "25210.5"})
    services.records.save("warning_education", {"held_on": "2022-03-05", "form": "观看警示教育片", "title": "《甲》", "attendance": 9})
    return services


def draft(services, *texts, **changes):
    made = services.reporting.start("half", FIRST)
    sections = tuple(Section(f"段{n}", f"第{n}节", text) for n, text in enumerate(texts))
    return replace(made, **{"addressee": "县委", "sections": sections or made.sections, **changes})


def text_of(services, one):
    return services.reporting.document(services.reporting.render(one)).text


def test_a_new_draft_knows_title_template_and_sections(services):
    services.settings.put("addressee", "县委", "主送机关")
    made = services.reporting.start("year", parse("2022"))
    assert made.title == "青石镇党委关于2022年落实全面从严治党主体责任情况的报告"
    assert (made.addressee, made.template, made.dated) == ("县委", "年度报告", services.clock.today())
    assert [section.key for section in made.sections][-2:] == ["存在问题", "下步打算"]
    assert {info.key for info in services.reporting.templates()} == {"半年报告", "年度报告", "台账清册"}


def test_tags_say_what_the_ledger_counts(filled):
    one = draft(
        filled,
        "谈{{ 谈心谈话人次 }}、{{ 谈心谈话人次.党委书记|汉字 }}、{{ 谈心谈话人次.镇长 }}、{{ 上年同期.谈心谈话人次 }}、{{ 增减.谈心谈话人次 }}、"
        "{{ 全年累计.谈话次数 }}、{{ 系列课期数.攻山学堂 }}、{{ 系列课期数.别的 }}、{{ 专项指标.危房 }}、{{ 三公经费金额|万元 }}、"
        "{{ 警示教育片目|顿号 }}、{{ 立案件数|零值（“未发生”） }}、{{ 报告期 }}、{{ 报告年度 }}、{{ 上一年度 }}、{{ 成文日期 }}、{{ 主送机关 }}",
        "空：{{ 党员人数 }}、{{ 专项指标.没有 }}、{{ 增减.党员人数 }}",
    )
    text = text_of(filled, one)
    assert "谈4、四、0、2、增加2、2、1、0、43、2.52、《甲》、未发生、2022年上半年、2022、2021、2022年7月5日、县委" in text
    assert "空：【待补：党员人数】、【待补：专项指标.没有】、【待补：增减.党员人数】" in text


@pytest.mark.parametrize(
    ("inside", "words", "suggestion"),
    [
        ("谈心谈话人词", "没有“谈心谈话人词”", "谈心谈话人次"),
        ("谈心谈话人次.党委书计", "没有“党委书计”", "谈心谈话人次.党委书记"),
        ("立案件数.甲", "没有分项", "立案件数"),
        ("专项指标", "没有总数", ""),
        ("上年同期.报告期", "前面不能写", ""),
        ("段落.政治建射", "没有“政治建射”", "政治建设"),
        ("明细.谈话", "循环", ""),
        ("段落", "段落的名称", ""),
        ("完全无关的字眼啊", "没有“完全无关的字眼啊”", ""),
    ],
)
def test_an_unknown_tag_is_told_with_what_was_probably_meant(catalogue, inside, words, suggestion):
    fault, meant = judge(read(inside), catalogue)
    assert words in fault
    assert suggestion in meant


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("增减.谈话次数|汉字", "后面不能写"),
        ("谈话次数|顿号", "只用于目录"),
        ("警示教育片目|汉字", "只用于数字"),
        ("谈话次数|百分比", "只用于比率"),
        ("谈话次数|万元", "只用于金额"),
    ],
)
def test_a_form_must_fit_what_is_counted(catalogue, inside, words):
    assert words in judge(read(inside), catalogue)[0]


def test_a_value_that_does_not_fit_its_form_is_told_when_it_is_filled_in(filled):
    filled.records.save("campaign_figure", {"recorded_on": "2022-03-05", "indicator": "亩", "value": "1.5", "nature": "本期新增"})
    one = draft(filled, "{{ 专项指标.亩|汉字 }}")
    (piece,) = filled.reporting.pieces(one, "{{ 专项指标.亩|汉字 }}")
    assert "只用于整数" in piece.fault
    assert any("只用于整数" in finding.message for finding in filled.reporting.findings(one))


def test_who_talked_is_asked_when_the_sentence_leaves_somebody_out(filled):
    filled.records.save("talk", {"held_on": "2022-03-07", "kind": "谈心谈话", "headcount": 3, "speaker_role": "镇长"})
    one = draft(
        filled, "书记{{ 谈心谈话人次.党委书记 }}、纪委书记{{ 谈心谈话人次.纪委书记 }}、其他{{ 谈心谈话人次.其他班子成员 }}人次，2022年。"
    )
    assert "R21b" in [finding.id for finding in filled.reporting.findings(one)]


def test_a_copy_with_comments_and_a_refusal_name_every_fault():
    bad = own_template("{{ 没有的 }}")
    faults = templates.look(bad).faults
    assert templates.refusal(faults).faults == faults
    assert templates.annotate(bad, faults)[:2] == b"PK"


def test_known_tags_are_known(catalogue):
    for inside in (
        "单位名称",
        "正文",
        "段落.政治建设",
        "段落.存在问题",
        "谈心谈话人次.党委书记",
        "三重一大事项数.重大决策",
        "系列课期数.任何",
    ):
        assert judge(read(inside), catalogue)[0] == ""


def test_pieces_are_text_and_chips_with_their_records(filled):
    one = draft(filled, overrides=MappingProxyType({"谈心谈话人次": Override("9", "县里核定")}))
    plain, chip, bad, empty = filled.reporting.pieces(one, "共{{ 谈心谈话人次 }}{{ 没有的 }}{{ 党员人数 }}")
    assert (plain.text, plain.tag) == ("共", "")
    assert (chip.text, chip.tag, chip.source, chip.overridden, len(chip.ids)) == ("9", "谈心谈话人次", "{{ 谈心谈话人次 }}", True, 2)
    assert "没有“没有的”" in bad.fault
    assert empty.fault == "本期没有内容"


def test_numbers_stand_beside_last_year_with_what_speaks_against_them(filled):
    one = draft(
        filled, "{{ 谈心谈话人次 }}{{ 谈心谈话人次.党委书记 }}{{ 党员人数 }}{{ 谈话次数|大写 }}{{ 警示教育片目 }}{{ 基层党组织数 }}"
    )
    lines = {line.tag: line for line in filled.reporting.numbers(one)}
    assert (lines["谈心谈话人次"].value, lines["谈心谈话人次"].last_year, lines["谈心谈话人次"].change) == ("4", "2", "增加2")
    assert lines["谈心谈话人次"].needs_word
    assert lines["党员人数"].value == "—"
    assert lines["警示教育片目"].value == "1"
    explained = replace(one, explanations=MappingProxyType({"谈心谈话人次": "换届谈话多。"}))
    assert not next(line for line in filled.reporting.numbers(explained) if line.tag == "谈心谈话人次").needs_word
    tags = {info.tag: info for info in filled.reporting.tags(FIRST)}
    assert tags["专项指标.危房"].unit == "户"
    assert "专项指标" not in tags


def test_findings_about_the_text(filled):
    one = draft(
        filled,
        '留着**和XX，还有【待补：甲】。\n\n2019年的旧话。12 次，22年上半年，约40余次，07月05日，（试行)，"引号"，[2022]15号。',
        "一、独立成行。\n坏{{ 标签\n{{ 谈心谈话人词 }}{{ 党员人数 }}",
        "处置{{ 处置问题线索件数 }}件（其中初核了结{{ 初核了结件数 }}件）。",
        addressee="",
        overrides=MappingProxyType({"谈心谈话人次": Override("9", "县里核定"), "谈话次数": Override("2", "同")}),
    )
    filled.records.save("lead", {"number": "甲1", "received_on": "2021-01-01", "decided_on": "2021-02-01", "disposal": "初步核实",
                                 "outcome": "了结", "outcome_on": "2022-02-01"})  # fmt: skip
    found = filled.reporting.findings(one)
    ids = [finding.id for finding in found]
    for wanted in ("残留", "年份", "N2", "N3", "N5", "N9", "P1", "P2", "P5", "P8", "标签", "待补", "R9a", "R0"):
        assert wanted in ids, wanted
    assert [finding.level for finding in found] == sorted((finding.level for finding in found), key=["must", "warn", "note"].index)
    assert next(f for f in found if f.id == "R0").reason == "县里核定"
    assert ids.count("R0") == 1
    musts = filled.reporting.open_musts(one)
    passed = replace(one, passed=MappingProxyType({finding.key: "已核实" for finding in musts}))
    assert all(finding.firm for finding in filled.reporting.open_musts(passed))
    assert {finding.id for finding in filled.reporting.open_musts(passed)} == {"残留", "标签", "待补"}
    assert draft(filled).sections
    assert filled.reporting.findings(draft(filled, "没有数。")) == ()


def test_a_report_is_finalised_sent_and_told_when_the_ledger_moves_on(filled, clock):
    one = draft(filled, "谈心谈话{{ 谈心谈话人次 }}人次，名单{{ 警示教育片目 }}。")
    filled.reporting.keep(one)
    assert filled.reporting.open(one.id) == one
    with pytest.raises(UserError) as caught:
        filled.reporting.finalize(replace(one, sections=(Section("甲", "甲", "【待补：乙】"),)))
    assert caught.value.code == "E-37"
    passed = replace(one, passed=MappingProxyType({f.key: "核对过" for f in filled.reporting.open_musts(one)}))
    filled.reporting.finalize(passed)
    frozen = {number.tag: number for number in filled.reporting.frozen(one.id)}
    assert frozen["谈心谈话人次"].value == "4"
    assert len(frozen["谈心谈话人次"].records) == 2
    assert all(len(digest) == 64 for _, digest in frozen["谈心谈话人次"].records)
    final = filled.reporting.open(one.id)
    assert final.state == "final"
    assert filled.reporting.render(final) == filled.store.reports.docx(one.id)
    for act in (
        lambda: filled.reporting.keep(final),
        lambda: filled.reporting.mark_sent("nothing"),
        lambda: filled.reporting.open("nothing"),
    ):
        with pytest.raises(UserError):
            act()
    assert not filled.reporting.changed_since(one.id)
    filled.reporting.mark_sent(one.id)
    filled.records.save("talk", {"held_on": "2022-04-01", "kind": "谈心谈话", "headcount": 5})
    assert filled.reporting.changed_since(one.id) == ("谈心谈话人次：已报送 4，现为 9",)
    assert filled.reporting.frozen("nothing") == ()
    assert [info.state for info in filled.reporting.list()] == ["sent"]
    later = filled.reporting.start("half", parse("2022H2"))
    assert filled.reporting.previous(later).id == one.id
    assert filled.reporting.previous(one) is None
    assert filled.reporting.ties.get("R13")


def test_problems_and_plans_are_not_taken_over_from_the_last_report(filled):
    draft = filled.reporting.start("half", parse("2022H2"))
    old = replace(
        draft, sections=tuple(replace(part, text="" if part.key == "开头" else "上期的话。", checked=True) for part in draft.sections)
    )
    taken = {part.key: (part.text, part.checked) for part in taken_over(draft, old)}
    mine = {part.key: (part.text, part.checked) for part in draft.sections}
    assert {key for key in taken if taken[key] == mine[key]} == {"开头", "存在问题", "下步打算"}
    assert {taken[key] for key in taken if taken[key] != mine[key]} == {("上期的话。", False)}


def test_the_previous_report_is_the_one_of_its_kind_that_ends_last_before_this_one(filled, clock):
    def kept(kind, period):
        clock.move(minutes=1)
        return filled.reporting.keep(filled.reporting.start(kind, parse(period))).id

    kept("half", "2020H2")
    first = kept("half", "2021H1")
    second = kept("half", "2021H1")
    kept("year", "2021")
    kept("half", "2021-01-01..2022-01-31")
    now = filled.reporting.start("half", parse("2022H1"))
    assert filled.reporting.previous(now).id == second, "of two about the same days the one worked on last"
    clock.move(minutes=1)
    filled.reporting.keep(filled.reporting.open(first))
    assert filled.reporting.previous(now).id == first
    assert filled.reporting.previous(filled.reporting.start("half", parse("2020H2"))) is None
    assert filled.reporting.previous(filled.reporting.start("topic", parse("2022H1"))) is None


def test_a_number_typed_over_without_a_word_stops_the_report(filled):
    def found(reason):
        one = draft(filled, "{{ 谈话次数 }}", overrides=MappingProxyType({"谈话次数": Override("7", reason)}))
        return next(found for found in filled.reporting.findings(one) if found.id == "R0")

    assert (found(" ").level, found(" ").reason) == ("must", "")
    assert "填写改动理由" in found("").message
    assert (found("县里核定").level, found("县里核定").reason) == ("note", "县里核定")


def test_a_number_typed_over_does_not_count_as_changed(filled):
    one = draft(filled, "{{ 谈话次数 }}", overrides=MappingProxyType({"谈话次数": Override("7", "县里核定")}))
    filled.reporting.finalize(replace(one, passed=MappingProxyType({f.key: "核对过" for f in filled.reporting.open_musts(one)})))
    assert filled.reporting.frozen(one.id)[0].value == "7"
    assert filled.reporting.changed_since(one.id) == ()
    filled.reporting.mark_sent(one.id)
    assert "R38f" not in [found.id for found in filled.checking.findings(FIRST)]


def own_template(*lines):
    made = layout.blank()
    for line in lines:
        layout.add(made, line, styles.S_BODY)
    return layout.saved(made)


def test_an_office_brings_its_own_template(filled):
    data = own_template("{{ 标题 }}", "{%p for 行 in 明细.谈话 %}", "{{ 行.谈话日期 }}{{ 行.谈话人 }}", "{%p endfor %}",
                        "{%p if 谈话次数 > 1 and 增减.谈话次数 == \"增加1\" and 报告期 %}", "不止一次", "{%p endif %}")  # fmt: skip
    info = filled.reporting.add_template("本镇模板", "half", data)
    assert not info.shipped
    assert info in filled.reporting.templates()
    text = text_of(filled, draft(filled, "x", template=info.key))
    assert "2022-03-05书记" in text
    assert "不止一次" in text
    assert filled.reporting.render(draft(filled, "x"), data)
    for bad in (own_template("{{ 没有的 }}"),):
        with pytest.raises(TemplateError) as caught:
            filled.reporting.add_template("坏", "half", bad)
        assert caught.value.faults
        with pytest.raises(TemplateError):
            filled.reporting.render(draft(filled), bad)
    with pytest.raises(TemplateError):
        filled.reporting.render(draft(filled, template="nothing"))
    assert templates.look(build_templates.report_template()).faults == ()


def test_what_a_template_prints_itself_is_checked_too(filled):
    data = own_template("{{ 结案件数 }}、{{ 立案件数 }}、{{ 党员人数 }}", "{%p if 党员人数 %}", "{{ 上年同期.党员人数 }}", "{%p endif %}")
    info = filled.reporting.add_template("本镇模板", "half", data)
    one = draft(filled, "没有数。", template=info.key)
    empty = [found for found in filled.reporting.findings(one) if found.place == "模板"]
    assert [(found.id, found.level, found.labels) for found in empty] == [("待补", "must", ("党员人数",))]
    filled.records.save("case", {"filed_on": "2022-01-05", "closed_on": "2022-03-05", "number": "1"})
    filled.records.save("case", {"filed_on": "2021-01-05", "closed_on": "2022-03-05", "number": "2"})
    assert "R13" in [found.id for found in filled.reporting.findings(one)]
    with pytest.raises(UserError) as caught:
        filled.reporting.finalize(replace(one, template="半年报告"), data)
    assert caught.value.code == "E-37"
    assert "待补" in [found.id for found in filled.reporting.open_musts(replace(one, template="半年报告"), data)]


def test_only_what_the_template_prints_is_looked_at(filled):
    info = filled.reporting.add_template("几个数", "half", own_template("谈话{{ 谈话次数 }}次", "{{ 段落.政治建设 }}"))
    begun = replace(filled.reporting.start("half", FIRST), template=info.key)
    one = replace(
        begun, sections=(Section("政治建设", "一", "党课{{ 党课次数 }}次。"), Section("存在问题", "二", "【待补：问题】{{ 党员人数 }}"))
    )
    assert [line.tag for line in filled.reporting.numbers(one)] == ["党课次数", "谈话次数"]
    assert [number.tag for number in filled.reporting.freeze(one)] == ["党课次数", "谈话次数"]
    assert [found for found in filled.reporting.findings(one) if found.firm] == []
    whole = replace(one, template="半年报告")
    assert {found.key.partition("|")[0] for found in filled.reporting.findings(whole) if found.firm} == {"残留", "空", "待补"}


def test_an_area_of_several_sections_gives_them_all(filled):
    one = draft(filled, template=filled.reporting.add_template("两段", "half", own_template("{{ 段落.问题与打算 }}")).key)
    assert text_of(filled, one).splitlines()[::2] == ["（七）问题整改", "二、存在问题", "三、下步打算"]


def test_what_is_left_over_cannot_be_excused(filled):
    one = draft(filled, "还有【待补：事例】，XX。", addressee="")
    found = filled.reporting.open_musts(one)
    excused = replace(one, passed=MappingProxyType({f.key: "先这样" for f in found}))
    assert {f.id for f in filled.reporting.open_musts(excused)} == {"残留", "待补"}
    assert all(f.firm for f in filled.reporting.open_musts(excused))


def test_secret_fields_stay_out_of_rows_and_registers_have_no_period(filled):
    filled.records.save("lead", {"number": "甲1", "received_on": "2022-05-01", "subject": "A001"})
    data = own_template(
        "{%p for 行 in 明细.问题线索 %}",
        "{{ 行.线索编号 }}|{{ 行.被反映人代号 }}",
        "{%p endfor %}",
        "{%p for 行 in 明细.人员 %}",
        "{{ 行.姓名 }}",
        "{%p endfor %}",
    )
    text = filled.reporting.document(filled.reporting.render(draft(filled), data)).text
    assert "甲1|" in text
    assert "A001" not in text
    assert "书记" in text


def test_what_belongs_into_a_template_is_told_in_a_text(filled):
    one = draft(filled, "{{ 正文 }}\n{{ 段落.政治建设 }}\n{% if 立案件数 %}\n坏{{ 立案件数 }\n谈{{ 谈话次数 }}次")
    told = [found for found in filled.reporting.findings(one) if found.id == "标签"]
    assert ["只能写在模板里" in found.message for found in told] == [True, True, True, False]
    assert all(found.firm for found in told)
    assert text_of(filled, one).endswith("坏{{ 立案件数 }\n谈2次\n\n青石镇党委\n2022年7月5日")


def test_plain_text_becomes_a_report(filled):
    one = filled.reporting.from_text(FIRST, "一、标题\n谈{{ 谈话次数 }}次。", kind="topic")
    text = text_of(filled, one)
    assert "一、标题\n谈2次。" in text
    assert "【待补：主送机关】" in text


def test_one_section_alone(filled):
    data = own_template("{{ 段落.政治建设 }}")
    one = draft(filled, sections=(Section("政治建设", "一", "甲"), Section("作风建设", "二", "乙")))
    assert filled.reporting.document(filled.reporting.render(one, data)).text == "甲"


def test_a_draft_survives_the_file(filled):
    one = draft(
        filled, dated=date(2022, 7, 6), insert_explanations=frozenset({"谈话次数"}), explanations=MappingProxyType({"谈话次数": "x"}), page=3
    )  # fmt: skip
    data = codec.to_json(one)
    assert codec.from_json(one.id, one.kind, one.title, one.period, one.state, data) == one
