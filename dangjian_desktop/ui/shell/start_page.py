"""The first page: make a ledger, open one, try the demo; recent files beside. Knows no ledger's inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.ui.dialogs.notice import NOTICE
from dangjian_desktop.ui.kit.commands import Command, command
from dangjian_desktop.ui.kit.parts.parts import area, button, label, rule, scrolled
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
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        outer.addWidget(scrolled(inside))
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.spacing(24),) * 4)
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(48))
        row.addStretch(1)
        row.addLayout(self._actions(version))
        row.addWidget(self._recent(), 8)
        row.addStretch(1)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)

    # ------------------------------------------------------------------ left
    def _actions(self, version: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.theme.spacing(4))
        column.addWidget(label("党建责任台账", "page-title"))
        column.addWidget(label(f"登记一次，报告里的每个数都查得到出处。版本 {version}", "caption"))
        column.addSpacing(self.theme.spacing(12))
        self.new = self._action("new_file", "给本单位建一本新的")
        self.browse = self._action("browse", "已有的 .djtz 文件")
        self.receive = self._action("receive", "前任交来的 U 盘")
        self.restore = self._action("restore_file", "文件坏了或者不见了")
        self.demo = self._action("demo", "虚构的一个镇，两年半的记录，可以随便改")
        for one in (self.new, self.browse, self.receive, self.restore):
            column.addWidget(one)
        column.addWidget(rule())
        column.addWidget(self.demo)
        column.addStretch(1)
        return column

    def _action(self, name: str, about: str) -> _Action:
        made = _Action(self.theme, command(name), about)
        made.clicked.connect(lambda _checked=False: self.wanted.emit(name))
        return made

    # ------------------------------------------------------------------ right
    def _recent(self) -> QFrame:
        theme = self.theme
        side = area("plain")
        side.setMinimumWidth(theme.px(360))
        side.setMaximumWidth(theme.px(640))
        card = area("desk-card")
        card.setMinimumHeight(theme.px(300))
        inner = QVBoxLayout(card)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.spacing(16), theme.spacing(6), theme.spacing(16), theme.spacing(6))
        head.addWidget(label("最近打开", "card-title"))
        head.addStretch(1)
        self.forget = button(theme, "清空列表", "link", clicked=self.forget_wanted.emit)
        self.forget.setToolTip("只清空这里的名单，文件都还在")
        head.addWidget(self.forget)
        self.files = RecentList(theme, self)
        self.open = self.files.open
        self.files.open_wanted.connect(self.open_wanted)
        self.nothing = self._nothing()
        inner.addLayout(head)
        inner.addWidget(rule())
        inner.addWidget(self.files, 1)
        inner.addWidget(self.nothing, 1)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(12))
        column.addWidget(card, 1)
        column.addLayout(self._notice())
        return side

    def _nothing(self) -> QFrame:
        """What to do first, where there is no file yet."""
        empty = area("plain")
        column = QVBoxLayout(empty)
        column.addStretch(1)
        for words, role in (("还没有打开过台账。", "strong"), ("新建一本，或先看看演示台账里是什么样子。", "caption")):
            line = label(words, role)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)
        column.addStretch(1)
        return empty

    def _notice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.spacing(8))
        mark = QLabel(self)
        mark.setPixmap(self.theme.pixmap("lock", 14, "ink3"))
        words = label(NOTICE, "caption", wrap=True)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        row.addWidget(button(self.theme, "看使用说明", "link", clicked=lambda: self.wanted.emit("handbook")), 0, Qt.AlignmentFlag.AlignTop)
        return row

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
        self.row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.spacing(8), theme.spacing(4), theme.spacing(8), theme.spacing(4))
        row.setSpacing(theme.spacing(12))
        self.mark = QLabel(self)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.name, self.about = label(one.text, "strong"), label(about, "caption")
        self.about.setFont(theme.font(12))
        lines.addWidget(self.name)
        lines.addWidget(self.about)
        row.addWidget(self.mark)
        row.addLayout(lines, 1)
        if one.keys:
            row.addWidget(label(one.keys, "key"), 0, Qt.AlignmentFlag.AlignVCenter)
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
