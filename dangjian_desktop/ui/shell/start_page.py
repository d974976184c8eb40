"""The first page: make a ledger, open one, try the demo; recent files beside. Knows no ledger's inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.ui.dialogs.notice import NOTICE
from dangjian_desktop.ui.kit.commands import Command, command
from dangjian_desktop.ui.kit.parts.layout import AS_STYLE, MIDDLE, TOP, at, column, grow, pane, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, picture, rule, scrolled
from dangjian_desktop.ui.kit.theme import Theme, polish
from dangjian_desktop.ui.shell.recent_list import Recent, RecentList


class StartPage(QWidget):
    """``wanted`` carries the id of a command, ``open_wanted`` a file of the list."""

    wanted = Signal(str)
    forget_wanted = Signal()
    open_wanted = Signal(object)

    def __init__(self, theme: Theme, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sides = row(theme, ..., self._actions(version), grow(self._recent(), 8), ..., gap=48)
        column(theme, scrolled(pane(column(theme, grow(..., 2), sides, grow(..., 3), margins=24))), on=self)

    # ------------------------------------------------------------------ left
    def _actions(self, version: str) -> QVBoxLayout:
        self.new = self._action("new_file", "给本单位建一本新的")
        self.browse = self._action("browse", "已有的 .djtz 文件")
        self.receive = self._action("receive", "前任交来的 U 盘")
        self.restore = self._action("restore_file", "文件坏了或者不见了")
        self.demo = self._action("demo", "虚构的一个镇，两年半的记录，可以随便改")
        return column(
            self.theme,
            label("党建责任台账", "page-title"),
            label(f"登记一次，报告里的每个数都查得到出处。版本 {version}", "caption"),
            12,
            self.new,
            self.browse,
            self.receive,
            self.restore,
            rule(),
            self.demo,
            ...,
            gap=4,
        )

    def _action(self, name: str, about: str) -> _Action:
        made = _Action(self.theme, command(name), about)
        made.clicked.connect(lambda _checked=False: self.wanted.emit(name))
        return made

    # ------------------------------------------------------------------ right
    def _recent(self) -> QFrame:
        theme = self.theme
        tip = "只清空这里的名单，文件都还在"
        self.forget = button(theme, "清空列表", "link", clicked=self.forget_wanted.emit, tip=tip)
        self.files = RecentList(theme)
        self.open = self.files.open
        self.files.open_wanted.connect(self.open_wanted)
        self.nothing = self._nothing()
        head = row(theme, label("最近打开", "card-title"), ..., self.forget, margins=(16, 6))
        card = area("desk-card", column(theme, head, rule(), grow(self.files), grow(self.nothing), margins=1, gap=0))
        card.setMinimumHeight(theme.px(300))
        side = area("plain", column(theme, grow(card), self._notice(), gap=12))
        side.setMinimumWidth(theme.px(360))
        side.setMaximumWidth(theme.px(640))
        return side

    def _nothing(self) -> QFrame:
        """What to do first, where there is no file yet."""
        lines = (label("还没有打开过台账。", "strong"), label("新建一本，或先看看演示台账里是什么样子。", "caption"))
        for one in lines:
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return area("plain", column(self.theme, ..., *lines, ..., margins=AS_STYLE))

    def _notice(self) -> QHBoxLayout:
        mark, words = picture(self.theme, "lock", 14, "ink3"), label(NOTICE, "caption", wrap=True)
        more = button(self.theme, "看使用说明", "link", clicked=lambda: self.wanted.emit("handbook"))
        return row(self.theme, at(TOP, mark), grow(words), at(TOP, more), gap=8)

    # ------------------------------------------------------------------ content
    def set_recent(self, paths: Sequence[Path]) -> None:
        """Newest first; files that are not there any more say so and stay in the list."""
        now = datetime.now().astimezone()
        self.files.show_files([Recent.of(path, now) for path in paths])
        some = bool(paths)
        self.files.setVisible(some)
        self.forget.setVisible(some)
        self.nothing.setVisible(not some)
        self.new.set_primary(not some)
        (self.files if some else self.new).setFocus()


class _Action(QPushButton):
    """Icon, what it does in bold, one line about it, and its keys."""

    def __init__(self, theme: Theme, one: Command, about: str) -> None:
        super().__init__()
        self.theme, self.icon_name = theme, one.icon
        self.setAccessibleName(one.text.rstrip("."))
        self.setAccessibleDescription(about)
        self.setProperty("kind", "row")
        self.mark, self.name, self.about = QLabel(), label(one.text, "strong"), label(about, "caption")
        self.about.setFont(theme.font(12))
        lines = column(theme, self.name, self.about, gap=0)
        cap = at(MIDDLE, label(one.keys, "key")) if one.keys else None
        self.row = row(theme, self.mark, grow(lines), cap, on=self, margins=(8, 4), gap=12)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_primary(False)

    def set_primary(self, on: bool) -> None:
        polish(self, "kind", "primary" if on else "row")
        self.mark.setPixmap(self.theme.pixmap(self.icon_name, 20, "on-red" if on else "ink2"))
        for part in (self.name, self.about):
            polish(part, "tone", "on-red" if on else "")

    def sizeHint(self) -> QSize:
        inner = self.row.sizeHint()
        return QSize(max(inner.width(), self.theme.px(328)), max(inner.height(), self.theme.control(50)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
