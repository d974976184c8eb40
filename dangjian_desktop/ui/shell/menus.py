"""The menus of the window: every command once, with its shortcut, and whether it can be used now. Knows no service."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from dangjian_desktop.ui.kit.tokens import SCALES
from dangjian_desktop.ui.kit.walking import walk

_SCALE_NAMES = {1.0: "标准", 1.15: "稍大", 1.3: "大", 1.5: "特大"}
_TABS = 9


class Menus:
    """``refresh`` after a file was opened or closed; ``set_undo`` with the names of what can be taken back."""

    def __init__(self, window: Any) -> None:
        """``window`` is the MainWindow that makes these menus; named loosely, for it imports this module."""
        self.window = window
        self._needs_file: list[QAction] = []
        self._needs_write: list[QAction] = []
        bar = window.menuBar()
        bar.setNativeMenuBar(False)
        self._file(bar.addMenu("文件(&F)"))
        self.inside = [bar.addMenu(words) for words in ("编辑(&E)", "台账(&L)", "报告(&R)")]
        for menu, fill in zip(self.inside, (self._edit, self._ledger, self._report), strict=True):
            fill(menu)
        self._tools(bar.addMenu("工具(&T)"))
        self._help(bar.addMenu("帮助(&H)"))
        for number in range(1, _TABS + 1):
            self._hidden(f"Ctrl+{number}", partial(self._tab, number - 1))
        self._hidden("Ctrl+K", lambda: window.search_box.begin())
        self._hidden("Alt+Left", lambda: window.periods.before.click())
        self._hidden("Alt+Right", lambda: window.periods.after.click())
        self._hidden("F6", partial(self.walk, 1))
        self._hidden("Shift+F6", partial(self.walk, -1))
        self.refresh()

    # ------------------------------------------------------------------ the menus
    def _file(self, menu: QMenu) -> None:
        self.new_file = self._add(menu, "新建台账...", self.window.openings.new_file)
        self._add(menu, "打开台账...", self.window.openings.browse, "Ctrl+O")
        self.recent = menu.addMenu("最近打开")
        self.recent.aboutToShow.connect(self._fill_recent)
        menu.addSeparator()
        keeping = self.window.keeping
        self._needs_file.append(self._add(menu, "另存副本...", keeping.save_copy))
        self._needs_file.append(self._add(menu, "导出全部台账...", self.window.errands.export_all))
        menu.addSeparator()
        self._needs_write.append(self._add(menu, "立即备份", keeping.back_up, "Ctrl+B"))
        self._needs_file.append(self._add(menu, "备份与恢复...", keeping.list.show))
        menu.addSeparator()
        self._needs_write.append(self._add(menu, "移交...", lambda: self._work("hand_over")))
        self._add(menu, "接收移交包...", self.window.receive)
        menu.addSeparator()
        guard = self.window.guard
        password = menu.addMenu("口令")
        self.set_password = self._add(password, "设置口令...", guard.set)
        self.change_password = self._add(password, "更改口令...", guard.change)
        self.lift_password = self._add(password, "取消口令...", guard.lift)
        self.lock = self._add(password, "立即锁定", self.window.locking.lock, "Ctrl+L")
        password.setToolTipsVisible(True)
        menu.addSeparator()
        self._needs_file.append(self._add(menu, "关闭台账", self.window.leave, "Ctrl+W"))
        menu.addSeparator()
        self._add(menu, "退出", self.window.close, "Ctrl+Q")

    def _edit(self, menu: QMenu) -> None:
        self.undo = self._add(menu, "撤销", self.window.undo, "Ctrl+Z")
        self.redo = self._add(menu, "重做", self.window.redo, "Ctrl+Y")
        menu.addSeparator()
        self._needs_file.append(self._add(menu, "操作记录...", self.window.errands.show_log, "Ctrl+H"))

    def _ledger(self, menu: QMenu) -> None:
        self._needs_write.append(self._add(menu, "登记", lambda: self._work("register"), "Ctrl+N"))
        self._needs_write.append(self._add(menu, "编辑", lambda: self._page("edit_selected"), "F2"))
        self._needs_write.append(self._add(menu, "作废...\tDelete", lambda: self._page("void_selected")))
        self._needs_write.append(self._add(menu, "恢复", lambda: self._page("restore_selected")))
        self._needs_file.append(self._add(menu, "佐证材料", lambda: self._page("add_evidence"), "Ctrl+E"))
        menu.addSeparator()
        self._needs_file.append(self._add(menu, "筛选文字\tCtrl+F", lambda: self._page("focus_filter")))
        self._needs_file.append(self._add(menu, "侧栏\tF4", lambda: self._page("toggle_panel", "list")))
        self._needs_file.append(self._add(menu, "重新统计\tF5", lambda: self._page("refresh", "list")))
        menu.addSeparator()
        self._needs_write.append(self._add(menu, "从 Excel 导入...", lambda: self._page("import_file", "transfer")))
        self._needs_file.append(self._add(menu, "导出本表...", lambda: self._page("export_list")))
        self._needs_file.append(self._add(menu, "打印台账...", lambda: self._page("print_list"), "Ctrl+P"))

    def _report(self, menu: QMenu) -> None:
        self._needs_write.append(self._add(menu, "写报告...", lambda: self._work("write_report"), "Ctrl+R"))

    def _tools(self, menu: QMenu) -> None:
        self._needs_write.append(self._add(menu, "单位名称...", self.window.errands.set_unit))
        self._needs_write.append(self._add(menu, "单位性质...", self.window.errands.set_kind))
        self._needs_write.append(self._add(menu, "主送机关...", self.window.errands.set_addressee))
        self._needs_write.append(self._add(menu, "统计口径...", self.window.errands.choose_variants))
        self._needs_file.append(self._add(menu, "应办事项...", self.window.errands.choose_duties))
        self._needs_file.append(self._add(menu, "依据...", self.window.errands.show_bases))
        self._needs_file.append(self._add(menu, "检查台账", self.window.errands.check_file))
        self._needs_file.append(self._add(menu, "抄录核验码...", self.window.codes.show_code))
        self._needs_file.append(self._add(menu, "核对核验码...", self.window.codes.compare_code))
        self._add(menu, "自动锁定...", self.window.locking.set_minutes)
        menu.addSeparator()
        look = menu.addMenu("外观")
        for scale in SCALES:
            words = f"文字：{_SCALE_NAMES[scale]}（{round(scale * 100)}%）"
            action = self._add(look, words, partial(self._scale, scale))
            action.setCheckable(True)
            action.setData(scale)
        look.addSeparator()
        self.contrast = self._add(
            look, "高对比", lambda: self.window.set_look(self.window.theme.scale, contrast=not self.window.theme.contrast)
        )
        self.contrast.setCheckable(True)
        self.look = look

    def _scale(self, scale: float) -> None:
        self.window.set_look(scale, contrast=self.window.theme.contrast)

    def _help(self, menu: QMenu) -> None:
        self._add(menu, "使用说明", self.show_handbook, "F1")
        self._add(menu, "关于...", self.window.errands.about)

    def show_handbook(self) -> None:
        from dangjian_desktop.ui.dialogs.handbook import Handbook

        self.handbook = Handbook(self.window.theme, self.window)
        self.handbook.open()

    # ------------------------------------------------------------------ how
    def _add(self, menu: QMenu, words: str, act: Callable[[], object], keys: str = "") -> QAction:
        """Keys that a page takes for itself stand behind a tab in ``words``: shown, not bound twice."""
        action = menu.addAction(words)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _hidden(self, keys: str, act: Callable[[], object]) -> None:
        action = QAction(self.window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: act() if self.window.work is not None else None)
        self.window.addAction(action)

    def _tab(self, index: int) -> None:
        work = self.window.work
        if work is not None and work.wizard is None and index < work.tabs.count():
            work.tabs.setCurrentIndex(index)

    def walk(self, step: int) -> None:
        """F6: tabs, side list, list or form, side panel, numbers; on 工作台 tabs and cards. A wizard is one place of its own."""
        work = self.window.work
        if work is not None and work.wizard is None:
            walk([work.tabs, *work.stack.currentWidget().stations()], step)

    def _work(self, verb: str) -> None:
        if self.window.work is not None:
            getattr(self.window.work, verb)()

    def _page(self, verb: str, part: str = "") -> None:
        """A verb of the ledger page in front, or of a part of it."""
        page = self.window.work.current_page() if self.window.work is not None else None
        if page is not None:
            getattr(getattr(page, part) if part else page, verb)()

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self.window.machine.recent():
            action = self.recent.addAction(path.stem, partial(self.window.open, path))
            action.setToolTip(str(path))
            action.setEnabled(path.exists())
        if self.recent.isEmpty():
            self.recent.addAction("还没有打开过台账").setEnabled(False)

    def refresh(self) -> None:
        """What can be used with this file, or without one."""
        work = self.window.work
        for menu in self.inside:
            menu.menuAction().setVisible(work is not None)
        # with a ledger open the same keys mean 登记
        self.new_file.setShortcut(QKeySequence("" if work is not None else "Ctrl+N"))
        for action in self._needs_file:
            action.setEnabled(work is not None)
        for action in self._needs_write:
            action.setEnabled(work is not None and not work.opened.read_only)
            action.setToolTip("台账现在是只读" if work is not None and work.opened.read_only else "")
        self._refresh_password(writable=work is not None and not work.opened.read_only)
        if work is None:
            self.set_undo(None, None)
        for action in self.look.actions():
            if action.data() is not None:
                action.setChecked(abs(action.data() - self.window.theme.scale) < 1e-6)
        self.contrast.setChecked(self.window.theme.contrast)

    def _refresh_password(self, *, writable: bool) -> None:
        """Set where there is none, change and take off where there is one; the reason stands in the tooltip."""
        protected, lacking = self.window.guard.key is not None, self.window.guard.lacking
        self.set_password.setEnabled(writable and not protected and not lacking)
        self.set_password.setToolTip(lacking or ("这本台账已经设了口令" if protected else "整个台账文件加密，打开时要输口令"))
        for action in (self.change_password, self.lift_password):
            action.setEnabled(writable and protected)
            action.setToolTip("" if protected else "这本台账没有设口令")
        self.lock.setEnabled(protected)
        self.lock.setToolTip("遮住全部内容，输口令继续" if protected else "设了口令的台账才能锁定")

    def set_undo(self, undo: str | None, redo: str | None) -> None:
        """The names of what 撤销 and 重做 would do."""
        for action, verb, label in ((self.undo, "撤销", undo), (self.redo, "重做", redo)):
            action.setText(f"{verb}：{label}" if label else verb)
            action.setEnabled(bool(label))
