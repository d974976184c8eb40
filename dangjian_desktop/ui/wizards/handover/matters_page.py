"""未了事项: what the receiver must know on the first day, and a word to the receiver. Collects nothing itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from dangjian_desktop.domain.handover import OpenMatter
from dangjian_desktop.ui.kit.pages.printing import Printing
from dangjian_desktop.ui.kit.parts.parts import area, button, label, rule
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.handover.matters_table import MattersTable, as_html
from dangjian_desktop.ui.wizards.handover.session import HandoverSession

FILTERS: tuple[tuple[str, str, Callable[[OpenMatter], bool]], ...] = (
    ("全部", "", lambda _one: True),
    ("已过期限", "stop-circle", lambda one: one.overdue),
    ("没有责任人", "user", lambda one: not one.who),
)


class MattersPage(WizardPage):
    """The second step."""

    name = "未了事项"

    def __init__(self, session: HandoverSession, theme: Theme, refused: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme = session, theme
        self.printing = Printing(self, refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_filters())
        self.table = MattersTable(theme)
        self.nothing = label("没有未了事项。", "label")
        self.nothing.setContentsMargins(theme.spacing(16), theme.spacing(16), 0, 0)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        column.addWidget(self.stack, 1)
        column.addWidget(rule())
        column.addWidget(self._build_message())

    def _build_filters(self) -> QWidget:
        bar = area("filters")
        row = QHBoxLayout(bar)
        row.setContentsMargins(self.theme.spacing(16), self.theme.spacing(12), self.theme.spacing(16), self.theme.spacing(12))
        row.setSpacing(self.theme.spacing(8))
        self.group = QButtonGroup(self)
        self.filters: list[QPushButton] = []
        for words, icon, _fits in FILTERS:
            made = button(self.theme, words, "filter", icon)
            made.setCheckable(True)
            self.group.addButton(made)
            self.filters.append(made)
            row.addWidget(made)
        self.filters[0].setChecked(True)
        self.group.buttonClicked.connect(lambda _button: self._fill())
        row.addStretch(1)
        self.print_button = button(self.theme, "打印未了事项", "quiet", "print", clicked=self.print)
        row.addWidget(self.print_button)
        return bar

    def _build_message(self) -> QWidget:
        box = area("paper")
        column = QVBoxLayout(box)
        column.setContentsMargins(self.theme.spacing(16), self.theme.spacing(8), self.theme.spacing(16), self.theme.spacing(8))
        column.setSpacing(self.theme.spacing(4))
        head = QHBoxLayout()
        name = label("给接收人的话", "strong")
        head.addWidget(name)
        head.addWidget(label("会印在移交清单上", "caption"))
        head.addStretch(1)
        column.addLayout(head)
        self.message = QLineEdit()
        self.message.setAccessibleName("给接收人的话")
        self.message.setPlaceholderText("如：审理材料在纪委柜 2 号盒")
        name.setBuddy(self.message)
        self.message.editingFinished.connect(self.leave)
        column.addWidget(self.message)
        return box

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        count = len(self.session.matters)
        return f"接手的人第一天就要知道的 {count} 件事" if count else "没有要交代的事"

    def note(self) -> str:
        return f"{len(self.session.matters)} 件" if self.session.matters else ""

    def hint(self) -> str:
        return "不必都办完，写清楚就可以移交"

    def first(self) -> QWidget:
        return self.message

    def enter(self) -> None:
        self.message.setText(self.session.options.message)
        self.session.ask(lambda services: services.handover.matters(), self._show, latest="matters")

    def leave(self) -> None:
        self.session.change(message=self.message.text().strip())

    # ------------------------------------------------------------------ showing
    def _show(self, matters: tuple[OpenMatter, ...]) -> None:
        self.session.matters = matters
        for made, (words, _icon, fits) in zip(self.filters, FILTERS, strict=True):
            made.setText(f"{words} {sum(map(fits, matters))}")
        self.print_button.setEnabled(bool(matters))
        self.print_button.setToolTip("" if matters else "没有未了事项可以打印")
        self._fill()
        self.told.emit()

    def shown(self) -> list[OpenMatter]:
        fits = next(fits for made, (_words, _icon, fits) in zip(self.filters, FILTERS, strict=True) if made.isChecked())
        return [one for one in self.session.matters if fits(one)]

    def _fill(self) -> None:
        shown = self.shown()
        self.table.matters.show_matters(shown)
        self.nothing.setText("没有未了事项。" if not self.session.matters else "没有符合条件的事项。")
        self.stack.setCurrentWidget(self.table if shown else self.nothing)

    def print(self) -> None:
        self.printing.text(as_html(self.shown(), "未了事项"), self.theme.font(13))
