"""What stands in place of an empty table: what is empty, what last year had, the ways to begin. Knows no ledger by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.parts.layout import AS_STYLE, CENTRE, LEFT, at, column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, picture
from dangjian_desktop.ui.kit.theme import Theme


@dataclass(frozen=True)
class LastYear:
    """What 上年同期 had: how many, and the newest day."""

    count: int
    newest: date | None


def read_last_year(services: Services, spec: LedgerSpec, period: Period) -> LastYear:
    query = Query(spec.key, period=period.same_last_year())
    rows = services.records.page(query, 0, 1)
    lines = services.records.lines([row.pk for row in rows])
    return LastYear(services.records.size(query), lines[0].day if lines else None)


class EmptyState(QWidget):
    """Nothing registered yet, or nothing that fits the filters."""

    new_wanted = Signal()
    import_wanted = Signal()
    last_year_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, spec: LedgerSpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.theme = theme
        self.icon, self.title, self.words = QLabel(), label("", "panel-title"), label("", "")
        self.link = button(theme, "看上年同期", "link", clicked=self.last_year_wanted.emit)
        self.clear_link = button(theme, "清除筛选", "link", clicked=self.clear_wanted.emit)
        self.help = label(spec.help, "caption") if spec.help else None
        self.new_link = button(theme, "登记第一条", "link", clicked=self.new_wanted.emit)
        self.import_link = button(theme, "选择文件...", "link", clicked=self.import_wanted.emit)
        one = self._way("plus", "登记一条", "一条一条填，带 * 的可以以后再补。", self.new_link)
        many = self._way("import", "从 Excel 导入", "表头会自动对上，先预览再导入。", self.import_link)
        self.ways = area("card", row(theme, one, many, margins=16, gap=24))
        column(
            theme,
            ...,
            at(CENTRE, self.icon),
            at(CENTRE, self.title),
            row(theme, ..., self.words, self.link, self.clear_link, ...),
            at(CENTRE, self.help) if self.help else None,
            at(CENTRE, self.ways),
            grow(..., 2),
            on=self, margins=AS_STYLE, gap=12,
        )  # fmt: skip

    def _way(self, icon: str, title: str, words: str, link: QPushButton) -> QVBoxLayout:
        sign = picture(self.theme, icon, 18, "ink2")
        sign.setFixedWidth(self.theme.px(18))
        said = label(words, "label2", wrap=True)
        said.setMinimumWidth(self.theme.px(220))
        head = row(self.theme, sign, label(f"<b>{title}</b>", "", rich=True), ..., gap=8)
        return column(self.theme, head, said, at(LEFT, link), gap=8)

    def show_empty(self, period: Period | None, last_year: LastYear | None, *, read_only: bool) -> None:
        """Nothing registered in the period, or at all."""
        self._picture("table")
        when = f"{period.label}还没有" if period else "还没有"
        self.title.setText(f"{when}{self.spec.label}记录")
        had = last_year is not None and last_year.count > 0
        newest = f"，最近一条是 {last_year.newest}" if last_year and last_year.newest else ""
        self.words.setText(f"上年同期有 {last_year.count if last_year else 0} 条{newest}" if had else "")
        self.words.setVisible(had)
        self.link.setVisible(had)
        self.clear_link.hide()
        self.ways.setVisible(not read_only)

    def show_no_hits(self) -> None:
        self._picture("filter")
        self.title.setText("没有符合条件的记录")
        self.words.hide()
        self.link.hide()
        self.clear_link.show()
        self.ways.hide()

    def _picture(self, name: str) -> None:
        self.icon.setPixmap(self.theme.pixmap(name, 40, "ink3"))
