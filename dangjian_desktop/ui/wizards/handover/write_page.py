"""写入 U 盘: where to, encrypted or not, then the pack is written and read again. Writes nothing itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from dangjian_desktop.domain.handover import PackInfo
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label, line, say_why_not
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage, paper
from dangjian_desktop.ui.wizards.handover.session import HandoverSession

PLAIN_ASKED = "U 盘丢了，拾到的人能看到全部内容。只有确实不便保管口令时才这样做。"


def size_words(size: int) -> str:
    """1.26 GB, as people say it."""
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB")):
        if size >= unit:
            return f"{size / unit:.2f} {name}" if unit == 1 << 30 else f"{size / unit:.0f} {name}"
    return f"{max(size // 1024, 1)} KB"


class WritePage(WizardPage):
    """The fourth step; from here on there is no way back to what stands on the sheet."""

    name = "写入 U 盘"

    def __init__(self, session: HandoverSession, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self.questions = session, theme, ask
        self.folder: Path | None = None
        self.busy = False
        self.place = line("写到哪里", "插上 U 盘，再选它上面的文件夹", width=theme.px(520), fixed=True)
        self.choose_button = button(theme, "选择文件夹...", "secondary", "folder", clicked=self.choose)
        self.room = label("", "caption")
        self.write_button = button(theme, "写入", "primary", "usb", clicked=self.write)
        self.banner = Banner(theme)
        ground = paper(
            theme,
            label("写到哪里", "strong"),
            row(theme, grow(self.place), self.choose_button, ..., gap=8),
            self.room,
            8,
            label("怎样写", "strong"),
            *self._ways(),
            8,
            row(theme, self.write_button, ...),
            self.banner,
            ...,
        )
        column(theme, ground, on=self)

    def _ways(self) -> list[QWidget]:
        self.sealed_choice, self.plain_choice = QRadioButton("加密（建议）"), QRadioButton("不加密")
        self.ways = QButtonGroup(self)
        parts: list[QWidget] = []
        for choice, words in (
            (self.sealed_choice, "口令由程序生成，打印在口令单上，与 U 盘分开交。采用 SM3、SM4 算法实现。"),
            (self.plain_choice, "谁拿到 U 盘都能打开。选择前会再问一次。"),
        ):
            self.ways.addButton(choice)
            below = label(words, "caption", wrap=True)
            below.setContentsMargins(self.theme.px(24), 0, 0, self.theme.spacing(4))
            parts += [choice, below]
        self.sealed_choice.setChecked(True)
        self.ways.buttonClicked.connect(lambda _button: self._way())
        return parts

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        return "写完会从 U 盘上重新读一遍，逐个文件比对"

    def note(self) -> str:
        return size_words(self.session.pack.size) if self.session.pack else ""

    def hint(self) -> str:
        return "弹出 U 盘，重新插入，再到下一步核验" if self.session.pack else ""

    def barrier(self) -> str:
        return "" if self.session.pack else "先写入 U 盘"

    def sealed(self) -> bool:
        return self.session.pack is not None or self.busy

    def first(self) -> QWidget:
        return self.choose_button

    def enter(self) -> None:
        self._look()

    # ------------------------------------------------------------------ choosing
    def choose(self) -> None:
        folder = self.questions.open_folder("移交包写到哪里")
        if folder is not None:
            self.folder = folder
            self.place.setText(str(folder))
            drive = QStorageInfo(str(folder))
            name = drive.displayName() or drive.rootPath()
            locked = "，写保护，不能写入" if drive.isReadOnly() else ""
            self.room.setText(f"{name}，还有 {size_words(drive.bytesAvailable())}{locked}")
            self._look()

    def _way(self) -> None:
        """Plain only after a question."""
        plain = self.plain_choice.isChecked()
        if plain and not self.questions.confirm("不加密，写入 U 盘？", PLAIN_ASKED, "不加密", keep="还是加密", danger=True):
            self.sealed_choice.setChecked(True)
            plain = False
        self.session.change(encrypted=not plain)

    def _look(self) -> None:
        ready = self.folder is not None and not self.busy and self.session.pack is None
        say_why_not("" if ready else "已经写好" if self.session.pack else "先选择文件夹", self.write_button)
        for widget in (self.choose_button, self.sealed_choice, self.plain_choice):
            widget.setEnabled(not self.busy and self.session.pack is None)
        self.told.emit()

    # ------------------------------------------------------------------ writing
    def write(self) -> None:
        folder, options = self.folder, self.session.options
        if folder is None or self.busy or self.session.pack is not None:
            return
        self.busy = True
        self.banner.hide()
        self._look()
        self.session.run(
            lambda services, progress: services.handover.make(folder, options, progress=progress),
            self._written,
            title="正在写入移交包",
            leaves="取消不会影响原台账。",
            around=self,
            failed=self._not_written,
        )

    def _written(self, pack: PackInfo) -> None:
        self.busy = False
        self.session.pack = pack
        self._look()
        self.banner.say(
            "info",
            f"已写入 {pack.path.name}，共 {size_words(pack.size)}，{pack.files:,} 个文件",
            "请安全弹出 U 盘，重新插入后到下一步核验。核验通过以前，这本台账不会标为已移交。",
            icon="usb",
        )
        self.session.changed.emit()
        self.ready.emit()

    def _not_written(self, fault: BaseException | None) -> None:
        self.busy = False
        self._look()
        if fault is None:
            self.banner.say("info", "已取消，没有写成移交包", "原台账没有变化，可以再写一次。")
        else:
            self.session.failed.emit(fault)
