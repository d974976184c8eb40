"""核验码 in big groups, easy to copy by hand, and the same for the printer. Knows no services."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from dangjian_desktop.domain.check_code import MEANS
from dangjian_desktop.ui.kit.parts.layout import clear, grid
from dangjian_desktop.ui.kit.parts.parts import label
from dangjian_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:
    from dangjian_desktop.domain.check_code import CheckCode

_IN_A_LINE = 4


class CodeBox(QFrame):
    """Shows what ``show_groups`` was given last; one thing for a screen reader, group after group."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.groups: tuple[str, ...] = ()
        self.setProperty("kind", "code-box")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.grid = grid(theme, on=self, margins=16, gap=(16, 8))

    def show_groups(self, groups: Sequence[str]) -> None:
        clear(self.grid)
        self.groups = tuple(groups)
        for number, group in enumerate(self.groups):
            shown = label(group, "check-code")
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.grid.addWidget(shown, number // _IN_A_LINE, number % _IN_A_LINE)
        self.setAccessibleName(f"{self.name}，{'，'.join(self.groups)}")


def code_html(code: CheckCode, name: str, when: str = "") -> str:
    """For the printer."""
    lines = ["　".join(code.groups[:4]), "　".join(code.groups[4:])]
    return (
        f"<h3>党建责任台账 核验码</h3><p>{html.escape(name)}</p><p style='font-size:22pt'><tt><b>{'<br>'.join(lines)}</b></tt></p>"
        f"<p>序号 {code.seq}　校验字 <b>{html.escape(code.check)}</b>　{html.escape(when)}</p><p>{MEANS}</p>"
    )
