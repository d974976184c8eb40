"""The newest backup is tried out by itself once a week. Real files, a real child."""

from __future__ import annotations

from PySide6.QtCore import QObject

from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.kit.parts.progress import Reporter
from dangjian_desktop.ui.watch.drill import REST, DrillWatch
from tests.ui.desk import Desk

TALK = {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 2}


def watching(desk: Desk) -> DrillWatch:
    return DrillWatch(desk.caller, desk.ask, QObject(desk.owner))


def drills(desk: Desk) -> list[str]:
    return [entry.label for entry in desk.do(lambda services: services.history.entries(9)) if entry.kind == "drill"]


def test_a_drill_is_made_when_it_is_due_and_stands_in_the_log(desk: Desk) -> None:
    watch = watching(desk)
    watch.look()
    desk.settle()
    assert (drills(desk), watch.timer.isActive(), watch.timer.interval()) == ([], True, REST)
    desk.save("talk", TALK)
    desk.do(lambda services: services.backups.make())
    watch.timer.stop()
    watch.look()
    desk.qtbot.waitUntil(watch.timer.isActive)
    assert drills(desk) == ["备份演练通过：0 人，1 条，0 份"]
    watch.look()
    desk.settle()
    assert len(drills(desk)) == 1


def test_a_backup_that_does_not_pass_is_told_once(desk: Desk) -> None:
    desk.save("talk", TALK)
    made = desk.do(lambda services: services.backups.make())
    made.path.write_bytes(made.path.read_bytes().replace("谈心谈话".encode(), "谈心谈活".encode()))
    watch = watching(desk)
    desk.ask.answers[:] = [None]
    watch.look()
    desk.qtbot.waitUntil(lambda: bool(desk.ask.asked))
    assert desk.ask.asked[0][1][0].code == "E-16"
    assert (drills(desk), watch.timer.isActive()) == ([], False)


def test_a_window_that_closes_gives_it_up_and_a_fault_of_ours_is_told_as_such(desk: Desk) -> None:
    watch, told = watching(desk), list[BaseException]()
    desk.caller.faulted.disconnect()
    desk.caller.faulted.connect(told.append)
    desk.save("talk", TALK)
    desk.do(lambda services: services.backups.make())
    one = desk.do(lambda services: services.backups.drill_due())
    watch._due(one)
    for reporter in watch.findChildren(Reporter):
        reporter.cancel()
    watch._failed(Cancelled())
    watch._failed(KeyError("x"))
    assert [type(fault) for fault in told] == [KeyError]
    assert desk.ask.asked == []
