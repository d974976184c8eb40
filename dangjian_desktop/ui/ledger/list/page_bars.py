"""The toolbar of a ledger page and the line that says which number's records are shown. Know no ledger by name, ask nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import row
from dangjian_desktop.ui.kit.parts.parts import button, label, say_why_not
from dangjian_desktop.ui.kit.theme import Theme, polish
from dangjian_desktop.ui.ledger.parts.columns import listable

PANEL_TIP = command("panel").tip("打开或关上侧栏")


class Toolbar(QWidget):
    """＋登记, 导入, 导出, 打印台账, 选择列, 侧栏. 登记 turns secondary while a form has the red button."""

    new_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    print_wanted = Signal()
    panel_wanted = Signal()
    columns_chosen = Signal(list)

    def __init__(self, spec: LedgerSpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.theme = theme
        self.tips = {
            "register": command("register").tip(f"登记{spec.label}"),
            "import": "从 Excel 导入，先预览",
            "export": "把现在列出的记录导出为 Excel",
            "print": command("print").tip("把现在列出的记录排成页，看过再打印"),
        }
        self.new_button = self._command("register", "primary", self.new_wanted.emit)
        self.import_button = self._command("import", "quiet", self.import_wanted.emit)
        self.export_button = self._command("export", "quiet", self.export_wanted.emit)
        self.print_button = self._command("print", "quiet", self.print_wanted.emit)
        self.more_button = self._button("更多", "filter", "", lambda: None, "导入、导出、打印台账、选择列")
        self._fill_more()
        self.spring = QWidget()
        self.spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.columns_button = self._button("选择列", "quiet", "table", self._choose_columns, "选择表格里的列")
        self.panel_button = self._button("", "icon", "panel", self.panel_wanted.emit, PANEL_TIP)
        self.panel_button.setAccessibleName("打开或关上侧栏")
        verbs = (self.new_button, self.import_button, self.export_button, self.print_button, self.more_button)
        self.row = row(theme, *verbs, self.spring, self.columns_button, self.panel_button, on=self, gap=8)
        self.set_narrow(False)
        self.chosen: tuple[str, ...] = ()
        self._form_open = False

    def _command(self, name: str, kind: str, act: Callable[[], None]) -> QPushButton:
        one = command(name)
        return self._button(one.label, kind, one.icon, act, self.tips[name])

    def _button(self, words: str, kind: str, icon: str, act: Callable[[], None], tip: str) -> QPushButton:
        made = button(self.theme, words, kind, icon, clicked=act, tip=tip)
        made.setProperty("icon_name", icon)
        return made

    def set_form_open(self, on: bool) -> None:
        """One red button per view."""
        kind = "secondary" if on else "primary"
        self.new_button.setIcon(self.theme.icon("plus", role="ink2" if on else "on-red"))
        polish(self.new_button, "kind", kind)

    def set_read_only(self, on: bool) -> None:
        for made, name in ((self.new_button, "register"), (self.import_button, "import")):
            say_why_not("台账现在是只读" if on else "", made, tip=self.tips[name])

    def set_exportable(self, on: bool) -> None:
        say_why_not("" if on else "没有可以导出的记录", self.export_button, tip=self.tips["export"])
        say_why_not("" if on else "没有可以打印的记录", self.print_button, tip=self.tips["print"])

    def set_narrow(self, on: bool) -> None:
        """Toolbar and filters share one row: what is rarer goes into 更多."""
        self.more_button.setVisible(on)
        for made in (self.import_button, self.export_button, self.print_button, self.columns_button, self.panel_button, self.spring):
            made.setVisible(not on)

    def _fill_more(self) -> None:
        menu = QMenu(self.more_button)
        for made in (self.import_button, self.export_button, self.print_button):
            action = menu.addAction(made.icon(), made.text())
            action.triggered.connect(made.click)
        menu.addAction("选择列...").triggered.connect(lambda: self._choose_columns())
        self.more_button.setMenu(menu)

    def show_columns(self, keys: Sequence[str]) -> None:
        self.chosen = tuple(keys)

    def _choose_columns(self) -> None:
        menu = _TickMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in listable(self.spec):
            action = QAction(field.label, menu)
            action.setCheckable(True)
            action.setChecked(field.key in self.chosen)
            action.toggled.connect(partial(self._toggled, field.key))
            menu.addAction(action)
        anchor = self.columns_button if self.columns_button.isVisible() else self.more_button
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def _toggled(self, key: str, on: bool) -> None:
        chosen = {*self.chosen, key} if on else set(self.chosen) - {key}
        self.columns_chosen.emit([field.key for field in listable(self.spec) if field.key in chosen])


class _TickMenu(QMenu):
    """Stays open while ticks are set and taken off; Esc or a click beside it closes it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (pressed and self._tick(self.activeAction())):
            super().keyPressEvent(event)

    @staticmethod
    def _tick(action: QAction | None) -> bool:
        if action is None or not action.isCheckable():
            return False
        action.trigger()
        return True


class PickedBar(QFrame):
    """“谈心谈话人次 174 的 33 条记录 · 返回”: the table shows the records of one number."""

    back_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "form-strip")
        self.setProperty("state", "info")
        self.title = ""
        self.words, self.back = label("", ""), button(theme, "返回", "link", clicked=self.back_wanted.emit)
        row(theme, self.words, self.back, ..., on=self, margins=(16, 4))
        self.hide()

    def say(self, words: str, count: int) -> None:
        self.title = words
        self.words.setText(f"{words} 的 {count} 条记录　·　")
        self.show()
