"""One clerk's first day, with mouse and keyboard in the whole window: a new file, a record in every ledger, a correction,
a void taken back, the report down to paper, and the same file the next morning. Real file, real thread, real pages.

Chinese arrives as it does from an input method; nothing is put into a field behind its back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.dialogs.duties import DutiesDialog
from dangjian_desktop.ui.kit.editors.base import Editor
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk
from tests.samples import NAMES, value
from tests.ui.settling import answered

DAY = date(2022, 5, 12)
UNIT = "中共青石镇委员会"
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


class Clerk:
    """What a person does: clicks, keys, an input method. Knows the window by what is written on it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def settle(self) -> None:
        answered(self.qtbot, self.window.caller, self.window)

    def learn(self, work: Callable[[Any], Any]) -> Any:
        """What the open file says."""
        answers: list[Any] = []
        assert self.window.caller is not None
        self.window.caller.ask(work, answers.append, owner=self.window)
        self.qtbot.waitUntil(lambda: bool(answers))
        return answers[0]

    def click(self, widget: QWidget) -> None:
        self.qtbot.waitUntil(lambda: widget.isVisible() and widget.isEnabled())
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        self.qtbot.keyClick(target, key, modifier)

    def write(self, text: str) -> None:
        """Plain keys for what is on the keyboard, the input method's commit for the rest."""
        target = QApplication.focusWidget()
        if text.isascii():
            self.qtbot.keyClicks(target, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)

    def attend(self) -> None:
        """What has closed gives the window back only where there is a window manager."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: self.window.isActiveWindow() and QApplication.focusWidget() is not None)

    # ------------------------------------------------------------------ finding the way
    def go(self, tab: str, ledger: str) -> LedgerPage:
        """The tab, then the ledger at the left, both by mouse."""
        work = self.window.work
        assert work is not None
        index = next(number for number in range(work.tabs.count()) if work.tabs.tabText(number) == tab)
        self.qtbot.mouseClick(work.tabs, Qt.MouseButton.LeftButton, pos=work.tabs.tabRect(index).center())
        area = work.area(index - 1)
        entry = next(entry for entry, shelf in zip(area.entries.values(), area.shelves, strict=True) if shelf.label == ledger)
        self.click(entry)
        self.settle()
        page = work.current_page()
        assert page is not None
        return page

    def pick_first(self, page: LedgerPage) -> None:
        table = page.list.table
        self.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(0, 0)).center())
        assert len(table.selected()) == 1

    def register(self, page: LedgerPage) -> RecordForm:
        self.qtbot.keyClick(self.window, Key.Key_N, Ctrl)
        self.qtbot.waitUntil(lambda: page.form is not None and page.form.isEnabled() and page.form.session.start is not None)
        assert page.form is not None
        return page.form

    # ------------------------------------------------------------------ filling in
    def fill(self, form: RecordForm) -> None:
        for editor in form.fields.order():
            self.enter(editor, str_of(editor.field))
        if form.rows is not None:
            rows = form.rows
            rows.view.setFocus()
            rows.view.setCurrentIndex(rows.model.index(0, 0))
            self.press(Key.Key_F2)
            for field in rows.field.rows:
                cell = rows.delegate.current
                assert cell is not None, (field.key, rows.model.rowCount())
                assert cell.field.key == field.key
                self.enter(cell, str_of(field))
                if field is not rows.field.rows[-1]:
                    self.qtbot.keyClick(cell.focusProxy(), Key.Key_Tab)

    def enter(self, editor: Editor, text: str) -> None:
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        match editor.field.kind:
            case "choice" | "flag":
                self.press(Key.Key_Home)
                self.press(Key.Key_Down)
            case "choices":
                self.press(Key.Key_Space)
                view = editor.box.view()  # type: ignore[attr-defined]
                view.setCurrentIndex(view.model().index(0, 0))
                self.qtbot.keyClick(view, Key.Key_Space)
                self.close_list(view)
            case "ref" | "refs":
                line = editor.line  # type: ignore[attr-defined]
                self.write(text)
                self.qtbot.waitUntil(line.popup_open)
                self.press(Key.Key_Return)
                self.qtbot.waitUntil(lambda: editor.unresolved() == "")  # type: ignore[attr-defined]
            case _:
                focused = QApplication.focusWidget()
                assert focused is not None
                if not editor.empty():
                    self.press(Key.Key_A, Ctrl)
                self.write(text)

    def close_list(self, view: QWidget) -> None:
        """Its window is told late that it has the focus, and takes it along; giving it back is left to a window manager."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        with self.qtbot.waitSignal(application.focusChanged, check_params_cb=lambda _old, new: new is None):
            self.qtbot.keyClick(view, Key.Key_Return)
        self.attend()

    def save(self, page: LedgerPage, form: RecordForm) -> None:
        with self.qtbot.waitSignal(form.closed):
            self.qtbot.keyClick(form, Key.Key_S, Ctrl)
        self.settle()
        assert page.form is None


def str_of(field: Field) -> str:
    """What a clerk types for a field; a reference by its name."""
    if field.kind in ("ref", "refs"):
        return NAMES[field.target][0]
    return str(value(field, DAY, "样本"))


@pytest.fixture
def clerk(qtbot: QtBot, theme: Any) -> Iterator[Clerk]:
    window = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(1366, 720)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield Clerk(qtbot, window)
    window.close()


def counted(spec: LedgerSpec) -> Callable[[Any], int]:
    return lambda services: services.records.size(Query(spec.key))


def test_a_first_day_from_a_new_file_to_paper(clerk: Clerk, tmp_path: Path) -> None:
    window, place = clerk.window, tmp_path / "青石镇.djtz"
    answers = window.ask.answers  # type: ignore[attr-defined]

    answers[:] = [(UNIT, "镇"), place]
    clerk.click(window.start_page.new)
    clerk.qtbot.waitUntil(lambda: window.work is not None)
    work = window.work
    assert work is not None
    say_what_is_to_be_done(clerk)
    window.periods.set_period(half(2022, 1))
    clerk.settle()

    label_of = {area.key: area.label for area in work.catalogue.areas}
    ledgers = [spec for spec in work.catalogue if not spec.is_register]
    for spec in ledgers:
        page = clerk.go(label_of[spec.area], spec.label)
        form = clerk.register(page)
        clerk.fill(form)
        clerk.save(page, form)
        assert clerk.learn(counted(spec)) == 1, spec.label
        assert page.list.model.rowCount() == 1, spec.label
        assert window.state.text().startswith("已保存")

    page = clerk.go(label_of[ledgers[0].area], ledgers[0].label)
    correct_one(clerk, page)
    void_and_take_back(clerk, page)
    docx, pdf, paper = report(clerk, tmp_path)
    assert docx.read_bytes()[:2] == b"PK"
    assert pdf.read_bytes()[:4] == b"%PDF"
    assert paper.read_bytes()[:4] == b"%PDF"

    clerk.qtbot.keyClick(window, Key.Key_W, Ctrl)
    clerk.qtbot.waitUntil(lambda: window.work is None)
    answers[:] = [place]
    clerk.click(window.start_page.browse)
    clerk.qtbot.waitUntil(lambda: window.work is not None)
    assert not window.work.file.opened.read_only  # type: ignore[union-attr]
    assert [clerk.learn(counted(spec)) for spec in ledgers] == [1] * len(ledgers)
    assert [info.state for info in clerk.learn(lambda services: services.reporting.list())] == ["draft"]
    clerk.qtbot.keyClick(window, Key.Key_W, Ctrl)
    assert opened_again(place) == len(ledgers)


def say_what_is_to_be_done(clerk: Clerk) -> None:
    """The new ledger asks which local duties the office has: one is ticked by its key, and the answer saved by another."""
    clerk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DutiesDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DutiesDialog)
    clerk.qtbot.waitUntil(dialog.isActiveWindow)
    clerk.press(Key.Key_Space)
    clerk.press(Key.Key_Return)
    clerk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    clerk.settle()
    assert len(clerk.learn(lambda services: services.settings.get("duties"))) == 1
    clerk.attend()


def correct_one(clerk: Clerk, page: LedgerPage) -> None:
    """A text of the record in front is typed over."""
    clerk.pick_first(page)
    clerk.press(Key.Key_Return)
    clerk.qtbot.waitUntil(lambda: page.form is not None and page.form.isEnabled() and page.form.session.start is not None)
    form = page.form
    assert form is not None
    editor = next(one for one in form.fields.order() if one.field.kind in ("text", "long"))
    clerk.enter(editor, "改过的内容")
    clerk.save(page, form)
    clerk.qtbot.waitUntil(lambda: len(page.list.table.selected()) == 1)
    (pk,) = page.list.table.selected()
    assert clerk.learn(lambda services: services.records.get(pk)).values[editor.field.key] == "改过的内容"


def void_and_take_back(clerk: Clerk, page: LedgerPage) -> None:
    """作废 asks for a reason; the bar at the bottom brings the record back."""
    window = clerk.window
    window.ask.answers[:] = ["重复登记"]  # type: ignore[attr-defined]
    clerk.pick_first(page)
    clerk.press(Key.Key_Delete)
    clerk.qtbot.waitUntil(lambda: window.undoing.bar.isVisible())
    clerk.settle()
    assert clerk.learn(counted(page.spec)) == 0
    clerk.click(window.undoing.bar.button)
    clerk.settle()
    clerk.qtbot.waitUntil(lambda: clerk.learn(counted(page.spec)) == 1)


def report(clerk: Clerk, folder: Path) -> tuple[Path, Path, Path]:
    """From 写报告 through all pages to Word, PDF and paper; its draft stays in the file."""
    window, docx, pdf, paper = clerk.window, folder / "报告.docx", folder / "报告.pdf", folder / "纸.pdf"
    work = window.work
    assert work is not None
    clerk.qtbot.keyClick(window, Key.Key_R, Ctrl)
    clerk.qtbot.waitUntil(lambda: work.cover.wizard is not None)
    wizard: Any = work.cover.wizard
    clerk.qtbot.waitUntil(lambda: wizard.session.draft is not None)
    assert wizard.scope.title_line.text().startswith(UNIT)
    for _page in range(4):
        clerk.settle()
        clerk.click(wizard.frame.next_button)
    clerk.qtbot.waitUntil(lambda: wizard.preview.output is not None)
    assert len(wizard.preview.pages) >= 1
    window.ask.answers[:] = [docx, pdf]  # type: ignore[attr-defined]
    clerk.click(wizard.preview.word_button)
    clerk.qtbot.waitUntil(docx.exists)
    clerk.click(wizard.preview.pdf_button)
    clerk.qtbot.waitUntil(pdf.exists)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(paper))
    wizard.preview.print_on(printer)
    return docx, pdf, paper


def opened_again(place: Path) -> int:
    """How many ledgers hold one record, as the services see the file after the window has let go of it."""
    services = opening.open_ledger(place)
    try:
        assert services.notice is None
        return sum(services.records.size(Query(spec.key)) == 1 for spec in services.catalogue if not spec.is_register)
    finally:
        opening.close(services)
