"""移交清单: who hands what to whom, beside the sheet as it will be printed. What stands on it is the services' matter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from dangjian_desktop.domain.blocks import Document
from dangjian_desktop.paper.layout import lay_out
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.pages.page_view import PageView
from dangjian_desktop.ui.kit.parts.parts import area, label, rule
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
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(AFTER)
        self.timer.timeout.connect(self._preview)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addWidget(self._build_side())

    def _build_side(self) -> QWidget:
        side = area("panel")
        side.setFixedWidth(self.theme.px(320))
        outer = QVBoxLayout(side)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        inner = area("paper")
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(self.theme.spacing(16),) * 4)
        column.setSpacing(self.theme.spacing(4))
        self.lines: dict[str, QLineEdit] = {}
        for key, words, required in FIELDS:
            column.addWidget(label(f"{words}{'（必填）' if required else ''}", "label"))
            line = QLineEdit()
            line.setAccessibleName(words)
            line.textEdited.connect(lambda _text: self._typed())
            self.lines[key] = line
            column.addWidget(line)
            column.addSpacing(self.theme.spacing(4))
        column.addWidget(rule())
        column.addWidget(label("移交什么", "strong"))
        self.kinds = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for kind, (words, line_below) in KINDS.items():
            choice = QRadioButton(words)
            choice.setAccessibleDescription(line_below)
            choice.toggled.connect(lambda on: self._typed() if on else None)
            self.kinds.addButton(choice)
            self.choices[kind] = choice
            below = label(line_below, "caption", wrap=True)
            below.setContentsMargins(self.theme.px(24), 0, 0, self.theme.spacing(4))
            column.addWidget(choice)
            column.addWidget(below)
        column.addStretch(1)
        scroll.setWidget(inner)
        outer.addWidget(scroll)
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
        for key, line in self.lines.items():
            line.setText(getattr(options, key))
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
