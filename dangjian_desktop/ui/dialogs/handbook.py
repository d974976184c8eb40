"""The handbook as it ships, to read, with the table of what the rules rest on. Knows nothing but a text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser, QWidget

from dangjian_desktop.paths import resources
from dangjian_desktop.services.rules import grounds
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column
from dangjian_desktop.ui.kit.theme import Theme


class Handbook(Dialog):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "使用说明", parent, size=(820, 600))
        self.setModal(False)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # tables are as wide as the page
        pages = sorted((resources() / "help").glob("*.md"))
        written = [page.read_text(encoding="utf-8") for page in pages]
        made = ["## 依据一览", grounds.printed(), "## 推算用的表", grounds.tables_printed()]
        self.text.setMarkdown("\n\n".join([*written, *made]))
        column(theme, self.text, on=self, margins=11)
