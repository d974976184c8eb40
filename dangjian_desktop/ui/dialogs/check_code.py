"""核验码: shown big to be copied by hand, printed; and a code from paper compared. Knows no storage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.check_code import MEANS
from dangjian_desktop.ui.kit.pages.printing import Printing
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.code_box import CodeBox, code_html
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, row
from dangjian_desktop.ui.kit.parts.parts import button, label, line, say_why_not
from dangjian_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:
    from dangjian_desktop.domain.check_code import CheckCode

WIDTH = 560


class CheckCodeDialog(Dialog):
    """抄录核验码."""

    def __init__(
        self, code: CheckCode, name: str, when: str, theme: Theme, refused: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "抄录核验码", parent, width=WIDTH)
        self.code, self.name, self.when = code, name, when
        self.printing = Printing(self, refused)
        self.box = CodeBox(theme, "核验码")
        self.box.show_groups(code.groups)
        self.copy_button = button(theme, "复制", "quiet", clicked=self.copy)
        self.print_button = button(theme, "打印...", "secondary", "print", clicked=self.print)
        self.shut = button(theme, "关闭", "secondary", clicked=self.reject)
        self.shut.setDefault(True)
        facts = (label(f"序号 {code.seq}", "label"), label(f"校验字 {code.check}", "strong"), label(when, "label"))
        column(
            theme,
            label("核验码", "panel-title"),
            label(f"{name} 现在的核验码。抄在纸上，注明日期，单独保管。", "label", wrap=True),
            self.box,
            row(theme, *facts, ..., gap=16),
            label(MEANS, "caption", wrap=True),
            row(theme, self.copy_button, ..., self.print_button, self.shut),
            on=self, margins=24, gap=12,
        )  # fmt: skip

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self.code))

    def print(self) -> None:
        self.printing.text(code_html(self.code, self.name, self.when), self.theme.font(14))


class CompareCodeDialog(Dialog):
    """核对核验码. ``tried`` carries what was typed; the answer comes by ``say``."""

    tried = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "核对核验码", parent, width=WIDTH)
        words = "照着纸上的序号、八组字符和校验字输入，如：18246 9F3A 07C2 4B1E D860 5A97 E21C 38F4 B06D K。以前任何一次打印的都可以。"
        self.line = line("纸上的核验码")
        self.line.textChanged.connect(lambda _text: self._typed())
        self.banner = Banner(theme)
        self.shut = button(theme, "关闭", "secondary", clicked=self.reject)
        self.go = button(theme, "核对", "primary", clicked=lambda: self.tried.emit(self.line.text().strip()))
        self.go.setDefault(True)
        column(
            theme,
            label("核对纸上的核验码", "panel-title"),
            label(words, "label", wrap=True),
            self.line,
            self.banner,
            label(MEANS, "caption", wrap=True),
            row(theme, ..., self.shut, self.go),
            on=self, margins=24, gap=12,
        )  # fmt: skip
        self._typed()
        self.line.setFocus()

    def _typed(self) -> None:
        self.banner.hide()
        say_why_not("" if self.line.text().strip() else "写上后可用", self.go)

    def say(self, tone: str, title: str, body: str) -> None:
        self.banner.say(tone, title, body)
        self.adjustSize()
