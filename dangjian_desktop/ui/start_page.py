"""The first page: make a ledger, open one, try the demo; recent files beside. Knows no ledger's inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.ui.dialogs.notice import NOTICE
from dangjian_desktop.ui.kit.theme import Theme, polish


class StartPage(QWidget):
    new_wanted = Signal()
    browse_wanted = Signal()
    demo_wanted = Signal()
    receive_wanted = Signal()
    restore_wanted = Signal()
    open_wanted = Signal(object)

    def __init__(self, theme: Theme, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.spacing(24),) * 4)
        row.setSpacing(theme.spacing(48))
        row.addStretch(1)
        row.addLayout(self._actions(version), 0)
        row.addLayout(self._recent(), 0)
        row.addStretch(1)

    def _actions(self, version: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.theme.spacing(8))
        column.addStretch(1)
        column.addWidget(_label("党建责任台账", "page-title"))
        column.addWidget(_label(f"登记、统计、核对、出稿，一个文件，不联网。版本 {version}", "caption"))
        column.addSpacing(self.theme.spacing(16))
        self.new = self._action("新建台账", "plus", "为本单位建一本空台账", self.new_wanted.emit)
        self.browse = self._action("打开台账...", "folder", "打开一本 .djtz 台账", self.browse_wanted.emit)
        self.demo = self._action("看看演示台账", "eye", "虚构的一个镇，两年半的记录，可以随便改", self.demo_wanted.emit)
        self.receive = self._action("接收移交包...", "import", "前任交来的 U 盘", self.receive_wanted.emit)
        self.restore = self._action("从备份恢复...", "restore", "文件坏了或者不见了", self.restore_wanted.emit)
        for button in (self.new, self.browse, self.receive, self.restore, self.demo):
            column.addWidget(button)
        column.addSpacing(self.theme.spacing(16))
        notice = _label(NOTICE, "caption")
        notice.setWordWrap(True)
        notice.setFixedWidth(self.theme.px(360))
        column.addWidget(notice)
        column.addStretch(2)
        return column

    def _action(self, words: str, icon: str, tip: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("kind", "tall")
        button.setIcon(self.theme.icon(icon))
        button.setToolTip(tip)
        button.setFixedWidth(self.theme.px(360))
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _recent(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(_label("最近打开", "panel-title"))
        self.files = QListWidget(self)
        self.files.setAccessibleName("最近打开的台账")
        self.files.setFixedWidth(self.theme.px(460))
        self.files.setMinimumHeight(self.theme.px(120))
        self.files.setMaximumHeight(self.theme.px(280))
        self.files.itemActivated.connect(lambda item: self._open(item))
        column.addWidget(self.files, 3)
        self.nothing = _label("还没有打开过台账。", "caption")
        column.addWidget(self.nothing)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        self.open = QPushButton("打开", self)
        self.open.setProperty("kind", "primary")
        self.open.clicked.connect(lambda _checked=False: self._open(self.files.currentItem()))
        bottom.addWidget(self.open)
        column.addLayout(bottom)
        column.addStretch(2)
        return column

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Newest first; files that are not there any more say so and stay in the list."""
        self.files.clear()
        for path in paths:
            gone = "" if path.exists() else "　（找不到了）"
            item = QListWidgetItem(f"{path.stem}{gone}\n{path.parent}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setToolTip(str(path))
            self.files.addItem(item)
        some = bool(paths)
        self.files.setVisible(some)
        self.open.setVisible(some)
        self.nothing.setVisible(not some)
        self.new.setProperty("grade", "" if some else "wide")
        polish(self.new, "kind", "tall" if some else "primary")
        self.new.setIcon(self.theme.icon("plus", role="ink2" if some else "on-red"))
        if some:
            self.files.setCurrentRow(0)
            self.files.setFocus()
        else:
            self.new.setFocus()

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.open_wanted.emit(item.data(Qt.ItemDataRole.UserRole))


def _label(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
