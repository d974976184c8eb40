"""The list of one ledger: filters, table or empty state, strip, side panel, and which records are wanted. Changes nothing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query, Tallies
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.spelling import initials
from dangjian_desktop.services.records.records import Summary
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, stacked
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.list.column_memory import ColumnMemory
from dangjian_desktop.ui.ledger.list.empty_state import EmptyState, LastYear, read_last_year
from dangjian_desktop.ui.ledger.list.filter_bar import FilterBar
from dangjian_desktop.ui.ledger.list.measures_strip import MeasuresStrip
from dangjian_desktop.ui.ledger.list.page_bars import PANEL_TIP, PickedBar, Toolbar
from dangjian_desktop.ui.ledger.list.record_model import PAGE, RecordModel
from dangjian_desktop.ui.ledger.list.record_table import RecordTable
from dangjian_desktop.ui.ledger.list.side_panel import SidePanel

PANEL_FROM = 1200
NARROW = 1000
LOW = 560


class RecordList(QWidget):
    """``status`` carries the words for the right end of the status bar; verbs are signals of the parts."""

    status = Signal(str)
    summary_shown = Signal()

    def __init__(self, caller: Caller, spec: LedgerSpec, theme: Theme, *, view: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caller, self.spec, self.theme = caller, spec, theme
        self.period: Period | None = None
        self.picked: tuple[int, ...] | None = None
        self.read_only = False
        self.panel_wanted = True
        self.side_taken = False
        self.focus_when_loaded = False
        self.model = RecordModel(caller, spec, self)
        self.toolbar = Toolbar(spec, theme, self)
        self.filters = FilterBar(spec, theme, view=view, parent=self)
        self.picked_bar = PickedBar(theme, self)
        self.table = RecordTable(self.model, theme, initials, self)
        self.empty = EmptyState(spec, theme, self)
        self.strip = MeasuresStrip(caller, spec, theme, self)
        self.panel = SidePanel(spec, theme)
        self.columns = ColumnMemory(caller, spec, self.table, self)
        self._lay_out()
        self._connect()
        if spec.asks:
            caller.ask(lambda services: services.clock.today(), self.filters.set_today, owner=self)

    def _lay_out(self) -> None:
        theme = self.theme
        self.middle = stacked(self.table, self.empty)
        self.middle.installEventFilter(self)
        tip = PANEL_TIP
        self.panel_button = button(theme, "", "icon", "panel", clicked=self.toggle_panel, tip=tip, name="打开或关上侧栏")
        self.bars = column(theme, self.toolbar, self.filters, self.panel_button, margins=(16, 8, 12, 8), gap=6)
        main = area("paper", column(theme, self.bars, self.picked_bar, grow(self.middle), self.strip, gap=0))
        self.row = row(theme, grow(main), self.panel, on=self, gap=0)
        self.panel_button.hide()
        self.panel.hide()
        self.strip.setVisible(bool(self.spec.measures))

    def _connect(self) -> None:
        self.toolbar.columns_chosen.connect(self.columns.choose)
        self.model.modelReset.connect(lambda: self.toolbar.show_columns(self.model.keys))
        self.toolbar.panel_wanted.connect(self.toggle_panel)
        self.filters.changed.connect(self.refresh_list)
        self.picked_bar.back_wanted.connect(self.leave_picked)
        self.model.loaded.connect(self.show_loaded)
        self.model.counted.connect(self.show_counted)
        self.table.chosen.connect(self._chosen)
        self.empty.clear_wanted.connect(self.filters.clear)
        self.empty.last_year_wanted.connect(self._see_last_year)
        self.strip.opened.connect(self.show_records)
        self.panel.history_wanted.connect(self._ask_history)
        self.panel.closed.connect(self.toggle_panel)

    # ------------------------------------------------------------------ which records
    def set_period(self, period: Period | None) -> None:
        self.period = period
        self.picked = None
        self.picked_bar.hide()
        self.filters.show()
        self.refresh()

    def query(self) -> Query:
        now = self.model.query
        picked = Query(self.spec.key, ids=self.picked, voided="also")
        wanted = self.filters.query(self.period) if self.picked is None else picked
        return replace(wanted, order=now.order, descending=now.descending)

    def what(self) -> str:
        """Which records are listed, in words."""
        if self.picked is not None:
            return self.picked_bar.title
        return self.filters.said(self.period)

    def refresh(self) -> None:
        """Ask for the list and the numbers anew; the selection stays."""
        self.refresh_list()
        if self.period is not None and self.spec.measures:
            self.strip.refresh(self.period)

    def refresh_list(self) -> None:
        same = self.query() == self.model.query
        near = max(0, self.table.verticalScrollBar().value()) if same else 0
        self.model.ask_for(self.query(), offset=near // PAGE * PAGE)

    def show_records(self, ids: tuple[int, ...], words: str) -> None:
        """The records behind a number as a filtered table, until 返回."""
        self.picked = tuple(ids)
        self.picked_bar.say(words, len(ids))
        self.filters.hide()
        self.refresh_list()
        self.table.setFocus()

    def leave_picked(self) -> None:
        self.picked = None
        self.picked_bar.hide()
        self.filters.show()
        self.refresh_list()

    def _see_last_year(self) -> None:
        if self.period is not None:
            before = self.period.same_last_year()
            query = Query(self.spec.key, period=before)
            words = f"上年同期（{before.label}）"
            self.caller.ask(lambda services: services.records.pks(query), lambda pks: self.show_records(pks, words), owner=self)

    # ------------------------------------------------------------------ what came
    def show_loaded(self) -> None:
        """Table or empty state; the counts follow."""
        self.toolbar.set_exportable(self.model.rowCount() > 0)
        empty = self.model.rowCount() == 0
        self.middle.setCurrentWidget(self.empty if empty else self.table)
        if empty:
            self._show_empty()
        elif self.focus_when_loaded:
            self.table.setFocus()
        self.focus_when_loaded = False
        self.fit()

    def show_counted(self) -> None:
        """Counts on the pills, words for the status bar."""
        self.filters.show_tallies(self.model.tallies, evidence=self.model.evidence)
        self.say_status()

    def _show_empty(self) -> None:
        if self.picked is not None or self.filters.narrowed():
            self.empty.show_no_hits()
            return
        period = self.period if self.filters.in_period.isChecked() else None
        self.empty.show_empty(period, None, read_only=self.read_only)
        if period is not None:
            spec = self.spec
            self.caller.ask(
                lambda services: read_last_year(services, spec, period),
                lambda found: self._show_last_year(period, found),
                owner=self,
                latest="last-year",
            )

    def _show_last_year(self, period: Period, found: LastYear) -> None:
        if period == self.period and self.middle.currentWidget() is self.empty and not self.filters.narrowed() and self.picked is None:
            self.empty.show_empty(period, found, read_only=self.read_only)

    def say_status(self) -> None:
        by_period = bool(self.spec.date_field) and self.period is not None
        self.status.emit(status_words(self.model.tallies, by_period=by_period, chosen=len(self.table.selected())))

    # ------------------------------------------------------------------ side panel and columns
    def _chosen(self, pks: list[int]) -> None:
        self.say_status()
        if len(pks) != 1:
            self.panel.show_selection(len(pks))
            return
        pk = pks[0]
        self.caller.ask(lambda services: services.records.summary(pk), self._show_summary, owner=self, latest="summary")

    def _show_summary(self, summary: Summary) -> None:
        if self.table.selected() == [summary.line.pk]:
            self.panel.show_summary(summary)
            self.summary_shown.emit()

    def _ask_history(self) -> None:
        if len(pks := self.table.selected()) == 1:
            self.caller.ask(lambda services: services.history.of_record(pks[0]), self.panel.show_history, owner=self, latest="history")

    # ------------------------------------------------------------------ size and state
    def set_veiled(self, on: bool) -> None:
        """Whether secret fields are masked, in the table and beside it."""
        self.model.set_veiled(on)
        self.panel.set_veiled(on)

    def set_read_only(self, on: bool) -> None:
        self.read_only = self.columns.read_only = on
        self.toolbar.set_read_only(on)
        self.panel.set_read_only(on)

    def _place_panel(self) -> None:
        """Beside the table where there is width for both, else over its right part: nothing else gives way."""
        beside = self.row.indexOf(self.panel) >= 0
        if self.effective_width() >= PANEL_FROM:
            if not beside:
                self.row.addWidget(self.panel)
            return
        if beside:
            self.row.removeWidget(self.panel)
        self._lay_over()

    def _lay_over(self) -> None:
        top = self.middle.mapTo(self, QPoint(0, 0)).y()
        width = min(self.panel.maximumWidth(), self.width())
        self.panel.setGeometry(self.width() - width, top, width, self.height() - top)
        self.panel.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # never out of or into the row here: the row is just being laid out
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.row.indexOf(self.panel) < 0:
            self._lay_over()
        return super().eventFilter(watched, event)

    def toggle_panel(self) -> None:
        self.panel_wanted = not self.panel.isVisible()
        self._place_panel()
        self.panel.setVisible(self.panel_wanted and not self.side_taken)

    def effective_width(self) -> float:
        return self.window().width() / self.theme.scale

    def fit(self) -> None:
        """Show what there is room for at this effective size."""
        wide = self.effective_width() >= PANEL_FROM
        self.filters.set_short(not wide or self.side_taken)
        narrow = self.effective_width() < NARROW
        self.panel_button.setVisible(narrow)
        self.toolbar.set_narrow(narrow)
        self.filters.set_narrow(narrow)
        self.bars.setDirection(QBoxLayout.Direction.LeftToRight if narrow else QBoxLayout.Direction.TopToBottom)
        self.table.set_short_pills(not wide or self.theme.scale >= 1.3 or self.side_taken)
        self.strip.set_one_line(self.window().height() / self.theme.scale < LOW)
        self._place_panel()
        self.panel.setVisible(self.panel_wanted and wide and not self.side_taken and self.middle.currentWidget() is self.table)


def status_words(counts: Tallies, *, by_period: bool, chosen: int) -> str:
    """The right end of the status bar."""
    words = f"共 {counts.all:,} 条" + (f"（本期 {counts.in_period:,} 条）" if by_period else "")
    return f"{words} ・ 已选 {chosen} 条" if chosen else words
