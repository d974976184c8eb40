"""A ledger that was given away is looked at, and written again only on the user's word."""

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage.store import Store
from tests.storage.ledger_files import IS_ROOT, create, nobody, opened, save, tamper

MARK = {"date": "2022-07-01", "to": "接收人", "code": "3-ABCD"}


@pytest.fixture
def given(tmp_path, catalogue, clock):
    return give(tmp_path / "台账.djtz", MARK, catalogue, clock)


def give(path, mark, catalogue, clock):
    store = create(path, catalogue, clock)
    save(store, "person", {"name": "班子成员01"}, clock=clock)
    store.put_setting("handed_over", mark, "移交给接收人", actor="经办人", at=clock.now(), kind="handed_over")
    store.close()
    return path


def test_it_opens_for_looking_only_and_says_since_when(given, catalogue, clock):
    before = given.read_bytes()
    store = Store.open(given, catalogue)
    assert store.notice.code == "E-08"
    assert "2022-07-01" in store.notice.happened
    with pytest.raises(DataFileError) as caught:
        save(store, "person", {"name": "新人"}, clock=clock)
    assert caught.value.code == "E-83"
    store.close()
    assert given.read_bytes() == before


def test_it_can_be_taken_back_with_a_line_in_the_log_and_then_opens_as_before(given, catalogue, clock):
    store = Store.open(given, catalogue)
    store.lift_read_only()
    store.put_setting("handed_over", None, "继续编辑：接收人退回", actor="经办人", at=clock.now(), kind="take_back")
    save(store, "person", {"name": "新人"}, clock=clock)
    assert [entry.kind for entry in store.audit.entries(3)] == ["save", "take_back", "handed_over"]
    store.close()
    assert opened(given, catalogue, clock) == ""


def test_what_was_lifted_in_vain_is_read_only_again(given, catalogue, clock):
    store = Store.open(given, catalogue)
    why = store.condition
    store.lift_read_only()
    store.stop_writing(why)
    with pytest.raises(DataFileError):
        save(store, "person", {"name": "新人"}, clock=clock)
    store.lift_read_only()
    store.close()
    assert opened(given, catalogue, clock) == "E-08"


def test_a_damaged_ledger_is_never_made_writable(given, catalogue, clock):
    tamper(given, "UPDATE record SET occurred_on = '2022-06-30'")
    store = Store.open(given, catalogue)
    assert store.notice.code == "E-05"
    with pytest.raises(DataFileError) as caught:
        store.lift_read_only()
    assert caught.value.code == "E-83"
    assert store.read_only
    store.close()


def test_a_ledger_that_is_writable_has_nothing_to_lift(tmp_path, catalogue, clock):
    store = create(tmp_path / "台账.djtz", catalogue, clock)
    with pytest.raises(DataFileError):
        store.lift_read_only()
    store.close()


def test_damage_found_later_ends_writing_of_a_ledger_taken_back(given, catalogue, clock):
    tamper(given, "UPDATE record SET occurred_on = '2022-06-30'")
    store = Store.open(given, catalogue, content=False)
    assert store.notice.code == "E-08"
    store.lift_read_only()
    assert store.verify().why is Why.DAMAGED
    assert store.read_only
    store.close()


def test_a_medium_that_cannot_be_written_is_told_before_the_hand_over(given, tmp_path, catalogue, clock):
    """A copy in which nothing is locked can never be written, whatever the mark says."""
    folder = tmp_path / "副本"
    folder.mkdir()
    store = Store.open_copy(given, catalogue, folder, at=clock.now(), why=Condition(Why.HANDED_OVER, {"date": "2022-07-01"}))
    with pytest.raises(DataFileError) as caught:
        store.lift_read_only()
    assert caught.value.code == "E-83"
    assert store.read_only
    store.close()


@pytest.mark.parametrize("mark", ["x", {"to": "接收人"}])
def test_a_mark_without_a_day_is_a_mark(mark, tmp_path, catalogue, clock):
    assert opened(give(tmp_path / "台账.djtz", mark, catalogue, clock), catalogue, clock) == "E-08"


@pytest.mark.skipif(not IS_ROOT, reason="needs to give up the rights of root")
def test_on_a_medium_that_cannot_be_written_that_is_the_reason(given, catalogue, clock):
    given.chmod(0o444)
    with nobody(given):
        assert opened(given, catalogue, clock) == "E-12"
