"""Undo and redo: a new change each time, also tomorrow, and never over somebody's later work."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock
from tests.samples import new_name

FIRST = {"held_on": "2022-05-12", "topic": "第一稿", "headcount": 1}


def lecture(services, **but):
    return services.records.save("lecture", {"held_on": "2022-05-12", "title": "党课", **but}).ids[0]


def state(services):
    """Everything a user sees of his records."""
    found = {}
    for key in ("lecture", "person"):
        for pk in services.records.pks(Query(key)):
            stored = services.records.get(pk)
            found[pk] = (dict(stored.values), stored.missing, stored.reasons, stored.occurred_on)
    return found


def test_a_change_is_taken_back_and_brought_back(services):
    pk = lecture(services)
    services.records.save("lecture", {"title": "改过"}, pk=pk)
    assert services.history.undo_label() == "修改 1 条党课与培训"
    change = services.history.undo()
    assert (change.kind, change.label, change.ids) == ("undo", "撤销：修改 1 条党课与培训", (pk,))
    assert services.records.get(pk).values["title"] == "党课"
    assert services.history.redo_label() == "修改 1 条党课与培训"
    assert services.history.redo().label == "重做：修改 1 条党课与培训"
    assert services.records.get(pk).values["title"] == "改过"
    assert services.history.redo_label() is None
    assert services.history.undo_label() == "修改 1 条党课与培训"


def test_one_record_can_be_taken_back_step_by_step(services):
    pk = lecture(services)
    for title in ("二", "三", "四"):
        services.records.save("lecture", {"title": title}, pk=pk)
    for title in ("三", "二", "党课"):
        services.history.undo()
        assert services.records.get(pk).values["title"] == title
    services.history.undo()
    assert services.records.size(Query("lecture")) == 0
    assert services.history.undo_label() is None
    for title in ("党课", "二", "三", "四"):
        services.history.redo()
        assert services.records.get(pk).values["title"] == title
    assert services.records.size(Query("lecture")) == 1


def test_nothing_to_take_back_is_said(services):
    for act in (services.history.undo, services.history.redo):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == "E-85"


def test_undo_works_after_reopening(services, clock):
    pk = lecture(services)
    path = services.path
    opening.close(services)
    clock.move(days=1)
    again = opening.open_ledger(path, clock=clock)
    assert again.history.undo_label() == "登记 1 条党课与培训"
    again.history.undo()
    assert again.records.get(pk).voided
    opening.close(again)
    again = opening.open_ledger(path, clock=clock)
    again.history.redo()
    assert not again.records.get(pk).voided
    opening.close(again)


def test_a_line_of_the_log_can_be_taken_back_while_its_records_stand(services, clock):
    first, second = lecture(services), lecture(services, title="另一课")
    entries = services.history.entries()
    assert [entry.label for entry in entries] == ["登记 1 条党课与培训"] * 2 + ["新建台账"]
    services.history.undo(entries[1].seq)
    assert services.records.pks(Query("lecture")) == (second,)
    assert services.history.entries()[2].undone_by == services.history.entries()[0].seq
    with pytest.raises(UserError) as caught:
        services.history.undo(entries[1].seq)
    assert caught.value.code == "E-85"
    assert [entry.kind for entry in services.history.of_record(first)] == ["undo", "save"]


def test_the_records_of_a_change_are_named_and_the_log_is_read_as_far_as_asked(services):
    first = lecture(services)
    services.records.void([first, lecture(services, title="另一课")], "重复")
    newest, *_ = services.history.newest(1)
    assert [one.title for one in services.history.records_of(newest.seq)] == ["党课", "另一课"]
    assert [len(list(services.history.newest(count))) for count in (0, 2, None)] == [0, 2, 4]
    assert services.history.records_of(1) == ()


def test_later_work_is_never_overwritten(services):
    pk = lecture(services)
    entry = services.history.entries(1)[0]
    services.records.save("lecture", {"title": "后来改的"}, pk=pk)
    before = state(services)
    with pytest.raises(UserError) as caught:
        services.history.undo(entry.seq)
    assert caught.value.code == "E-82"
    assert state(services) == before


def test_a_new_change_ends_redo_but_a_setting_does_not(services):
    lecture(services)
    services.history.undo()
    services.settings.put("addressee", "县纪委", "改主送机关")
    services.store.note("export", "导出", actor="", at=services.clock.now())
    assert services.history.redo_label() is not None
    assert services.history.undo_label() is None
    lecture(services)
    assert services.history.redo_label() is None


def test_many_records_come_back_together(services):
    raws = [("lecture", {"held_on": f"2022-05-{day:02d}", "title": "课"}) for day in range(1, 21)]
    pks = services.records.save_many(raws, kind="import", label="导入 20 条").ids
    services.records.void(pks[:5], "重复")
    services.history.undo()
    services.history.undo()
    assert services.records.size(Query("lecture")) == 0
    services.history.redo()
    services.history.redo()
    assert services.records.size(Query("lecture")) == 15
    assert services.store.damage() == []


def test_what_the_program_does_not_know_survives_undo(services, clock):
    """A key written by a newer version stays through undo and redo."""
    from dangjian_desktop.storage.writing.commit import Write

    write = Write(
        None, "lecture", None, {"held_on": "2022-05-01", "title": "课", "newer": [1]}, "2022-05-01", None, None, (), {}, "课", "课"
    )
    (pk,) = services.store.commit_change("save", "登记", [write], actor="", at=clock.now()).ids
    services.records.save("lecture", {"title": "改"}, pk=pk)
    services.history.undo()
    assert services.records.get(pk).unknown == {"newer": [1]}
    services.history.undo()
    services.history.redo()
    assert services.records.get(pk).unknown == {"newer": [1]}


def test_names_and_reasons_and_missing_follow(services):
    person = new_name(services, "person", "甲")
    pk = services.records.save("talk", {"held_on": "2022-05-01", "speaker": "甲"}).ids[0]
    missing = services.records.get(pk).missing
    services.records.save("person", {"name": "乙"}, pk=person)
    services.history.undo()
    assert [line.title for line in services.records.targets("person", "甲")] == ["甲"]
    assert services.records.get(pk).missing == missing
    assert services.store.damage() == []


def test_very_many_changes_that_do_not_count_are_passed_over(services):
    pk = lecture(services)
    for number in range(450):
        services.settings.put("columns", number, "选择栏目")
    assert services.history.undo_label() == "登记 1 条党课与培训"
    services.history.undo()
    assert services.records.get(pk).voided
    for number in range(450):
        services.settings.put("columns", number, "选择栏目")
    assert services.history.redo_label() == "登记 1 条党课与培训"


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("new"), st.integers(0, 3)),
        st.tuples(st.just("edit"), st.integers(0, 9)),
        st.tuples(st.just("void"), st.integers(0, 9)),
        st.tuples(st.just("restore"), st.integers(0, 9)),
        st.tuples(st.just("many"), st.integers(2, 4)),
        st.tuples(st.just("undo"), st.integers(1, 4)),
        st.tuples(st.just("redo"), st.integers(1, 4)),
    ),
    max_size=12,
)


def act(services, what, number, done, undone):
    """Carry out one action beside a model: ``done`` and ``undone`` are stacks of states."""
    before = state(services)
    alive = services.records.pks(Query("lecture"))
    gone = services.records.pks(Query("lecture", voided="only"))
    match what:
        case "new":
            lecture(services, title=f"课{number}")
        case "many":
            services.records.save_many([("lecture", {"held_on": "2022-05-01", "title": "批"})] * number, kind="import", label="导入")
        case "edit" if alive:
            services.records.save("lecture", {"title": f"改{len(services.history.entries(999))}"}, pk=alive[number % len(alive)])
        case "void" if alive:
            services.records.void([alive[number % len(alive)]], "试")
        case "restore" if gone:
            services.records.restore([gone[number % len(gone)]])
        case "undo":
            for _ in range(min(number, len(done))):
                undone.append(state(services))
                services.history.undo()
                assert state(services) == done.pop()
            return
        case "redo":
            for _ in range(min(number, len(undone))):
                done.append(state(services))
                services.history.redo()
                assert state(services) == undone.pop()
            return
        case _:
            return
    done.append(before)
    undone.clear()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(actions=ACTIONS, reopen=st.integers(0, 12))
def test_any_sequence_can_be_walked_back_and_forth(tmp_path_factory, catalogue, actions, reopen):
    path = tmp_path_factory.mktemp("x") / "x.djtz"
    services = opening.create_ledger(path, "某镇党委", catalogue=catalogue, clock=FixedClock())
    done, undone = [], []
    for number, (what, value) in enumerate(actions):
        if number == reopen:
            opening.close(services)
            services = opening.open_ledger(path, catalogue=catalogue, clock=FixedClock())
        act(services, what, value, done, undone)
    for earlier in reversed(done):
        services.history.undo()
        assert state(services) == earlier
    assert services.history.undo_label() is None
    assert services.store.damage() == []
    opening.close(services)


def test_dates_come_back_as_dates(services):
    pk = lecture(services)
    services.records.save("lecture", {"held_on": "2022-06-30"}, pk=pk)
    services.history.undo()
    assert services.records.get(pk).occurred_on == date(2022, 5, 12)


def test_the_log_knows_every_code_it_ever_had(services):
    codes = [services.history.check_code()]
    for _ in range(3):
        lecture(services)
        codes.append(services.history.check_code())
    assert len(set(codes)) == 4
    assert all(services.history.knows(code) for code in codes)


def test_a_code_of_another_row_is_not_known(services):
    first = services.history.check_code()
    lecture(services)
    second = services.history.check_code()
    assert not services.history.knows(replace(first, seq=second.seq))
    assert not services.history.knows(replace(first, seq=second.seq + 1))
    assert not services.history.knows(replace(second, groups=first.groups))
