"""What is asked before a file is there to work in: new, open, demo, and the way out when a file cannot be opened. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.ledger_file import opening, passwords, unit_kinds
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.dialogs.ledger_files import FILES, with_suffix
from dangjian_desktop.ui.file.locking import Locking
from dangjian_desktop.ui.file.ports import Files, Screen, Wanted
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter

KINDS = "单位性质：程序里的叫法随它变，如镇党委、乡党委、街道党工委。以后可以在【工具】【单位性质...】里改。"
BACKUPS = "备份"
"""The folder beside a ledger."""


class Openings:
    """``choose_duties`` is what a new ledger begins with."""

    def __init__(self, screen: Screen, files: Files, locking: Locking, choose_duties: Callable[[], object]) -> None:
        self.screen, self.files, self.locking, self.choose_duties = screen, files, locking, choose_duties
        self.reporter: Reporter | None = None
        self.strip: ProgressStrip | None = None

    # ------------------------------------------------------------------ while it is being opened
    def begin(self, path: Path) -> None:
        """A file from elsewhere may take long to look through; after half a second it can be cancelled."""
        screen, words = self.screen, f"正在打开“{path.name}”"
        self.reporter = Reporter(Cancelled, screen.window)
        self.strip = ProgressStrip(screen.theme, self.reporter, words, "取消后文件没有被改动。", screen.window, unit="")
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)

    def ended(self) -> None:
        """It is open, was refused, or nobody waits for it any more."""
        strip, self.strip = self.strip, None
        if strip is not None:
            strip.end()
            QApplication.restoreOverrideCursor()

    # ------------------------------------------------------------------ files
    def new_file(self) -> None:
        """Unit name and kind, then where; the registers are prepared and empty. Once it is open, the office is asked for its duties."""
        ask = self.screen.ask
        typed = ask.text_and_choice(
            "新建台账",
            "写上本单位的名称，它会出现在报告标题和落款里。",
            verb="下一步：存在哪里",
            hint="如：中共某某镇委员会",
            options=unit_kinds.kinds(),
            about=KINDS,
            proposed=unit_kinds.proposed,
        )
        if not typed:
            return
        unit, kind = typed
        path = ask.save_file("新建台账", f"{unit}.djtz", FILES)
        if path is not None:
            place = with_suffix(path)
            self.files.use(Wanted(place, lambda _key: opening.create_ledger(place, unit, kind=kind), then=self.choose_duties))

    def browse(self) -> None:
        path = self.screen.ask.open_file("打开台账", FILES)
        if path is not None:
            self.open(path)

    def open(self, path: Path, key: Key | None = None, then: Callable[[], object] = lambda: None) -> None:
        """``key``: of a copy of a protected ledger that is open now."""

        def make(given: Key | None) -> Services:
            return opening.open_ledger(path, verified=False, key=given, progress=self.reporter)

        self.files.use(Wanted(path, make, key, then=then))

    def go_on(self, path: Path, then: Callable[[], object] = lambda: None) -> None:
        """The file that is open once more, or a copy of it: nobody is asked for the password."""
        self.open(path, self.screen.file.opened.key if self.screen.file is not None else None, then)

    def reopen(self, then: Callable[[], object] = lambda: None) -> None:
        """The file that is open, once more."""
        if self.screen.file is not None:
            self.go_on(self.screen.file.path, then)

    def come_forward(self, file: Path | None) -> None:
        """The program was started once more: this window comes to the front, with the file that was named.

        While a question is open or the ledger is locked, only the window comes.
        """
        window, open_now = self.screen.window, self.screen.file
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)
        asked = QApplication.activeModalWidget() is not None or self.locking.locked is not None
        if file is None or asked or (open_now is not None and open_now.path == file):
            return
        if self.files.leave():
            self.open(file)

    def demo(self) -> None:
        """A made-up township; made where the user says, or opened again when it is there."""
        path = self.screen.ask.save_file("演示台账存在哪里", "演示台账.djtz", FILES)
        if path is None:
            return
        place = with_suffix(path)
        if place.exists():
            self.open(place)
            return

        def make(_key: Key | None) -> Services:
            from dangjian_desktop.services import demo

            return demo.create(place)

        self.files.use(Wanted(place, make))

    # ------------------------------------------------------------------ when it cannot be opened
    def refused(self, path: Path, fault: BaseException) -> None:
        """Tell why, and offer what the message names."""
        ways: dict[str, tuple[str, Callable[[Path], None]]] = {
            Error.NOT_FOUND: ("查找备份...", self.restore_file),
            Error.UNFINISHED_BESIDE: ("自动恢复...", self.recover),
            Error.DAMAGED: ("用备份恢复...", self.restore_file),
            Error.IN_USE: ("打开只读副本", self.look),
        }
        if isinstance(fault, Cancelled):
            self.screen.state.setText("已取消打开，文件没有被改动")
            return
        if not isinstance(fault, UserError) or fault.code not in ways:
            self.screen.faults.tell(fault)
            return
        told, (verb, act) = fault.message, ways[fault.code]
        if self.screen.ask.confirm(told.happened, f"{told.data}{told.advice}\n\n编号 {told.code}", verb, keep="不打开"):
            act(path)

    def look(self, path: Path) -> None:
        """A copy of what somebody else has open."""
        self.files.use(Wanted(path, lambda key: opening.open_ledger(path, copy=True, key=key, progress=self.reporter)))

    def recover(self, path: Path) -> None:
        """A whole copy beside the file; the file and what lies beside it stay."""
        from dangjian_desktop.services.ledger_file import copies

        target = copies.recovered_name(path)

        def make(key: Key | None) -> Services:
            copies.recover(path, target)
            return opening.open_ledger(target, key=key)

        self.files.use(Wanted(target, make))

    def restore_file(self, path: Path | None = None) -> None:
        """A backup that is chosen takes the place of a ledger that is gone or cannot be opened; what lies there is kept."""
        ask = self.screen.ask
        beside = path.parent / BACKUPS if path is not None else None
        if beside is not None and beside.is_dir():
            ask.start_in(beside)
        backup = ask.open_file("选一个备份", FILES)
        if backup is None:
            return
        place = path or ask.save_file("恢复到哪里", _ledger_name(backup), FILES)
        if place is None:
            return
        place = with_suffix(place)
        words = f"“{place.name}”会变成这个备份里的内容。那里原来的文件会留在旁边，名称里写着“被替换”。"
        if place.exists() and not ask.confirm("用这个备份恢复？", words, "恢复", keep="不恢复"):
            return

        def make(key: Key | None) -> Services:
            from dangjian_desktop.services.ledger_file import restore_anywhere

            restore_anywhere.bring_back(backup, place, key=key)
            return opening.open_ledger(place, key=key)

        self.files.use(Wanted(place, make, sealed=backup if passwords.protected(backup) else place))


def _ledger_name(backup: Path) -> str:
    """A backup lies in a folder beside its ledger; without one its own name will do."""
    return f"{backup.parent.parent.name}.djtz" if backup.parent.name == BACKUPS else backup.name
