"""The menus and keys of the window, made from the declared commands: what stands where, what can be used now, who does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence

from dangjian_desktop.ui.file.password import Guard
from dangjian_desktop.ui.file.ports import Screen
from dangjian_desktop.ui.kit.commands import COMMANDS, INSIDE, MENUS, Command, Need, command
from dangjian_desktop.ui.kit.tokens import SCALES

_SCALE_NAMES = {1.0: "标准", 1.15: "稍大", 1.3: "大", 1.5: "特大"}
Hands = Mapping[str, Callable[[], object | None]]
"""Who does what is commanded, by the first word of ``does``; None when he is not there."""
SetLook = Callable[[float, bool], object]


class Menus:
    """``refresh`` after a file was opened or closed; ``set_undo`` with the names of what can be taken back."""

    def __init__(self, screen: Screen, guard: Guard, hands: Hands, open_file: Callable[[Path], object], set_look: SetLook) -> None:
        self.screen, self.guard, self.hands, self.open_file, self.set_look = screen, guard, hands, open_file, set_look
        self.bar = screen.window.menuBar()  # kept, for its menus go with it
        self.bar.setNativeMenuBar(False)
        self.menus = {key: self.bar.addMenu(words) for key, words in MENUS.items()}
        self.actions: dict[str, QAction] = {}
        for one in COMMANDS:
            if one.menu:
                self._add(one)
            elif one.does and one.keys:
                self.actions[one.id] = action = QAction(one.text, screen.window)
                action.setShortcut(QKeySequence(one.keys))
                screen.window.addAction(action)
        for name, action in self.actions.items():
            action.triggered.connect(lambda _checked=False, name=name: self.run(name))
        self.menus["password"].setToolTipsVisible(True)
        self.menus["recent"].aboutToShow.connect(self._fill_recent)
        self._fill_look()
        self.refresh()

    def _add(self, one: Command) -> None:
        """Keys that a page takes for itself stand behind a tab: shown, not bound twice."""
        menu = self.menus[one.menu]
        if one.apart:
            menu.addSeparator()
        if not one.does:
            self.menus[one.id] = menu.addMenu(one.text)
            return
        self.actions[one.id] = action = menu.addAction(f"{one.text}\t{one.keys}" if one.taken else one.text)
        if one.keys and not one.taken:
            action.setShortcut(QKeySequence(one.keys))

    def run(self, name: str) -> None:
        """Have the command of that id done by whoever does it; nothing happens while he is not there."""
        one = command(name)
        who, _, verb = one.does.partition(".")
        hand = self.hands[who]()
        if hand is not None:
            attrgetter(verb)(hand)(*one.given)

    # ------------------------------------------------------------------ menus that are filled as they are
    def _fill_look(self) -> None:
        menu, screen = self.menus["look"], self.screen
        self.scales: dict[float, QAction] = {}
        for scale in SCALES:
            self.scales[scale] = action = menu.addAction(f"文字：{_SCALE_NAMES[scale]}（{round(scale * 100)}%）")
            action.triggered.connect(lambda _checked=False, scale=scale: self.set_look(scale, screen.theme.contrast))
        menu.addSeparator()
        self.contrast = menu.addAction("高对比")
        self.contrast.triggered.connect(lambda on: self.set_look(screen.theme.scale, on))
        for action in (*self.scales.values(), self.contrast):
            action.setCheckable(True)

    def _fill_recent(self) -> None:
        menu = self.menus["recent"]
        menu.clear()
        for path in self.screen.machine.recent():
            action = menu.addAction(path.stem, partial(self.open_file, path))
            action.setToolTip(str(path))
            action.setEnabled(path.exists())
        if menu.isEmpty():
            menu.addAction("还没有打开过台账").setEnabled(False)

    # ------------------------------------------------------------------ what can be used now
    def refresh(self) -> None:
        """What can be used with this file, or without one."""
        is_open = self.screen.file is not None
        for key in INSIDE:
            self.menus[key].menuAction().setVisible(is_open)
        # with a ledger open the same keys mean 登记
        self.actions["new_file"].setShortcut(QKeySequence("" if is_open else command("new_file").keys))
        met = self._met()
        for name, action in self.actions.items():
            if (need := command(name).needs) in met:
                usable, why = met[need]
                action.setEnabled(usable)
                action.setToolTip(why)
        if not is_open:
            self.set_undo(None, None)
        for scale, action in self.scales.items():
            action.setChecked(abs(scale - self.screen.theme.scale) < 1e-6)
        self.contrast.setChecked(self.screen.theme.contrast)

    def _met(self) -> dict[Need, tuple[bool, str]]:
        """Whether a need is met, and why not; of passwords also what they are for."""
        is_open, writable = self.screen.file is not None, self.screen.writable
        sealed, lacking = self.guard.key is not None, self.guard.lacking
        plain = lacking or ("这本台账已经设了口令" if sealed else "整个台账文件加密，打开时要输口令")
        return {
            Need.OPEN: (is_open, ""),
            Need.WRITABLE: (writable, "台账现在是只读" if is_open and not writable else ""),
            Need.PLAIN: (writable and not sealed and not lacking, plain),
            Need.KEYED: (writable and sealed, "" if sealed else "这本台账没有设口令"),
            Need.SEALED: (sealed, "遮住全部内容，输口令继续" if sealed else "设了口令的台账才能锁定"),
        }

    def set_undo(self, undo: str | None, redo: str | None) -> None:
        """The names of what 撤销 and 重做 would do."""
        for name, label in (("undo", undo), ("redo", redo)):
            self.actions[name].setText(f"{command(name).text}：{label}" if label else command(name).text)
            self.actions[name].setEnabled(bool(label))
