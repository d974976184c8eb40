"""Secret fields below the screen: a line when they are shown, a real name noticed, nothing written where nothing may be."""

from __future__ import annotations

from typing import Any

import pytest

from dangjian_desktop import logs, paths
from dangjian_desktop.services.ledger_file import confidential, opening
from tests.samples import new_name

NAME = "班子成员01"


@pytest.fixture
def named(services: Any) -> Any:
    new_name(services, "person", NAME)
    return services


def test_showing_them_is_a_line_without_content(services: Any) -> None:
    services.records.save("lead", {"number": "X1", "decided_on": "2022-05-12", "subject": "稀有代号"})
    confidential.note_shown(services, "lead")
    entry = services.history.entries(1)[0]
    assert entry.label == "显示保密内容（问题线索）"
    assert services.history.undo_label() == "登记 1 条问题线索"


def test_a_file_that_cannot_be_written_tells_the_machine_s_log_only(services: Any) -> None:
    logs.start(paths.own_folder())
    copy = opening.open_ledger(services.path, copy=True)
    try:
        before = copy.history.entries(1)
        confidential.note_shown(copy, "lead")
        assert copy.history.entries(1) == before
    finally:
        opening.close(copy)
    assert "secret fields shown: lead" in logs.log_file().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("raw", "labels"),
    [
        ({"subject": NAME}, ("被反映人代号",)),
        ({"subject": f" {NAME}　"}, ("被反映人代号",)),
        ({"subject": NAME, "summary": NAME}, ("被反映人代号", "问题摘要")),
        ({"subject": "A001", "summary": f"{NAME} 的问题"}, ()),
        ({"number": NAME}, ()),
        ({}, ()),
    ],
)
def test_a_name_is_noticed_where_a_code_belongs(named: Any, raw: dict[str, str], labels: tuple[str, ...]) -> None:
    assert confidential.real_names(named, "lead", raw) == labels


def test_what_was_stored_before_is_not_doubted_again(named: Any) -> None:
    (pk,) = named.records.save("lead", {"number": "X1", "decided_on": "2022-05-12", "subject": NAME}).ids
    assert confidential.real_names(named, "lead", {"subject": NAME}, pk) == ()
    assert confidential.real_names(named, "lead", {"subject": NAME, "summary": NAME}, pk) == ("问题摘要",)


def test_a_ledger_without_secret_fields_looks_nowhere(named: Any) -> None:
    assert confidential.real_names(named, "talk", {"topic": NAME}) == ()
