"""What is typed and not saved: faults of the disk, a cell that is still open, a window that closes; nothing of it is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from dangjian_desktop.domain.listing import Query
from tests.samples import register_names
from tests.services.test_drafts import full, moved, not_writable
from tests.ui.desk import Desk
from tests.ui.test_record_form import fill

TYPED = {"held_on": "2022-06-13", "topic": "没写完", "remark": "很长的备注" * 900}


@pytest.mark.parametrize(("spoil", "code"), [(full, "E-11"), (not_writable, "E-12"), (moved, "E-15")])
def test_a_save_that_fails_leaves_the_form_as_it_is_and_a_draft(desk: Desk, spoil: Callable[[Any], None], code: str, own_home: Any) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, TYPED)
    before = form.raw()
    desk.do(spoil)
    form.save()
    desk.qtbot.waitUntil(lambda: not form.session.saving)
    assert code in form.offer.words.text()
    assert page.form is form
    assert form.raw() == before
    assert form.dirty
    assert len(list((own_home / "drafts").iterdir())) == 1
    with desk.qtbot.waitSignal(form.session.draft_kept):
        pass
    assert code in form.offer.words.text(), "the next draft asks nobody and tells nothing"
    if code == "E-15":
        desk.do(lambda services: os.replace(services.path.with_suffix(".搬走"), services.path))
    desk.do(lambda services: services.store.database.run("PRAGMA query_only = OFF"))
    desk.do(lambda services: services.store.database.run("PRAGMA max_page_count = 1073741823"))
    with desk.qtbot.waitSignal(form.closed):
        form.save()
    assert desk.do(lambda services: services.records.size(Query("talk"))) == 1
    assert desk.do(lambda services: services.drafts.all()) == ()


def test_a_draft_that_can_be_kept_nowhere_is_said_in_the_form(desk: Desk, own_home: Any) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, TYPED)
    desk.do(not_writable)
    form.session.keep_draft()
    desk.settle()
    (lying,) = (own_home / "drafts").iterdir()
    lying.unlink()
    lying.with_name(lying.name + ".part").mkdir()
    form.session.keep_draft()
    desk.settle()
    assert form.foot.draft.text() == "草稿没有存下"
    assert "E-12" in form.foot.draft.toolTip()


def test_what_stands_in_an_open_cell_is_in_the_draft_and_the_cell_stays_open(desk: Desk) -> None:
    desk.do(register_names)
    page = desk.page("committee_meeting")
    form = desk.form(page)
    assert form.rows is not None
    rows = form.rows
    rows.view.setFocus()
    rows.view.setCurrentIndex(rows.model.index(0, 0))
    desk.press(Qt.Key.Key_F2)
    cell = rows.delegate.current
    assert cell is not None
    with desk.qtbot.waitSignal(form.session.draft_kept):
        desk.type("abc")
    key = rows.field.rows[0].key
    draft = desk.do(lambda services: services.drafts.find("committee_meeting:new"))
    assert draft.data[rows.field.key][0][key] == "abc"
    assert rows.delegate.current is cell
    assert rows.raw()[0].get(key) in (None, "")
    assert form.dirty


def test_a_window_that_closes_while_a_save_is_refused_leaves_a_draft(desk: Desk) -> None:
    page = desk.page("talk")
    form = desk.form(page)
    fill(form, {"topic": "没有日期"})
    form.save()
    page.keep_draft()
    desk.settle()
    assert desk.do(lambda services: services.drafts.find("talk:new")).data["topic"] == "没有日期"
