"""移交清单: who hands what to whom, beside the sheet as it will be printed. What stands on it is the services' matter."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from dangjian_desktop.domain.blocks import Document
from dangjian_desktop.paper.layout import lay_out
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.later import later
from dangjian_desktop.ui.kit.pages.page_view import PageView
from dangjian_desktop.ui.kit.parts.layout import Item, column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, label, line, rule, scrolled
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.handover.session import KINDS, HandoverSession

AFTER = 600
"""Milliseconds without a key before the preview is made anew."""
FIELDS = (("giver", "移交人", True), ("receiver", "接收人", True), ("witness", "监交人", False), ("reason", "移交事由", False))


class SheetPage(WizardPage):
    """The third step."""

    name = "移交清单"

    def __init__(self, session: HandoverSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme = session, theme
        self.view = PageView(theme)
        self.view.grid.hide()
        self.timer = later(self, AFTER, self._preview)
        row(theme, grow(self.view), self._build_side(), on=self, gap=0)

    def _build_side(self) -> QWidget:
        theme = self.theme
        self.lines: dict[str, QLineEdit] = {}
        parts: list[Item] = []
        for key, words, required in FIELDS:
            self.lines[key] = line(words)
            self.lines[key].textEdited.connect(lambda _text: self._typed())
            parts += [label(f"{words}{'（必填）' if required else ''}", "label"), self.lines[key], 4]
        parts += [rule(), label("移交什么", "strong")]
        self.kinds = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for kind, (words, about) in KINDS.items():
            choice = self.choices[kind] = QRadioButton(words)
            choice.setAccessibleDescription(about)
            choice.toggled.connect(lambda on: self._typed() if on else None)
            self.kinds.addButton(choice)
            below = label(about, "caption", wrap=True)
            below.setContentsMargins(theme.px(24), 0, 0, theme.spacing(4))
            parts += [choice, below]
        inner = area("paper", column(theme, *parts, ..., margins=16, gap=4))
        side = area("panel", column(theme, scrolled(inner, by_keys=True)))
        side.setFixedWidth(theme.px(320))
        return side

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        return "一式三份，移交人、接收人、监交人签字；核验码写入 U 盘时印上"

    def note(self) -> str:
        return KINDS[self.session.options.kind][0] if self.session.options.receiver else ""

    def hint(self) -> str:
        return self.barrier()

    def barrier(self) -> str:
        lacking = [words for key, words, required in FIELDS if required and not getattr(self.session.options, key)]
        return f"先写上{'和'.join(lacking)}" if lacking else ""

    def first(self) -> QWidget:
        return next((line for line in self.lines.values() if not line.text()), self.lines["giver"])

    def enter(self) -> None:
        options = self.session.options
        for key, typed in self.lines.items():
            typed.setText(getattr(options, key))
        self.choices[options.kind].setChecked(True)
        self._preview()

    def leave(self) -> None:
        self.timer.stop()
        self._take()

    def set_narrow(self, narrow: bool) -> None:
        self.view.thumbs.setVisible(not narrow)

    # ------------------------------------------------------------------ typing
    def _take(self) -> None:
        values: dict[str, Any] = {key: line.text().strip() for key, line in self.lines.items()}
        chosen = [kind for kind, choice in self.choices.items() if choice.isChecked()]
        self.session.change(**values, kind=chosen[0] if chosen else "complete")

    def _typed(self) -> None:
        self._take()
        self.timer.start()
        self.told.emit()

    def _preview(self) -> None:
        options = self.session.options

        def work(services: Services) -> Document:
            return services.reporting.document(services.handover.sheet(options))

        self.session.ask(work, lambda document: self.view.show_pages(lay_out(document)), latest="sheet")
