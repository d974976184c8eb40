"""A ledger page on a real file, driven as a clerk drives it: keys, clicks, and what is stored afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.period import Period, half
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from tests.fakes import FakeAsk
from tests.ui.settling import turn

T = TypeVar("T")


@dataclass
class Desk:
    """What a ledger page needs, and short words for what a test does with it."""

    qtbot: QtBot
    caller: Any
    catalogue: Catalogue
    theme: Any
    changes: Any
    ask: FakeAsk = field(default_factory=FakeAsk)
    period: Period = field(default_factory=lambda: half(2022, 1))
    owner: QObject = field(default_factory=QObject)
    kept: list[QWidget] = field(default_factory=list)

    def do(self, work: Callable[[Any], T]) -> T:
        """Run ``work(services)`` on the database thread and wait for its answer; its failure is raised here."""
        answers: list[T] = []
        faults: list[BaseException] = []
        self.caller.ask(work, answers.append, failed=faults.append, owner=self.owner)
        self.qtbot.waitUntil(lambda: bool(answers or faults))
        if faults:
            raise faults[0]
        return answers[0]

    def settle(self) -> None:
        """Everything asked so far has been answered."""
        self.do(lambda services: str(services.path))
        turn(self.qtbot)

    def change(self, work: Callable[[Any], Any]) -> Any:
        """A change made elsewhere, told to all screens."""
        change = self.do(work)
        self.changes.changed.emit(change)
        self.settle()
        return change

    def page(self, key: str, *, size: tuple[int, int] = (1366, 620), **options: Any) -> LedgerPage:
        page = LedgerPage(self.caller, self.catalogue, self.catalogue.get(key), self.theme, self.ask, self.changes, **options)
        self.kept.append(page)  # a window that only Python holds may be collected in the middle of an event
        self.qtbot.addWidget(page)
        page.resize(*size)
        page.show()
        self.qtbot.waitExposed(page)
        page.activateWindow()
        with self.qtbot.waitSignal(page.list.model.loaded):
            page.set_period(self.period)
        for _measure in range(len(page.spec.measures) + 2):
            self.settle()
        return page

    def form(self, page: LedgerPage, pk: int | None = None) -> RecordForm:
        page.open_form(pk)
        self.settle()
        assert page.form is not None
        self.qtbot.waitUntil(lambda: page.form is not None and page.form.session.start is not None)
        self.settle()
        return page.form

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None) -> None:
        target = on or QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        self.qtbot.keyClick(target, key, modifier)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def rows(self, page: LedgerPage) -> list[list[str]]:
        """What the table shows now, cell by cell."""
        model = page.list.model
        return [[str(model.index(line, column).data() or "") for column in range(model.columnCount())] for line in range(model.rowCount())]

    def save(self, key: str, raw: dict[str, Any]) -> int:
        pk: int = self.do(lambda services: services.records.save(key, raw)).ids[0]
        return pk
