"""Long work shows how far it is after half a second and can be cancelled; what was there stays."""

import pytest
from PySide6.QtWidgets import QWidget

from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.page.transfer import Transfer


@pytest.fixture
def around(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(800, 500)
    widget.show()
    return widget


def test_it_appears_after_half_a_second_and_says_how_far(qtbot, around):
    reporter = Reporter(Cancelled)
    strip = ProgressStrip(Theme(), reporter, "正在核对“台账.xlsx”", "取消后台账没有变化。", around)
    assert not strip.isVisible()
    reporter.step(412, 1072, "核对第 412 条")
    qtbot.waitUntil(strip.isVisible)
    assert strip.words.text() == "核对第 412 条，共 1,072 条"
    assert (strip.bar.value(), strip.bar.maximum()) == (412, 1072)
    strip.end()
    assert not strip.isVisible()


def test_cancelling_stops_the_work_at_its_next_step(around):
    reporter = Reporter(Cancelled)
    strip = ProgressStrip(Theme(), reporter, "正在核对", "取消后台账没有变化。", around)
    strip.button.click()
    with pytest.raises(Cancelled):
        reporter.step(1, 2, "核对第 1 条")
    strip.end()


class NoCaller:
    """Stands where the way to the database thread would be; remembers what was told."""

    def __init__(self):
        self.told = []
        self.faulted = self

    def emit(self, fault):
        self.told.append(fault)


def test_a_cancelled_import_says_so_and_any_other_fault_is_told(around, catalogue):
    caller, said = NoCaller(), []
    transfer = Transfer(caller, catalogue.get("talk"), Theme(), None, None, around)
    transfer.said.connect(said.append)
    for fault in (Cancelled(), ValueError("x")):
        transfer._stopped(fault, ProgressStrip(Theme(), Reporter(Cancelled), "导入", "", around))
    assert said == ["已取消导入，台账没有变化"]
    assert [type(fault) for fault in caller.told] == [ValueError]
