"""移交, page after page: what stops, what can be taken back, and that nothing counts as handed over before the check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.errors import DataFileError, PackError
from dangjian_desktop.domain.handover import Check
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.handover.matters_table import as_html, pill
from dangjian_desktop.ui.wizards.handover.session import KEPT
from dangjian_desktop.ui.wizards.handover.wizard import HandoverWizard
from dangjian_desktop.ui.wizards.handover.write_page import size_words
from tests.fakes import FakeAsk
from tests.ui.handover_fakes import MATTERS, FakeServices
from tests.ui.settling import answered


def typed(line: QLineEdit, text: str) -> None:
    """As an input method hands it over."""
    line.setText(text)
    line.textEdited.emit(text)


class Bench:
    """The wizard over made-up services."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot, self.services, self.ask, self.changes = qtbot, FakeServices(), FakeAsk(), Changes()
        self.told: list[BaseException] = []
        self.caller = Caller(lambda: self.services)
        self.caller.faulted.connect(self.told.append)
        self.wizard = HandoverWizard(self.caller, Path("青石镇党委.djtz"), theme, self.ask, self.changes)  # type: ignore[arg-type]
        qtbot.addWidget(self.wizard)
        self.wizard.resize(1366, 696)
        self.wizard.show()
        self.settle()

    def settle(self) -> None:
        """Everything asked so far has been answered, and what those answers asked for."""
        self.answered()
        self.answered()

    def answered(self) -> None:
        answered(self.qtbot, self.caller, self.wizard)

    def go(self, number: int) -> None:
        self.wizard.frame.go_to(number)
        self.settle()

    def fill(self) -> None:
        """As far as the page that writes."""
        self.go(1)
        self.go(2)
        for key, name in (("giver", "经办人01"), ("receiver", "经办人02")):
            typed(self.wizard.sheet.lines[key], name)
        self.go(3)

    def write(self, folder: Path) -> None:
        self.fill()
        self.ask.answers[:] = [folder]
        self.wizard.write.choose_button.click()
        self.wizard.write.write_button.click()
        self.settle()


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme) -> Iterator[Bench]:
    made = Bench(qtbot, theme)
    yield made
    made.caller.close()


def test_what_stops_the_hand_over_is_told_before_anything_else(bench: Bench) -> None:
    page, frame = bench.wizard.check, bench.wizard.frame
    assert page.note() == "1 处要留意"
    assert frame.next_button.isEnabled()
    bench.services.handover.checks = (Check("台账文件", False, "有 3 处内容与记录不符", stops=True),)
    page._corner.click()
    bench.settle()
    assert not frame.next_button.isEnabled()
    assert "台账文件" in frame.next_button.toolTip()
    bench.go(1)
    assert frame.current == 0
    bench.services.handover.checks = (Check("台账文件", True, "完好"),)
    page.enter()
    bench.settle()
    assert (page.note(), page.hint(), page.trouble()) == ("没有问题", "", False)


def test_matters_are_grouped_and_filtered(bench: Bench) -> None:
    bench.go(1)
    page = bench.wizard.matters
    model = page.table.matters
    assert [made.text() for made in page.filters] == ["全部 8", "已过期限 2", "没有责任人 2"]
    assert model.rowCount() == 8 + 5
    assert model.index(0, 0).data() == "线索和案件（只写代号）"
    assert model.index(0, 4).data() == "3 件"
    assert model.index(2, 4).data() == "已过期限 2 天"
    page.filters[1].click()
    assert [one.title for one in page.shown()] == ["案件 2022-003", "审计反馈第 1 条"]
    page.filters[2].click()
    assert model.index(1, 2).data() == "未定"
    page.table.selectRow(1)
    page.grab()
    bench.services.handover.found = ()
    page.enter()
    bench.settle()
    assert page.stack.currentWidget() is page.nothing
    assert page.sub() == "没有要交代的事"
    assert not page.print_button.isEnabled()


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (2, "", "已过期限 2 天"),
        (-3, "", "还有 3 天"),
        (0, "", "今天到期"),
        (-38, "整改中", "整改中"),
        (-86, "", "还有 86 天"),
        (None, "", "没有期限"),
        (-130, "还差 1 次", "还差 1 次"),
    ],
)
def test_a_pill_says_how_urgent_it_is(days: int | None, state: str, words: str) -> None:
    assert pill(replace(MATTERS[0], overdue_days=days, state=state))[0] == words


def test_what_is_printed_of_the_matters_is_escaped(bench: Bench, tmp_path: Path) -> None:
    text = as_html([replace(MATTERS[0], title="<b>粗</b>")], "未了事项")
    assert "&lt;b&gt;" in text
    bench.go(1)
    bench.wizard.matters.print_button.click()
    dialog = bench.wizard.matters.printing.dialog
    assert dialog is not None
    dialog.reject()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "未了.pdf"))
    from dangjian_desktop.ui.kit.pages.printing import paint_text

    bench.wizard.matters.printing.run(lambda device: paint_text(device, text, bench.wizard.matters.theme.font(12)), printer)
    assert (tmp_path / "未了.pdf").stat().st_size > 500


def test_a_printer_that_refuses_is_told(bench: Bench) -> None:
    def broken(_printer: QPrinter) -> None:
        raise OSError

    bench.ask.answers[:] = [None]
    bench.wizard.done.printing.run(broken, QPrinter())
    assert bench.ask.asked[0][1][0] == "没有打印"


def test_the_sheet_wants_giver_and_receiver(bench: Bench) -> None:
    bench.go(1)
    bench.wizard.matters.message.setText("钥匙在柜子里")
    bench.go(2)
    page, frame = bench.wizard.sheet, bench.wizard.frame
    assert not frame.next_button.isEnabled()
    assert page.hint() == "先写上移交人和接收人"
    assert len(page.view.canvas.pages or ()) > 1
    typed(page.lines["giver"], "经办人01")
    typed(page.lines["receiver"], "经办人02")
    assert frame.next_button.isEnabled()
    page.choices["masked"].click()
    options = bench.wizard.session.options
    assert (options.giver, options.receiver, options.kind, options.message) == ("经办人01", "经办人02", "masked", "钥匙在柜子里")
    assert page.timer.isActive()
    bench.qtbot.waitUntil(lambda: not page.timer.isActive())
    bench.settle()
    bench.wizard.resize(920, 460)
    assert not page.view.thumbs.isVisible()


def test_it_can_be_left_before_writing_and_goes_on_later(bench: Bench, qtbot: QtBot, theme: Theme) -> None:
    bench.fill()
    with qtbot.waitSignal(bench.wizard.closed):
        bench.wizard.frame.aside_button.click()
    bench.settle()
    assert bench.services.settings.kept[KEPT]["receiver"] == "经办人02"
    assert bench.services.handover.marked == []
    again = HandoverWizard(bench.caller, Path("青石镇党委.djtz"), theme, bench.ask, bench.changes)  # type: ignore[arg-type]
    qtbot.addWidget(again)
    bench.settle()
    assert again.session.options.receiver == "经办人02"
    assert again.may_leave()
    again.close()


def test_plain_is_written_only_after_a_question(bench: Bench, tmp_path: Path) -> None:
    bench.fill()
    page = bench.wizard.write
    bench.ask.answers[:] = [False, True]
    page.plain_choice.click()
    assert page.sealed_choice.isChecked()
    assert bench.wizard.session.options.encrypted
    page.plain_choice.click()
    assert not bench.wizard.session.options.encrypted
    page.sealed_choice.click()
    assert bench.wizard.session.options.encrypted


def test_after_writing_there_is_no_way_back_and_no_hand_over_yet(bench: Bench, tmp_path: Path) -> None:
    bench.write(tmp_path)
    frame, page = bench.wizard.frame, bench.wizard.write
    assert page.note() == "1.26 GB"
    assert not frame.back_button.isVisible()
    assert not frame.aside_button.isVisible()
    bench.go(1)
    assert frame.current == 3
    assert bench.services.handover.marked == []
    assert frame.next_button.hasFocus()
    bench.ask.answers[:] = [False]
    assert not bench.wizard.may_leave()
    page.write()
    assert len(bench.services.handover.made) == 1


@pytest.mark.parametrize(("fault", "shown"), [(Cancelled(), True), (DataFileError("E-11", place="E:"), False)])
def test_a_pack_that_was_not_written_can_be_written_again(bench: Bench, tmp_path: Path, fault: BaseException, shown: bool) -> None:
    bench.services.handover.faults = [fault]
    bench.write(tmp_path)
    page = bench.wizard.write
    assert page.barrier() == "先写入 U 盘"
    assert page.banner.isVisible() is shown
    assert bench.told == ([] if shown else [fault])
    page.write_button.click()
    bench.settle()
    assert page.barrier() == ""


def test_only_the_check_after_reinserting_hands_over(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    bench.write(tmp_path)
    bench.go(4)
    page, frame = bench.wizard.verify, bench.wizard.frame
    assert not frame.next_button.isEnabled()
    bench.services.handover.faults = [PackError("E-52", missing=0, extra=0, changed=1), Cancelled()]
    page.button.click()
    bench.settle()
    assert page.banner.property("state") == "danger"
    page.button.click()
    bench.settle()
    assert page.banner.property("state") == "info"
    assert bench.services.handover.marked == []
    with qtbot.waitSignals([bench.wizard.handed_over, bench.changes.changed]):
        page.button.click()
    assert page.banner.property("state") == "done"
    assert len(bench.services.handover.marked) == 1
    page.verify()
    bench.settle()
    assert len(bench.services.handover.marked) == 1
    assert bench.wizard.may_leave()
    assert frame.next_button.isEnabled()


def test_the_last_page_shows_the_code_and_what_is_left_to_do(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    bench.write(tmp_path)
    bench.go(4)
    bench.wizard.verify.button.click()
    bench.settle()
    bench.go(5)
    page, frame = bench.wizard.done, bench.wizard.frame
    assert "9F3A" in page.code.accessibleName()
    assert page.check.text() == "校验字 K"
    assert "经办人02" in page.sub()
    assert page.open_button.isVisible()
    page.copy_button.click()
    assert "B06D K" in QGuiApplication.clipboard().text()
    opened: list[Any] = []
    page.launch = lambda url: bool(opened.append(url.toLocalFile())) or True
    page.open_button.click()
    assert opened == [str(tmp_path)]
    for made in (page.print_code_button, page.sheet_button, page.slip_button):
        made.click()
        bench.settle()
        assert page.printing.dialog is not None
        page.printing.dialog.reject()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "清单.pdf"))
    from dangjian_desktop.ui.kit.pages.printing import paint_pages

    pages = bench.wizard.sheet.view.canvas.pages
    assert pages is not None
    paint_pages(printer, pages)
    assert (tmp_path / "清单.pdf").stat().st_size > 1000
    assert frame.next_button.text() == "完成"
    with qtbot.waitSignal(bench.wizard.closed):
        qtbot.keyClick(frame.next_button, Qt.Key.Key_Space)


def test_a_plain_pack_has_no_slip(bench: Bench, tmp_path: Path) -> None:
    bench.fill()
    bench.ask.answers[:] = [True]
    bench.wizard.write.plain_choice.click()
    bench.ask.answers[:] = [tmp_path]
    bench.wizard.write.choose()
    bench.wizard.write.write()
    bench.settle()
    bench.go(4)
    bench.wizard.verify.verify()
    bench.settle()
    bench.go(5)
    assert not bench.wizard.done.slip_button.isEnabled()
    assert bench.wizard.done.slip_words.isVisible()


@pytest.mark.parametrize(("size", "words"), [(1_353_000_000, "1.26 GB"), (5 << 20, "5 MB"), (100, "1 KB")])
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert size_words(size) == words


def test_every_button_of_every_page_shows_its_words(bench: Bench, tmp_path: Path) -> None:
    bench.write(tmp_path)
    for size in ((1366, 696), (911, 464)):
        bench.wizard.resize(*size)
        bench.settle()
        for number, page in enumerate(bench.wizard.frame.pages):
            bench.wizard.frame.stack.setCurrentIndex(number)
            page.enter()
            bench.settle()
            cut = [
                made.text()
                for made in bench.wizard.findChildren(QPushButton)
                if made.isVisible() and made.width() < made.sizeHint().width()
            ]
            assert cut == []
