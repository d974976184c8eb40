"""Import, export and print from a ledger page: which file, the preview, what is stored. Knows services and the one door for questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.blocks import Document
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.paper.layout import Pages, lay_out
from dangjian_desktop.paper.painter import pdf
from dangjian_desktop.services.base.files import ensure_for_others
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.pages.printing import safely
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.page.import_page import ImportPage
from dangjian_desktop.ui.ledger.page.print_page import PrintPage

if TYPE_CHECKING:
    from dangjian_desktop.services.tables.importing import Preview

TABLES = "表格 (*.xlsx *.xls *.csv)"


class Transfer(QObject):
    """``page_wanted`` shows the preview in place of the list, ``page_done`` takes it away."""

    page_wanted = Signal(QWidget)
    page_done = Signal(QWidget)
    said = Signal(str)

    def __init__(self, caller: Caller, spec: LedgerSpec, theme: Theme, ask: Ask, changes: Changes, parent: QWidget) -> None:
        super().__init__(parent)
        self.around = parent
        self.caller = caller
        self.spec = spec
        self.theme = theme
        self.ask = ask
        self.changes = changes

    # ------------------------------------------------------------------ in
    def import_file(self) -> None:
        path = self.ask.open_file("从 Excel 导入", TABLES)
        if path is None:
            return
        reporter = Reporter(Cancelled, self)
        strip = ProgressStrip(self.theme, reporter, f"正在核对“{path.name}”", "取消后台账没有变化。", self.around)

        def load() -> tuple[Any, ...]:
            from dangjian_desktop.services.tables import importing

            return importing.load(path, reporter)

        def look(sheets: tuple[Any, ...]) -> None:
            self.caller.ask(
                lambda services: services.importing.look(sheets, path.name, reporter),
                lambda preview: self._preview(path, preview, strip),
                failed=lambda fault: self._stopped(fault, strip),
                owner=self,
            )

        self.caller.aside(load, look, failed=lambda fault: self._stopped(fault, strip), owner=self)

    def _stopped(self, fault: BaseException, strip: ProgressStrip) -> None:
        strip.end()
        if isinstance(fault, Cancelled):
            self.said.emit("已取消导入，台账没有变化")
        else:
            self.caller.faulted.emit(fault)

    def _preview(self, path: Path, preview: Preview, strip: ProgressStrip) -> None:
        strip.end()
        page = ImportPage(path, preview, self.theme)
        page.closed.connect(lambda: self._close(page))
        page.commit_wanted.connect(lambda valid_only: self._commit(page, preview, valid_only=valid_only))
        self.page_wanted.emit(page)

    def _commit(self, page: ImportPage, preview: Preview, *, valid_only: bool) -> None:
        page.setEnabled(False)
        self.caller.ask(
            lambda services: services.importing.commit(preview, valid_only=valid_only),
            lambda change: self._committed(page, change),
            failed=lambda fault: self._failed(page, fault),
            owner=self,
        )

    def _failed(self, page: ImportPage, fault: BaseException) -> None:
        """Nothing was stored; the preview stays so that it can be tried again."""
        page.setEnabled(True)
        self.caller.faulted.emit(fault)

    def _committed(self, page: ImportPage, change: Change) -> None:
        self._close(page)
        self.changes.changed.emit(change)

    def _close(self, page: QWidget) -> None:
        self.page_done.emit(page)
        page.deleteLater()

    # ------------------------------------------------------------------ out
    def export_list(self, query: Query, keys: Sequence[str]) -> None:
        """The table as it is shown; what is secret stays masked unless it is wanted for this one file."""
        masked = not self._with_secrets(keys)
        path = self.ask.save_file("导出为 Excel", f"{self.spec.label}.xlsx", "Excel 表格 (*.xlsx)")
        if path is not None:
            self.caller.ask(
                lambda services: services.exporting.export_query(query, keys, path, masked=masked),
                lambda _none: self.said.emit(f"已导出到 {path}"),
                owner=self,
            )

    # ------------------------------------------------------------------ on paper
    def print_list(self, query: Query, keys: Sequence[str], what: str) -> None:
        """The table as it is shown, as true pages first; they are laid out on the worker, for there may be many."""
        strip = ProgressStrip(self.theme, Reporter(Cancelled, self), f"正在排{self.spec.label}的页面", "", self.around)

        def made(document: Document) -> None:
            self.caller.aside(
                lambda: lay_out(document),
                lambda pages: self._show_pages(pages, strip),
                failed=lambda fault: self._stopped(fault, strip),
                owner=self,
            )

        def make(services: Services) -> Document:
            from dangjian_desktop.services.desk import printed_list

            return printed_list.sheet(services, query, keys, what)

        self.caller.ask(make, made, failed=lambda fault: self._stopped(fault, strip), owner=self, latest="sheet")

    def _show_pages(self, pages: Pages, strip: ProgressStrip) -> None:
        strip.end()
        page = PrintPage(f"打印{self.spec.label}台账", pages, self.theme, self.ask)
        page.closed.connect(lambda: self._close(page))
        page.pdf_wanted.connect(lambda path: self._save_pdf(page, path))
        self.page_wanted.emit(page)
        page.setFocus()

    def _save_pdf(self, page: PrintPage, path: Path) -> None:
        def write() -> None:
            ensure_for_others(path)
            safely(lambda place: place.write_bytes(pdf(page.pages, page.title)), path)

        self.caller.aside(write, lambda _none: page.saved(path), owner=page)

    def _with_secrets(self, keys: Sequence[str]) -> bool:
        labels = [field.label for key in keys if (field := self.spec.by_key.get(key)) and field.secret]
        if not labels:
            return False
        words = f"表里有保密内容：{'、'.join(labels)}。写明的话会记入操作记录，文件请妥善保管。"
        options = (("mask", f"遮住，写成{MASK}"), ("show", "写明保密内容"))
        return bool(self.ask.choose("导出的表里怎样写保密内容？", words, options) == "show")
