"""核对数字: every number of the report with last year, change, records; what changed a lot gets a word. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.report import NumberLine
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, line
from dangjian_desktop.ui.kit.parts.tables import dress
from dangjian_desktop.ui.kit.theme import Theme, polish
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.report.number_panel import SHOWN, NumberPanel
from dangjian_desktop.ui.wizards.report.numbers_model import FILTERS, ROW_ROLE, NumbersModel, TableRow, mark_of, open_word
from dangjian_desktop.ui.wizards.report.session import ReportSession

ROW = 31
WIDTHS = (0, 84, 88, 128, 72, 180)
ICONS = {"all": "", "explain": "warning-triangle", "missing": "clip", "typed": "pen", "ties": "link"}


class NumberDelegate(QStyledItemDelegate):
    """Rows with a blue bar when selected, blue numbers, pills in the last column, headings bold."""

    def __init__(self, theme: Theme, model: NumbersModel) -> None:
        super().__init__(model)
        self.theme, self.model = theme, model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, self.theme.control(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        row: TableRow = index.data(ROW_ROLE)
        theme, rect = self.theme, option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected) and row.line is not None
        painter.save()
        painter.fillRect(rect.adjusted(0, 0, 1, 0), theme.color("sel" if selected else "paper"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width() + 1, 1, theme.color("line"))
        if selected and index.column() == 0:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.color("blue"))
        place = QRectF(rect).adjusted(theme.px(16) if index.column() == 0 else 8, 0, -8, 0)
        if row.line is not None and index.column() == 5:
            self._paint_mark(painter, place.toRect(), row.line)
        else:
            self._paint_text(painter, place, row, index, selected=selected)
        painter.restore()

    def _paint_mark(self, painter: QPainter, place: QRect, line: NumberLine) -> None:
        mark = mark_of(line, self.model.explanations)
        words = mark.short if self.model.narrow else mark.words
        if mark.tint:
            self.theme.paint_pill(painter, place, words, mark.tint, mark.icon)
        else:
            self.theme.paint_done(painter, place, words)

    def _paint_text(
        self, painter: QPainter, place: QRectF, row: TableRow, index: QModelIndex | QPersistentModelIndex, *, selected: bool
    ) -> None:
        theme, column = self.theme, index.column()
        painter.setFont(theme.font(14, bold=row.line is None and column == 0))
        sourced = row.line is not None and bool(row.line.ids)
        number = "blue" if sourced else "ink3"
        ink = number if row.line and column == 1 else "ink2" if row.line is None and column else "ink"
        painter.setPen(theme.selected_ink() if selected and (theme.contrast or ink != "blue") else theme.color(ink))
        if row.line and row.line.part and column == 0:
            place = place.adjusted(theme.px(14), 0, 0, 0)
        side = index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        words = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, side, words)


class NumbersTable(QTableView):
    """Enter opens the records of the number, Esc closes the panel."""

    opened = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class NumbersPage(WizardPage):
    """The second step."""

    name = "核对数字"
    records_wanted = Signal(object, str)

    def __init__(self, session: ReportSession, catalogue: Catalogue, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self.questions = session, theme, ask
        self.model = NumbersModel({part.key: part.label for part in catalogue.areas}, self)
        self.panel = NumberPanel(theme)
        self._closed = self._narrow = False
        self._corner = button(theme, "重新统计", "quiet", "redo", clicked=self.recount)
        self._build()
        self.model.modelReset.connect(self._filled)

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        left = column(self.theme, self._build_filters(), grow(self._build_table()), gap=0)
        row(self.theme, grow(left), self.panel, on=self, gap=0)
        self.panel.closed.connect(lambda: self._show_panel(on=False))
        self.panel.all_records.connect(self._open_records)
        self.panel.record_chosen.connect(lambda pk: self.records_wanted.emit((pk,), self.panel.title.text()))
        self.panel.explained.connect(self._explain)
        self.panel.change_wanted.connect(self._change_number)
        self.panel.next_wanted.connect(self._go_on)

    def _build_filters(self) -> QWidget:
        theme = self.theme
        self.filters = {
            name: button(theme, words, "filter", ICONS[name], clicked=partial(self._filter, name), checkable=True)
            for name, words in FILTERS.items()
        }
        self.filters["all"].setChecked(True)
        self.search = line("找一个指标", "找一个指标")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(theme.px(170))
        self.search.textChanged.connect(lambda words: self.model.set_filter(self.model.filter, words))
        return area("filters", row(theme, *self.filters.values(), ..., self.search, margins=(16, 8), gap=8))

    def _build_table(self) -> QTableView:
        self.table = NumbersTable()
        self.table.setModel(self.model)
        self.delegate = NumberDelegate(self.theme, self.model)
        self.table.setItemDelegate(self.delegate)
        header = dress(self.table, self.name, line=self.theme.control(ROW))
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        header.setFixedHeight(self.theme.control(32))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(self.theme.px(60))
        for place, width in enumerate(WIDTHS[1:], 1):
            self.table.setColumnWidth(place, self.theme.px(width))
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._chosen())
        self.table.clicked.connect(self._clicked)
        self.table.opened.connect(self._open_records)
        self.table.escaped.connect(lambda: self._show_panel(on=False))
        return self.table

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        return self.session.draft.title if self.session.draft else ""

    def hint(self) -> str:
        open_ones = self.model.tally("explain")
        return f"还有 {open_ones} 个数要说明，也可以先往下走" if open_ones else ""

    def note(self) -> str:
        if not self.model.lines:
            return "还没有统计"
        open_ones = self.model.tally("explain")
        return f"{len(self.model.lines)} 个数，{f'{open_ones} 个要说明' if open_ones else '已说明'}"

    def trouble(self) -> bool:
        return self.model.tally("explain") > 0

    def corner(self) -> QWidget:
        return self._corner

    def first(self) -> QWidget:
        return self.table

    def enter(self) -> None:
        self.recount()

    def leave(self) -> None:
        self.session.place_explanations()
        self.session.keep()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = self.model.narrow = narrow
        self.table.setColumnWidth(5, self.theme.px(92 if narrow else WIDTHS[5]))
        self._show_panel(on=not narrow)

    # ------------------------------------------------------------------ numbers
    def recount(self) -> None:
        """Count anew; the chosen number stays chosen."""
        draft = self.session.draft
        if draft is not None:
            self.session.ask(lambda services: services.reporting.numbers(draft), self._show, latest="numbers")

    def _show(self, lines: tuple[NumberLine, ...]) -> None:
        draft = self.session.draft
        if draft is None:
            return
        chosen = self.panel.line.tag if self.panel.line else ""
        self.model.show_lines(lines, draft.explanations)
        place = self.model.row_of(chosen)
        places = (place, self.model.next_open(-1), min(1, self.model.rowCount() - 1))
        self._select(next((row for row in places if row >= 0), -1))
        self.told.emit()

    def _filled(self) -> None:
        for name, words in FILTERS.items():
            count = self.model.tally(name)
            self.filters[name].setText(f"{words} {count}")
            self.filters[name].setVisible(name == "all" or count > 0 or self.model.filter == name)
        self.table.clearSpans()
        for place, one in enumerate(self.model.rows):
            if one.line is None:
                self.table.setSpan(place, 0, 1, 5)

    def _filter(self, name: str) -> None:
        for key, pill in self.filters.items():
            pill.setChecked(key == name)
        self.model.set_filter(name, self.search.text())

    def _select(self, place: int) -> None:
        if place < 0:
            self._chosen()
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(place, 0), flags)
        self.table.scrollTo(self.model.index(place, 0))
        self._chosen()

    def _chosen(self) -> None:
        index, draft = self.table.currentIndex(), self.session.draft
        line = self.model.rows[index.row()].line if index.isValid() else None
        words = draft.explanations.get(line.tag, "") if line and draft else ""
        insert = draft is not None and line is not None and line.tag in draft.insert_explanations
        self.panel.show_number(line, words, insert=insert)
        if line is None:
            return
        tag, ids = line.tag, line.ids[:SHOWN]
        self.session.ask(
            lambda services: (services.measuring.definition(line.label), services.records.lines(ids)),
            lambda found: self._show_sources(tag, found),
            latest="sources",
        )

    def _show_sources(self, tag: str, found: tuple[str, tuple]) -> None:
        if self.panel.line and self.panel.line.tag == tag:
            self.panel.show_definition(found[0])
            self.panel.show_records(found[1])

    def _clicked(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if row.line is not None:
            self._show_panel(on=True)
            if index.column() == 1:
                self._open_records()

    def _open_records(self) -> None:
        if self.panel.line is not None and self.panel.line.ids:
            self.records_wanted.emit(self.panel.line.ids, self.panel.line.name)

    def _show_panel(self, *, on: bool) -> None:
        self.panel.setVisible(on)

    # ------------------------------------------------------------------ words
    def _explain(self, words: str, insert: bool) -> None:
        if self.panel.line is not None and self.session.draft is not None:
            self.session.explain(self.panel.line.tag, words, insert=insert)
            self.model.set_explanations(self.session.draft.explanations)
            self.told.emit()

    def _go_on(self) -> None:
        place = self.model.next_open(self.table.currentIndex().row())
        if place >= 0:
            self._select(place)
            self.panel.reason.setFocus()
        elif self.panel.line is not None and open_word(self.panel.line, self.model.explanations):
            self.panel.reason.setFocus()
            polish(self.panel.reason, "state", "missing")

    def _change_number(self) -> None:
        """Print another number and say why, or go back to the ledger's."""
        line = self.panel.line
        if line is None:
            return
        options = (("keep", "不改"), ("ledger", "用台账的数"), ("type", "写别的数..."))
        if line.override is not None:
            answer = self.questions.choose("改这个数", f"{line.name}：台账为 {line.value}，手改为 {line.override.shown}。", options)
            if answer == "ledger":
                self._override(line.tag, "", "")
            if answer != "type":
                return
        value = line.override.shown if line.override else line.value
        typed = self.questions.text("报告里写几", f"{line.name}，台账为 {line.value} {line.unit}。", verb="下一步", value=value)
        if not typed:
            return
        reason = self.questions.reason(f"为什么写 {typed}", "报告和检查里都会注明这是手改的数。", verb="改这个数")
        if reason:
            self._override(line.tag, typed, reason)

    def _override(self, tag: str, shown: str, reason: str) -> None:
        self.session.override(tag, shown, reason)
        self.session.keep()
        self.recount()
