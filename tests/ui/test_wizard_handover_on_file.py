"""移交 over a real ledger file: from the self-check to a pack on the stick, the papers, and a ledger that is read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.handover import PackInfo
from dangjian_desktop.exchange import container, pack
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.handover.wizard import HandoverWizard
from tests.fakes import FakeAsk, FixedClock
from tests.ui.settling import turn
from tests.ui.test_wizard_handover import typed


class Desk:
    """The wizard over the file, and short words for what a giver does."""

    def __init__(self, qtbot: QtBot, theme: Theme, path: Path, clock: FixedClock) -> None:
        self.qtbot, self.ask, self.changes = qtbot, FakeAsk(), Changes()
        self.caller = Caller(lambda: opening.open_ledger(path, clock=clock), opening.close)
        self.faults: list[BaseException] = []
        self.caller.faulted.connect(self.faults.append)
        self.wizard = HandoverWizard(self.caller, path, theme, self.ask, self.changes)  # type: ignore[arg-type]
        qtbot.addWidget(self.wizard)
        self.wizard.resize(1366, 696)
        self.wizard.show()

    def do(self, work: Callable[[Any], Any]) -> Any:
        answers: list[Any] = []
        self.caller.ask(work, answers.append, owner=self.wizard)
        self.qtbot.waitUntil(lambda: bool(answers))
        turn(self.qtbot)
        return answers[0]

    def settle(self) -> None:
        """What was asked is answered, and what those answers asked for."""
        for _ in range(2):
            self.do(lambda services: str(services.path))

    def go(self, number: int) -> None:
        self.wizard.frame.go_to(number)
        self.settle()
        assert self.wizard.frame.current == number

    def write(self, stick: Path, *, kind: str = "complete") -> PackInfo:
        self.settle()
        self.go(1)
        self.go(2)
        typed(self.wizard.sheet.lines["giver"], "经办人01")
        typed(self.wizard.sheet.lines["receiver"], "经办人02")
        self.wizard.sheet.choices[kind].click()
        self.go(3)
        self.ask.answers[:] = [stick]
        self.wizard.write.choose_button.click()
        self.wizard.write.write_button.click()
        self.settle()
        assert self.wizard.session.pack is not None
        return self.wizard.session.pack


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, services: Any, ledger_file: Path, clock: FixedClock) -> Iterator[Desk]:
    services.records.save("person", {"name": "班子成员01"})
    services.records.save("lead", {"number": "XS-1", "received_on": "2022-05-20", "responsible_leader": "班子成员01"})
    opening.close(services)
    made = Desk(qtbot, theme, ledger_file, clock)
    yield made
    made.caller.close()
    assert made.faults == []


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


def test_a_ledger_is_given_away_page_by_page(desk: Desk, stick: Path, tmp_path: Path, qtbot: QtBot) -> None:
    wizard = desk.wizard
    info = desk.write(stick)
    assert "线索 XS-1" in [one.title for one in wizard.session.matters]
    assert len(wizard.sheet.view.canvas.pages or ()) > 2
    assert info.path.parent == stick
    assert desk.do(lambda services: services.read_only) is False
    desk.go(4)
    with qtbot.waitSignal(wizard.handed_over):
        wizard.verify.button.click()
    assert desk.do(lambda services: services.notice.code) == "E-08"
    desk.go(5)
    assert wizard.done.code.accessibleName().startswith("核验码")
    assert "已经移交" in wizard.done.mark.text()
    for made in (wizard.done.sheet_button, wizard.done.slip_button):
        made.click()
        desk.settle()
        assert wizard.done.printing.dialog is not None
        wizard.done.printing.dialog.reject()
    container.open_(info.path, tmp_path / "开", info.passphrase or "")
    found = pack.read(tmp_path / "开")
    assert (found.mark, found.package["receiver"]) == (info.mark, "经办人02")
    change = desk.do(lambda services: services.handover.take_back("接收人尚未到岗"))
    assert change.kind == "take_back"


def test_a_masked_copy_leaves_the_ledger_as_it_is(desk: Desk, stick: Path, qtbot: QtBot) -> None:
    wizard = desk.wizard
    desk.write(stick, kind="masked")
    desk.go(4)
    assert "照常使用" in wizard.verify.sub()
    with qtbot.waitSignal(wizard.handed_over):
        wizard.verify.button.click()
    desk.go(5)
    assert "没有移交" in wizard.done.mark.text()
    assert desk.do(lambda services: services.read_only) is False
