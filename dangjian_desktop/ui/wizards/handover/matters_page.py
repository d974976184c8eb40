"""未了事项: what the receiver must know on the first day, and a word to the receiver. Collects nothing itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QWidget

from dangjian_desktop.domain.handover import OpenMatter
from dangjian_desktop.ui.kit.pages.printing import Printing
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, line, rule, say_why_not, stacked
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
        self.table = MattersTable(theme)
        self.nothing = label("没有未了事项。", "label")
        self.nothing.setContentsMargins(theme.spacing(16), theme.spacing(16), 0, 0)
        self.stack = stacked(self.table, self.nothing)
        column(theme, self._build_filters(), grow(self.stack), rule(), self._build_message(), on=self, gap=0)

    def _build_filters(self) -> QWidget:
        theme = self.theme
        self.filters = [button(theme, words, "filter", icon, checkable=True) for words, icon, _fits in FILTERS]
        self.group = QButtonGroup(self)
        for made in self.filters:
            self.group.addButton(made)
        self.filters[0].setChecked(True)
        self.group.buttonClicked.connect(lambda _button: self._fill())
        self.print_button = button(theme, "打印未了事项", "quiet", "print", clicked=self.print)
        return area("filters", row(theme, *self.filters, ..., self.print_button, margins=(16, 12), gap=8))

    def _build_message(self) -> QWidget:
        name = label("给接收人的话", "strong")
        self.message = line("给接收人的话", "如：审理材料在纪委柜 2 号盒")
        self.message.editingFinished.connect(self.leave)
        name.setBuddy(self.message)
        head = row(self.theme, name, label("会印在移交清单上", "caption"), ...)
        return area("paper", column(self.theme, head, self.message, margins=(16, 8), gap=4))

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
        say_why_not("" if matters else "没有未了事项可以打印", self.print_button)
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
