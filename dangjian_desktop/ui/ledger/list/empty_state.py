"""What stands in place of an empty table: what is empty, what last year had, the ways to begin. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.services import Services
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
        column = QVBoxLayout(self)
        column.setSpacing(theme.spacing(12))
        column.addStretch(1)
        self.icon = QLabel(self)
        column.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self.title = QLabel(self)
        self.title.setProperty("role", "panel-title")
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout()
        line.addStretch(1)
        self.words = QLabel(self)
        line.addWidget(self.words)
        self.link = self._link("看上年同期", self.last_year_wanted.emit)
        self.clear_link = self._link("清除筛选", self.clear_wanted.emit)
        line.addWidget(self.link)
        line.addWidget(self.clear_link)
        line.addStretch(1)
        column.addLayout(line)
        self.help = QLabel(spec.help, self)
        self.help.setProperty("role", "caption")
        self.help.setVisible(bool(spec.help))
        column.addWidget(self.help, 0, Qt.AlignmentFlag.AlignHCenter)
        self.ways = QFrame(self)
        self.ways.setProperty("kind", "card")
        ways = QHBoxLayout(self.ways)
        ways.setContentsMargins(*(theme.spacing(16) for _side in range(4)))
        ways.setSpacing(theme.spacing(24))
        one = ("登记一条", "一条一条填，带 * 的可以以后再补。", "登记第一条")
        many = ("从 Excel 导入", "表头会自动对上，先预览再导入。", "选择文件...")
        self.new_link = self._way(ways, "plus", one, self.new_wanted.emit)
        self.import_link = self._way(ways, "import", many, self.import_wanted.emit)
        column.addWidget(self.ways, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def _link(self, words: str, act: Callable[[], None]) -> QPushButton:
        link = QPushButton(words, self)
        link.setProperty("kind", "link")
        link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        link.clicked.connect(lambda: act())
        return link

    def _way(self, row: QHBoxLayout, icon: str, texts: tuple[str, str, str], act: Callable[[], None]) -> QPushButton:
        title, words, link = texts
        column = QVBoxLayout()
        column.setSpacing(self.theme.spacing(8))
        head = QHBoxLayout()
        head.setSpacing(self.theme.spacing(8))
        picture = QLabel(self.ways)
        picture.setPixmap(self.theme.pixmap(icon, 18, self.theme.color("ink2")))
        picture.setFixedWidth(self.theme.px(18))
        head.addWidget(picture)
        bold = QLabel(f"<b>{title}</b>", self.ways)
        bold.setProperty("rich", True)
        head.addWidget(bold)
        head.addStretch(1)
        column.addLayout(head)
        text = QLabel(words, self.ways)
        text.setProperty("role", "label2")
        text.setWordWrap(True)
        text.setMinimumWidth(self.theme.px(220))
        column.addWidget(text)
        made = self._link(link, act)
        column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column)
        return made

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
        self.icon.setPixmap(self.theme.pixmap(name, 40, self.theme.color("ink3")))
