"""What stands in the way of 定稿, and what a written reason may pass."""

from dangjian_desktop.domain.finding import Finding


def test_what_is_impossible_and_what_is_missing_stop_a_report_until_a_reason_is_written():
    must, missing, hint = (
        Finding("R4", "must", "", key="R4"),
        Finding("待补", "warn", "", key="待补|1"),
        Finding("提法", "warn", "", key="t1"),
    )
    assert [one.stops for one in (must, missing, hint)] == [True, True, False]
    reasons = {"R4": "县里核定", "待补|1": "暂缺", "t1": "照旧"}
    passed = [one.passed_with(reasons) for one in (must, missing, hint)]
    assert [one.stops for one in passed] == [False, False, False]
    assert [one.grave for one in passed] == [True, True, False]
    assert must.passed_with({}) == must


def test_a_firm_finding_takes_no_reason():
    firm = Finding("残留", "must", "", key="残留|1", firm=True)
    assert firm.passed_with({"残留|1": "留着"}) == firm
    assert firm.stops
