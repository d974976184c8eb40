"""Import and export as an office uses them: what the preview shows is what is stored, faults with their place, back without loss."""

from datetime import date, datetime

import openpyxl
import pytest

from dangjian_desktop.domain.errors import UserError, WorkbookError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.progress import Quiet
from dangjian_desktop.exchange import workbook_in
from dangjian_desktop.services.base.lookups import Lookups
from dangjian_desktop.services.base.ports import Cancelled, SystemClock
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FakeProgress
from tests.samples import new_name, per_ledger

TALK = ["谈话日期", "谈话类型", "谈话形式", "谈话人", "谈话人身份", "谈话对象", "对象类别", "谈话人数", "谈话事由"]
ROW = [datetime(2022, 3, 5), "谈心谈话", "个别谈话", "班子成员01", "党委书记", "村书记01", "村干部", 1, "思想动态"]


def book(tmp_path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.data_type = "s"
    path = tmp_path / "表.xlsx"
    made.save(path)
    return path


def taken(services, **query):
    return services.records.size(Query(**query))


def test_unknown_names_come_with_the_import_and_go_with_its_undo(services, tmp_path):
    preview = services.importing.read(book(tmp_path, 谈话=[TALK, ROW]))
    assert (preview.records, preview.faults, preview.skipped) == (3, (), 0)
    assert sum("随这次导入新建" in warning.message for warning in preview.warnings) == 2
    assert taken(services, ledger="talk") == 0
    change = services.importing.commit(preview)
    assert change.label == "导入 3 条（表.xlsx）"
    (stored,) = services.records.all_of("talk")
    assert services.records.texts(stored.pk)["targets"] == "村书记01"
    services.history.undo()
    assert taken(services, ledger="talk") == taken(services, ledger="person") == 0


def test_three_faulty_lines_of_five_hundred_are_all_listed_and_nothing_is_stored(services, tmp_path):
    rows = [TALK, *([*ROW[:8], f"事由{n}"] for n in range(500))]
    rows[100] = ["某日", *ROW[1:]]
    rows[200] = [ROW[0], "聊天", *ROW[2:]]
    rows[300] = [*ROW[:7], "三", "x"]
    progress = FakeProgress()
    preview = services.importing.read(book(tmp_path, 谈话=rows), progress)
    assert [(f.sheet, f.line, f.column) for f in preview.faults] == [
        ("谈话", 101, "谈话日期"), ("谈话", 201, "谈话类型"), ("谈话", 301, "谈话人数"),
    ]  # fmt: skip
    assert progress.steps[-1][1] == 500
    with pytest.raises(WorkbookError) as caught:
        services.importing.commit(preview)
    assert caught.value.code == "E-34"
    assert taken(services, ledger="talk") == 0
    services.importing.commit(preview, valid_only=True)
    assert taken(services, ledger="talk") == 497


def test_what_is_there_already_is_skipped_and_equal_lines_of_one_book_are_all_taken(services, tmp_path):
    path = book(tmp_path, 谈话=[TALK, ROW, ROW])
    services.importing.commit(services.importing.read(path))
    assert taken(services, ledger="talk") == 2
    again = services.importing.read(path)
    assert (again.records, again.skipped) == (0, 2)
    third = services.importing.read(book(tmp_path, 谈话=[TALK, ROW, ROW, ROW]))
    assert (third.records, third.skipped) == (1, 2)


def test_a_preview_is_not_stored_over_later_changes(services, tmp_path):
    preview = services.importing.read(book(tmp_path, 谈话=[TALK, ROW]))
    new_name(services, "person", "别人")
    with pytest.raises(UserError) as caught:
        services.importing.commit(preview)
    assert caught.value.code == "E-82"


def test_registers_come_first_and_names_that_are_there_stay_as_they_are(services, tmp_path):
    services.records.save("person", {"name": "班子成员01", "post": "书记"})
    people = [["姓名", "职务", "所在组织"], ["班子成员01", "镇长", ""], ["村书记01", "", "第01村党支部"], ["", "x", ""]]
    preview = services.importing.read(book(tmp_path, 谈话=[TALK, ROW], 人员=people))
    assert preview.skipped == 1
    assert any("内容不同，没有改动" in warning.message for warning in preview.warnings)
    assert [(fault.line, fault.column) for fault in preview.faults] == [(4, "姓名")]
    assert per_ledger(preview) == {"组织": 1, "人员": 1, "谈话": 1}
    services.importing.commit(preview, valid_only=True)
    same = services.importing.read(book(tmp_path, 人员=[["姓名", "职务"], ["班子成员01", "书记"], ["班子成员01", "职" * 600]]))
    assert same.skipped == 1
    assert len(same.faults) == 1


def test_a_name_that_fits_two_people_is_a_fault(services, tmp_path):
    for post in ("甲", "乙"):
        services.records.save("person", {"name": "班子成员01", "post": post})
    preview = services.importing.read(book(tmp_path, 谈话=[TALK, ROW]))
    assert "同名" in preview.faults[0].message
    assert preview.faults[0].column == "谈话人"


def test_a_name_that_cannot_be_stored_is_the_fault_of_its_line(services, tmp_path):
    preview = services.importing.read(book(tmp_path, 谈话=[TALK, [*ROW[:3], "长" * 600, *ROW[4:]]]))
    assert [fault.column for fault in preview.faults] == ["谈话人"]


MEETING = ["会议日期", "会议类型", "届次", "主持人", "应到人数", "议题名称", "议题类别", "汇报人", "涉及金额"]


def test_lines_of_one_meeting_are_one_record(services, tmp_path):
    day = datetime(2022, 3, 5)
    rows = [
        MEETING,
        [day, "党委会", "1", "书记", 9, "甲", "重大决策", "镇长", None],
        [None, None, None, None, None, "乙", "大额度资金使用、重大决策", None, 1280.5],
        [day, "党委会", "1", "书记", 8, "丙", "其他", None, None],
        [day, "党委会", "2", "书记", 9, None, None, None, None],
        [day, "专题会", "2", "书记", 9, "丁", "没有这类", None, None],
        [],
        [day, "专题会", "2", "书记", 9, "戊", "其他", None, None],
    ]
    preview = services.importing.read(book(tmp_path, 党委会议=rows))
    assert [(f.line, f.column) for f in preview.faults] == [(4, "应到人数"), (6, "议题类别")]
    services.importing.commit(preview, valid_only=True)
    first, second, third = services.records.all_of("committee_meeting")
    assert [row["title"] for row in third.values["items"]] == ["戊"]
    assert [row["title"] for row in first.values["items"]] == ["甲", "乙", "丙"]
    assert first.values["items"][1]["amount"] == 128050
    assert "议题" in second.missing


def test_written_reasons_are_read_line_by_line(services, tmp_path):
    heads = ["学习日期", "应到人数", "实到人数", "放行理由"]
    preview = services.importing.read(book(tmp_path, 中心组学习=[heads, [datetime(2022, 3, 5), 9, 10, "乱写\nR26a：列席"]]))
    assert not preview.faults
    services.importing.commit(preview)
    assert services.records.all_of("study_session")[0].reasons == (("R26a", "列席"),)


def test_what_is_odd_about_a_sheet_is_said(services, tmp_path):
    path = tmp_path / "怪.xlsx"
    made = openpyxl.Workbook()
    page = made.active
    page.title = "谈话"
    page.append(["某镇谈话台账"])
    page.append([*TALK, "手机号", "心情"])
    page.append([*ROW, "1", "好"])
    page.append([])
    page.append(["合计", None, None, None, None, None, None, 1])
    page["H6"] = "=1+1"
    page["A6"] = datetime(2022, 3, 6)
    page.row_dimensions[3].hidden = True
    page.merge_cells("K8:L8")
    made.create_sheet("别的").append(["甲"])
    made.save(path)
    preview = services.importing.read(path)
    words = "\n".join(warning.message for warning in preview.warnings)
    for said in ("标题行", "隐藏行 1", "合并单元格", "“心情”", "合计行", "不是任何一本台账"):
        assert said in words
    faults = "\n".join(fault.message for fault in preview.faults)
    assert "个人隐私" in faults
    assert "公式没有存下结果" in faults


def test_formulas_with_a_result_are_taken_and_told(services):
    sheet = workbook_in.Sheet("谈话", (tuple(TALK), (date(2022, 3, 5), *ROW[1:])), formulas=frozenset({(2, 8)}))
    preview = services.importing.look([sheet], "x", Quiet())
    assert any("是公式，取其结果" in warning.message for warning in preview.warnings)
    assert not preview.faults


def test_wrong_headings_and_empty_books_are_told(services, tmp_path):
    wrong = services.importing.read(book(tmp_path, 谈话=[["甲", "乙"], [1, 2]]))
    assert "没有找到“谈话”的表头" in wrong.faults[0].message
    nothing = services.importing.read(book(tmp_path, 别的=[["甲"]]))
    assert "没有找到可以导入的内容" in nothing.faults[0].message
    csv = tmp_path / "x.csv"
    csv.write_text(",".join(TALK) + "\n2022-03-05," + ",".join(str(cell) for cell in ROW[1:]), encoding="gb18030")
    assert per_ledger(services.importing.read(csv))["谈话"] == 1
    for path in (tmp_path / "没有.xlsx", tmp_path):
        with pytest.raises(UserError):
            services.importing.read(path)


def test_a_long_import_can_be_cancelled(services, tmp_path):
    with pytest.raises(Cancelled):
        services.importing.read(book(tmp_path, 谈话=[TALK, ROW]), FakeProgress(cancel_at=1))
    assert taken(services, ledger="talk") == 0


def test_an_identity_number_stored_as_a_number_is_refused_and_formulas_stay_text(services, tmp_path):
    numbers = services.importing.read(book(tmp_path, 信访举报=[["信访编号", "收到日期"], [110101199001011234, datetime(2022, 1, 1)]]))
    assert "15 位" in numbers.faults[0].message
    services.importing.commit(services.importing.read(book(tmp_path, 谈话=[TALK, [*ROW[:8], "=1+1"]])))
    assert services.records.all_of("talk")[0].values["topic"] == "=1+1"


# ---------------------------------------------------------------------- out, and back
def test_everything_comes_back_without_loss(services, tmp_path, clock):
    strange = "=A1 & <b> {{x}} 😀 𬭎"
    speaker = new_name(services, "person", "班子成员01")
    kept = services.records.save("talk", {"held_on": "2022-03-05", "topic": strange, "speaker": speaker, "targets": [speaker]}).ids
    void = services.records.save("talk", {"held_on": "2022-03-06"}).ids
    services.records.void(void, "重复登记")
    items = [{"title": "甲", "amount": "12.50", "categories": ["其他"]}, {"title": "乙"}]
    services.records.save("committee_meeting", {"held_on": "2022-03-05", "kind": "党委会", "items": items})
    services.records.save("committee_meeting", {"held_on": "2022-05-05", "kind": "党委会"})
    services.records.save("study_session", {"held_on": "2022-03-05", "due": 9, "present": 10}, reasons={"R26a": "列席"})
    services.records.save("campaign_figure", {"recorded_on": "2022-03-05", "value": "10.25", "indicator": "户"})
    services.records.save("lead", {"number": "甲1", "received_on": "2022-01-01", "subject": "A001"})
    path = tmp_path / "全部.xlsx"
    services.exporting.export_all(path)
    other = opening.create_ledger(tmp_path / "y.djtz", "某镇", clock=clock)
    try:
        other.importing.commit(other.importing.read(path))
        for spec in services.catalogue:
            ours, theirs = (
                [(one.values, one.voided, one.reasons) for one in s.records.get_many(s.records.pks(Query(spec.key, voided="also")))]
                for s in (services, other)
            )
            assert ours == theirs, spec.label
        assert other.records.get(other.records.pks(Query("talk"))[0]).values["topic"] == strange
    finally:
        opening.close(other)
    assert kept
    assert "导出全部台账" in services.history.entries()[0].label


def test_secret_fields_leave_only_with_the_whole_file(services, tmp_path):
    services.records.save("lead", {"number": "甲1", "received_on": "2022-05-01", "subject": "A001"})
    path = tmp_path / "甲.xlsx"
    services.exporting.export_query(Query("lead"), ["number", "subject", "evidence", "nothing"], path)
    (sheet,) = workbook_in.read(path.read_bytes())
    assert sheet.rows == (("线索编号", "被反映人代号"), ("甲1", "●●●"))
    services.exporting.export_all(path, start=date(2022, 1, 1), end=date(2022, 3, 1), masked=True)
    sheets = {sheet.name: sheet for sheet in workbook_in.read(path.read_bytes())}
    assert len(sheets["问题线索"].rows) == 1


def test_a_masked_workbook_names_nobody_and_counts_the_same(services, tmp_path):
    services.records.save("person", {"name": "班子成员01", "post": "副书记"})
    services.records.save("lead", {"number": "甲1", "received_on": "2022-05-01", "subject": "A001", "responsible_leader": "班子成员01"})
    path = tmp_path / "甲.xlsx"
    services.exporting.export_all(path, masked=True)
    sheets = {sheet.name: sheet for sheet in workbook_in.read(path.read_bytes())}
    head, line = (list(row) for row in sheets["问题线索"].rows)
    said = dict(zip(head, line, strict=True))
    assert (said["线索编号"], said["被反映人代号"], said["责任领导"]) == ("甲1", "代号0002", "人员0001")
    assert sheets["人员"].rows[1][:1] == ("人员0001",)
    assert not any(word in str(sheet.rows) for sheet in sheets.values() for word in ("班子成员01", "A001", "副书记"))
    assert services.history.entries()[0].label == "导出全部台账（已隐去姓名和代号）"


def test_a_list_of_meetings_shows_their_items_when_asked(services, tmp_path):
    services.records.save("committee_meeting", {"held_on": "2022-03-05", "items": [{"title": "甲", "amount": "1.5"}]})
    path = tmp_path / "甲.xlsx"
    services.exporting.export_query(Query("committee_meeting"), ["held_on"], path)
    (plain,) = workbook_in.read(path.read_bytes())
    assert plain.rows[0] == ("会议日期",)
    services.exporting.export_query(Query("committee_meeting"), ["held_on", "items"], path)
    (whole,) = workbook_in.read(path.read_bytes())
    assert whole.rows[1][whole.rows[0].index("涉及金额")] == 1.5


def test_a_read_only_file_can_be_exported(services, ledger_file, tmp_path, clock):
    copy = opening.open_ledger(ledger_file, clock=clock, copy=True)
    try:
        copy.exporting.export_all(tmp_path / "x.xlsx")
        assert copy.read_only
    finally:
        opening.close(copy)
    assert SystemClock().today() == SystemClock().now().date()
    Quiet().step(1, 2, "x")


def test_names_and_values_of_others_are_looked_up_once(services):
    person = new_name(services, "person", "甲")
    lookups = Lookups(services.store.records)
    assert lookups.values_of(person)["name"] == "甲"
    assert lookups.values_of(999) == {}
    lookups.load([person, 999])
    lookups.add("person", 50, "乙", {"name": "乙"})
    assert lookups.names.find("person", "乙") == [50]
    assert lookups.names.title("person", 50) == "乙"
    assert lookups.values_of(50) == {"name": "乙"}


# ---------------------------------------------------------------------- checking
def test_findings_name_their_records_and_written_reasons_calm_them(services):
    services.records.save("study_session", {"held_on": "2022-03-05", "due": 9, "present": 10}, reasons={"R26a": "列席一并计入"})
    services.records.save(
        "sanction", {"person": "A1", "decided_on": "2022-03-01", "category": "党纪处分", "kind": "警告", "case_number": "甲1"}
    )
    services.records.save(
        "sanction", {"person": "A1", "decided_on": "2022-05-01", "category": "党纪处分", "kind": "开除党籍", "approved_by": "镇党委"}
    )
    services.records.save("case", {"number": "甲1", "filed_on": "2022-04-01"})
    for day in ("2022-03-05", "2022-03-05"):
        speaker = services.records.targets("person", "书记") or new_name(services, "person", "书记")
        pk = speaker[0].pk if isinstance(speaker, tuple) else speaker
        services.records.save("talk", {"held_on": day, "speaker": pk, "headcount": 9})
    found = {finding.id: finding for finding in services.checking.findings(half(2022, 1))}
    assert (found["R26a"].level, found["R26a"].reason) == ("note", "列席一并计入")
    assert found["R32e"].level == "must"
    assert found["R31b"].message.startswith("书记在2022-03-05")
    assert len(found["R31b"].ids) == 2
    assert "R37a" in found
    assert found["待补"].level == "warn"
    levels = [finding.level for finding in services.checking.findings(half(2022, 1))]
    assert levels == sorted(levels, key=["must", "warn", "note"].index)
    only = services.checking.findings(half(2022, 1), ["党课次数"])
    assert {finding.id for finding in only} <= {"R10g", "依据"}


def test_a_year_is_compared_with_its_halves_and_with_what_was_sent(services):
    from dangjian_desktop.domain.period import year
    from dangjian_desktop.storage.stores.report_store import StoredReport

    for day in ("2022-03-01", "2022-09-01"):
        services.records.save("lecture", {"held_on": day, "kind": "书记党课", "attendance": 3})
    assert not [f for f in services.checking.of_measures(year(2022), None, changes=False) if f.id.startswith("R38")]
    frozen = [{"tag": "党课次数", "value": "3", "number": "3"}, {"tag": "党课次数.x", "value": "无", "number": None}]
    services.store.finalize(
        StoredReport("r", "year", "x", "2022-01-01", "2022-12-31", "sent", "2023-01-05", {}, frozen),
        None, "已报送", actor="x", at=services.clock.now(),
    )  # fmt: skip
    (sent,) = [f for f in services.checking.of_measures(year(2022), None) if f.id == "R38f"]
    assert "已报送3" in sent.message
    assert "现在台账为2" in sent.message
    assert services.checking.of_measures(half(2022, 1), {"党课次数"}) == []


def test_a_great_change_against_last_year_is_told(services):
    for day in ("2021-03-01", "2022-03-01", "2022-03-02", "2022-03-03", "2022-03-04"):
        services.records.save("lecture", {"held_on": day, "kind": "书记党课"})
    (great,) = [f for f in services.checking.of_measures(half(2022, 1), {"书记党课次数"}) if f.id == "R39"]
    assert "上年同期1，本期4" in great.message


def test_previous_sanctions_are_looked_at(services):
    base = {"person": "A1", "category": "党纪处分"}
    services.records.save("sanction", {**base, "decided_on": "2021-06-01", "kind": "留党察看一年"})
    services.records.save("sanction", {**base, "decided_on": "2022-03-01", "kind": "警告"})
    services.records.save("sanction", {"category": "党纪处分", "decided_on": "2022-03-01", "kind": "警告"})
    ids = [finding.id for finding in services.checking.of_records(half(2022, 1), None)]
    assert ids.count("R36a") == 1


def test_a_real_name_where_a_code_belongs_is_told_in_the_preview(services, tmp_path):
    leads = [["线索编号", "受理日期", "批准日期", "被反映人代号"]]
    leads += [[f"X{n}", "2022-05-12", "2022-05-13", who] for n, who in enumerate(("班子成员01", "A001", "班子成员02 "))]
    new_name(services, "person", "班子成员01")
    preview = services.importing.read(book(tmp_path, 问题线索=leads, 人员=[["姓名"], ["班子成员02"]]))
    told = [(found.line, found.column) for found in preview.warnings if "不要填真实姓名" in found.message]
    assert told == [(2, "被反映人代号"), (4, "被反映人代号")]
    assert not preview.faults
