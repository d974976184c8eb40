"""One ledger on the screen: the list, its form as panel or page, import and export, the verbs. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.period import Period
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.opener import Opener
from dangjian_desktop.ui.kit.parts.layout import column
from dangjian_desktop.ui.kit.parts.parts import stacked
from dangjian_desktop.ui.kit.parts.veil import Veil
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.form.evidence import FormEvidence
from dangjian_desktop.ui.ledger.form.record_form import PANEL_WIDTH, RecordForm
from dangjian_desktop.ui.ledger.form.secrets import FormSecrets
from dangjian_desktop.ui.ledger.form.session import Unsaved
from dangjian_desktop.ui.ledger.list.record_list import PANEL_FROM, RecordList
from dangjian_desktop.ui.ledger.page.evidence_desk import EvidenceDesk
from dangjian_desktop.ui.ledger.page.print_page import PrintPage
from dangjian_desktop.ui.ledger.page.record_actions import RecordActions
from dangjian_desktop.ui.ledger.page.redacting import FormRedacted
from dangjian_desktop.ui.ledger.page.transfer import Transfer


class LedgerPage(QWidget):
    """``status`` carries the words for the right end of the status bar; ``typing_changed`` whether a form is open with something typed."""

    status = Signal(str)
    typing_changed = Signal(bool)

    def __init__(
        self,
        caller: Caller,
        catalogue: Catalogue,
        spec: LedgerSpec,
        theme: Theme,
        ask: Ask,
        changes: Changes,
        *,
        view: bool = False,
        opener: Opener | None = None,
        veil: Veil | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.caller, self.catalogue, self.spec, self.theme, self.ask, self.changes = caller, catalogue, spec, theme, ask, changes
        self.read_only = False
        self.form: RecordForm | None = None
        self.form_evidence: FormEvidence | None = None
        self.veil = veil or Veil(self)
        self.last: tuple[Mapping[str, Any], Mapping[int, str]] = ({}, {})
        self.list = RecordList(caller, spec, theme, view=view, parent=self)
        self.verbs = RecordActions(caller, spec, ask, changes, self.veil, self)
        self.transfer = Transfer(caller, spec, theme, ask, changes, self)
        self.pages = stacked(self.list)
        column(theme, self.pages, on=self)
        self.setFocusProxy(self.list.table)
        self.evidence = EvidenceDesk(caller, theme, ask, changes, self.list, opener=opener, parent=self)
        self._connect()
        self.list.columns.recall()

    def _connect(self) -> None:
        parts = self.list
        parts.status.connect(self.status)
        parts.toolbar.new_wanted.connect(self.new)
        parts.toolbar.import_wanted.connect(self.transfer.import_file)
        parts.toolbar.export_wanted.connect(self.export_list)
        parts.toolbar.print_wanted.connect(self.print_list)
        parts.table.opened.connect(self.open_form)
        parts.table.void_wanted.connect(self.void_selected)
        parts.table.copy_wanted.connect(self.copy_selected)
        parts.empty.new_wanted.connect(self.new)
        parts.empty.import_wanted.connect(self.transfer.import_file)
        parts.panel.edit_wanted.connect(self.edit_selected)
        parts.panel.void_wanted.connect(self.void_selected)
        parts.panel.restore_wanted.connect(self.restore_selected)
        parts.panel.redact_wanted.connect(lambda: self.verbs.redact(self.list.table.selected(), self.theme))
        parts.panel.unmask_wanted.connect(lambda on: self.verbs.reveal() if on else self.veil.fall())
        self.veil.turned.connect(lambda lifted: parts.set_veiled(not lifted))
        parts.set_veiled(not self.veil.lifted)
        self.transfer.page_wanted.connect(self._show_page)
        self.transfer.page_done.connect(self._hide_page)
        self.transfer.page_done.connect(lambda _page: self.list.table.setFocus())
        self.transfer.said.connect(self.status)
        self.evidence.verbs.said.connect(self.status)
        self.changes.changed.connect(self._changed)
        taken = {"filter": self.focus_filter, "panel": parts.toggle_panel, "recount": parts.refresh, "paste": self.paste}
        for name, act in taken.items():
            self._shortcut(command(name).keys, act)

    def _shortcut(self, keys: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # ------------------------------------------------------------------ what the window asks for
    def set_period(self, period: Period | None) -> None:
        if self.form is not None:
            self.form.set_period(period)
        self.list.set_period(period)

    def show_records(self, ids: tuple[int, ...], words: str) -> None:
        """The records behind a number, wherever it was clicked."""
        self.list.show_records(tuple(ids), words)

    def show_only(self, what: str) -> None:
        """missing · without_evidence · voided, from a card of 工作台."""
        self.list.leave_picked()
        self.list.filters.show_only(what)

    def select(self, pk: int) -> None:
        """Go to one record, as search does: the list shows it whatever the filters say."""
        self.list.table.select(pk)
        self.list.show_records((pk,), "查找到")

    def set_read_only(self, on: bool) -> None:
        """Nothing is written: the file cannot be just now, or the ledger is another version's."""
        self.read_only = on or self.spec.stranger
        self.list.set_read_only(self.read_only)
        self.evidence.set_read_only(self.read_only)

    def add_evidence(self) -> None:
        """The evidence of the chosen record: its tiles, or the button that adds the first."""
        if self.form is None:
            self.evidence.focus()

    def paste(self) -> None:
        """A picture or files from the clipboard, onto the chosen record or the one in the form."""
        if self.form is None:
            self.evidence.paste()
        elif self.form_evidence is not None:
            self.form_evidence.paste()

    def stations(self) -> list[QWidget]:
        """The parts that F6 goes through: a form that covers the list is one, beside it it comes last."""
        if (front := self.pages.currentWidget()) is not None and front is not self.list:
            return [front]
        parts: list[QWidget] = [self.list.middle, self.list.panel, self.list.strip]
        return [*parts, self.form] if self.form is not None else parts

    def focus_filter(self) -> None:
        self.list.filters.text.setFocus()
        self.list.filters.text.selectAll()

    def keep_draft(self) -> None:
        """The page is left or the window closes: what is typed stays as a draft."""
        if self.form is not None:
            self.form.keep()

    def unsaved(self) -> Unsaved | None:
        return self.form.session.unsaved() if self.form is not None and self.form.dirty else None

    def typing(self) -> bool:
        """Whether a form holds something that is not saved."""
        return self.form is not None and self.form.dirty

    # ------------------------------------------------------------------ verbs
    def edit_selected(self) -> None:
        if len(pks := self.list.table.selected()) == 1:
            self.open_form(pks[0])

    def void_selected(self) -> None:
        if not self.read_only:
            self.verbs.void(self.list.table.selected())

    def restore_selected(self) -> None:
        if not self.read_only:
            self.verbs.restore(self.list.table.selected())

    def copy_selected(self) -> None:
        self.verbs.copy(self.list.table.selected(), list(self.list.model.keys))

    def export_list(self) -> None:
        self.transfer.export_list(self.list.query(), list(self.list.model.keys))

    def print_list(self) -> None:
        """What is listed, as pages; on the pages themselves it goes to the printer."""
        front = self.pages.currentWidget()
        if isinstance(front, PrintPage):
            front.print_pages()
        elif front is self.list and self.list.model.rowCount():
            self.transfer.print_list(self.list.query(), list(self.list.model.keys), self.list.what())

    def _changed(self, change: Change) -> None:
        """Somebody changed something: the list is read again when it can be concerned (names of registers stand in every list)."""
        registers = {spec.key for spec in self.catalogue.registers}
        if not change.ledgers or self.spec.key in change.ledgers or registers & set(change.ledgers):
            self.list.refresh()

    # ------------------------------------------------------------------ form
    def new(self) -> None:
        self.open_form(None)

    def open_form(self, pk: int | None = None) -> None:
        """A panel beside the table, or a page where there are child rows or too little width."""
        if self.read_only:
            return
        if self.form is not None:
            self.form.leave(lambda: self._begin(pk))
        else:
            self._begin(pk)

    def _begin(self, pk: int | None) -> None:
        self._drop_form()
        paged = self.spec.rows_field is not None or self.list.effective_width() < PANEL_FROM
        form = RecordForm(self.caller, self.catalogue, self.spec, self.theme, self.ask, self.changes, paged=paged, parent=self)
        self.form = form
        box = form.area.evidence
        self.form_evidence = FormEvidence(self.evidence.verbs, box, form.session, self.changes) if box is not None else None
        FormSecrets(form.fields, form.session, self.veil, self.ask, self.verbs.reveal)
        FormRedacted(form, self.changes)
        form.saved.connect(self._saved)
        form.closed.connect(self.close_form)
        form.typed.connect(lambda: self.typing_changed.emit(True))
        form.states.last, names = self.last
        form.lookup.names.update(names)
        form.set_period(self.list.period)
        if paged:
            self._show_page(form)
        else:
            form.setFixedWidth(self.theme.px(PANEL_WIDTH))
            self.list.row.addWidget(form)
            self._take_side(True)
        form.show()
        form.open(pk)

    def _take_side(self, taken: bool) -> None:
        self.list.side_taken = taken
        self.list.toolbar.set_form_open(taken)
        self.list.fit()

    def _saved(self, change: Change, then_next: bool) -> None:
        self.typing_changed.emit(False)
        if self.form is not None:
            self.last = (self.form.states.last, self.form.lookup.names)
        self.list.table.select(change.ids[0])
        self.list.focus_when_loaded = not then_next
        self.verbs.tell(change)

    def close_form(self) -> None:
        """The focus goes back to where the form came from."""
        self._drop_form()
        self.typing_changed.emit(False)
        (self.list.table if self.list.model.rowCount() else self.list.toolbar.new_button).setFocus()

    def _drop_form(self) -> None:
        if self.form is None:
            return
        self.form.hide()
        self._hide_page(self.form)
        self.form.deleteLater()
        self.form = self.form_evidence = None
        self._take_side(False)

    def _show_page(self, page: QWidget) -> None:
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def _hide_page(self, page: QWidget) -> None:
        """The page itself is let go by ``deleteLater``; taken out of the stack by hand it would belong to Python's collector."""
        if self.pages.currentWidget() is page:
            self.pages.setCurrentWidget(self.list)

    def minimumSizeHint(self) -> QSize:
        """The page never widens the window; its parts give way."""
        return QSize(self.theme.px(480), self.theme.control(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.fit()
