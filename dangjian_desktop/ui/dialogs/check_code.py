"""核验码: shown big to be copied by hand, printed; and a code from paper compared. Knows no storage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dangjian_desktop.domain.check_code import MEANS
from dangjian_desktop.ui.kit.pages.printing import Printing
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.code_box import CodeBox, code_html
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:
    from dangjian_desktop.domain.check_code import CheckCode

WIDTH = 560


class CheckCodeDialog(QDialog):
    """抄录核验码."""

    def __init__(
        self, code: CheckCode, name: str, when: str, theme: Theme, refused: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.code, self.name, self.when, self.theme = code, name, when, theme
        self.printing = Printing(self, refused)
        self.setWindowTitle("抄录核验码")
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.spacing(24),) * 4)
        column.setSpacing(theme.spacing(12))
        column.addWidget(label("核验码", "panel-title"))
        column.addWidget(label(f"{name} 现在的核验码。抄在纸上，注明日期，单独保管。", "label", wrap=True))
        self.box = CodeBox(theme, "核验码")
        self.box.show_groups(code.groups)
        column.addWidget(self.box)
        facts = QHBoxLayout()
        facts.setSpacing(theme.spacing(16))
        for words, role in ((f"序号 {code.seq}", "label"), (f"校验字 {code.check}", "strong"), (when, "label")):
            facts.addWidget(label(words, role))
        facts.addStretch(1)
        column.addLayout(facts)
        column.addWidget(label(MEANS, "caption", wrap=True))
        row = QHBoxLayout()
        self.copy_button = button(theme, "复制", "quiet", clicked=self.copy)
        self.print_button = button(theme, "打印...", "secondary", "print", clicked=self.print)
        self.shut = button(theme, "关闭", "secondary", clicked=self.reject)
        self.shut.setDefault(True)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.print_button)
        row.addWidget(self.shut)
        column.addLayout(row)
        self.setFixedWidth(theme.px(WIDTH))

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self.code))

    def print(self) -> None:
        self.printing.text(code_html(self.code, self.name, self.when), self.theme.font(14))


class CompareCodeDialog(QDialog):
    """核对核验码. ``tried`` carries what was typed; the answer comes by ``say``."""

    tried = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对核验码")
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.spacing(24),) * 4)
        column.setSpacing(theme.spacing(12))
        column.addWidget(label("核对纸上的核验码", "panel-title"))
        words = "照着纸上的序号、八组字符和校验字输入，如：18246 9F3A 07C2 4B1E D860 5A97 E21C 38F4 B06D K。以前任何一次打印的都可以。"
        column.addWidget(label(words, "label", wrap=True))
        self.line = QLineEdit()
        self.line.setAccessibleName("纸上的核验码")
        self.line.textChanged.connect(lambda _text: self._typed())
        column.addWidget(self.line)
        self.banner = Banner(theme)
        column.addWidget(self.banner)
        column.addWidget(label(MEANS, "caption", wrap=True))
        row = QHBoxLayout()
        row.addStretch(1)
        self.shut = button(theme, "关闭", "secondary", clicked=self.reject)
        self.go = button(theme, "核对", "primary", clicked=lambda: self.tried.emit(self.line.text().strip()))
        self.go.setDefault(True)
        row.addWidget(self.shut)
        row.addWidget(self.go)
        column.addLayout(row)
        self.setFixedWidth(theme.px(WIDTH))
        self._typed()
        self.line.setFocus()

    def _typed(self) -> None:
        self.banner.hide()
        ready = bool(self.line.text().strip())
        self.go.setEnabled(ready)
        self.go.setToolTip("" if ready else "写上后可用")

    def say(self, tone: str, title: str, body: str) -> None:
        self.banner.say(tone, title, body)
        self.adjustSize()
