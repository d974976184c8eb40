"""选择移交包: the folder or the encrypted file, its pass phrase, the code on paper; then the check. Checks nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from dangjian_desktop.domain import passphrase as phrases
from dangjian_desktop.domain.check_digits import folded
from dangjian_desktop.domain.errors import Error, LockedError, PackError, UserError
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.layout import Item, column, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label, line, scrolled
from dangjian_desktop.ui.kit.theme import Theme, polish
from dangjian_desktop.ui.wizards.frame import WizardPage, paper
from dangjian_desktop.ui.wizards.receive.session import ReceiveSession

PACKS = "移交包 (*)"
WIDTH = 620


class PackPage(WizardPage):
    """The first step."""

    name = "移交包"

    def __init__(self, session: ReceiveSession, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self.questions = session, theme, ask
        self.place = line("移交包在哪里", "插上 U 盘，再选移交包", width=theme.px(WIDTH), fixed=True)
        self.file_button = button(theme, "选加密的移交包...", "secondary", "lock", clicked=self.choose_file)
        self.folder_button = button(theme, "选文件夹...", "secondary", "folder", clicked=self.choose_folder)
        self.words_label = label("口令", "strong")
        self.words = line("口令单上的口令", "照着口令单输入，空格不要紧", width=theme.px(WIDTH))
        self.words.textChanged.connect(self._typed)
        self.words_label.setBuddy(self.words)
        self.slip = label("", "fault", wrap=True)
        scrolling(
            self,
            theme,
            label("移交包在哪里", "strong"),
            row(theme, grow(self.place), self.file_button, self.folder_button, ..., gap=8),
            label("加密的移交包是一个文件；没有加密的是一个名称以“移交包-”开头的文件夹。", "caption", wrap=True),
            8,
            self.words_label,
            self.words,
            self.slip,
            ...,
        )
        self._show()

    def sub(self) -> str:
        return "前任交来的 U 盘和纸面的口令单、移交清单"

    def note(self) -> str:
        return self.session.pack.name if self.session.pack else ""

    def barrier(self) -> str:
        if self.session.pack is None:
            return "先选移交包"
        if not self.session.sealed:
            return ""
        if not self.session.passphrase:
            return "先输入口令"
        return "先核对口令" if self._slip() else ""

    def hint(self) -> str:
        return self.barrier()

    def first(self) -> QWidget:
        return self.words if self.session.sealed else self.file_button

    def choose_file(self) -> None:
        self._take(self.questions.open_file("选加密的移交包", PACKS))

    def choose_folder(self) -> None:
        self._take(self.questions.open_folder("选移交包文件夹"))

    def _take(self, path: Path | None) -> None:
        if path is not None:
            self.place.setText(str(path))
            self.session.choose(path)
            self._show()
            self.told.emit()
            if self.session.sealed:
                self.words.setFocus()

    def _show(self) -> None:
        self.words.clear()
        for widget in (self.words_label, self.words):
            widget.setVisible(self.session.sealed)
        self.slip.hide()

    def _typed(self, text: str) -> None:
        self.session.passphrase = text.strip()
        self.session.forget()
        slip = self._slip() if len(folded(text)) >= phrases.LENGTH else ""
        self.slip.setText(slip)
        self.slip.setVisible(bool(slip))
        polish(self.words, "state", "fault" if slip else "")
        self.told.emit()

    def _slip(self) -> str:
        """What was copied wrongly; empty when nothing was."""
        try:
            phrases.parse(self.session.passphrase)
        except UserError as fault:
            return fault.message.advice
        return ""


class CodePage(WizardPage):
    """The second step: the code on paper, and the check of everything."""

    name = "核验"

    def __init__(self, session: ReceiveSession, known: Sequence[Path], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self.busy = session, theme, False
        self.code = line("移交清单上的核验码", "如：18246 9F3A 07C2 4B1E D860 5A97 E21C 38F4 B06D K", width=theme.px(WIDTH))
        self.without = QCheckBox("没有纸面核验码")
        self.without.toggled.connect(lambda _on: self._typed())
        self.doubt = label("没有纸面的核验码，就看不出移交包有没有被整体换过。接收后会注明“未核对纸面核验码”。", "missing", wrap=True)
        self.known = QComboBox()
        self.known.setAccessibleName("和本机的哪本台账比")
        self.known.setMaximumWidth(theme.px(WIDTH))
        self.ways: tuple[Path | tuple[Path, ...] | None, ...] = (tuple(known), *known, None) if known else (None,)
        every = ["最近打开过的台账，自动找同一本", *(f"{path.name}　{path.parent}" for path in known)] if known else []
        self.known.addItems([*every, "本机没有，不用比"])
        self.known.currentIndexChanged.connect(lambda _index: self._typed())
        self.password_label = label("里面的台账设了口令", "strong")
        self.password = line("里面的台账的口令或恢复码", "这本台账的口令，或者恢复码", width=theme.px(WIDTH))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.button = button(theme, "核验", "primary", "verify", clicked=self.check)
        for typed in (self.code, self.password):
            typed.textChanged.connect(lambda _text: self._typed())
            typed.returnPressed.connect(self.button.click)
        self.password_label.hide()
        self.password.hide()
        self.banner, self.found = Banner(theme), label("", "label", wrap=True)
        scrolling(
            self,
            theme,
            label("移交清单上的核验码", "strong"),
            self.code,
            self.without,
            self.doubt,
            8,
            label("本机已有这本台账时，和它比一比", "strong"),
            self.known,
            8,
            self.password_label,
            self.password,
            row(theme, self.button, ...),
            self.banner,
            self.found,
            ...,
        )
        self._typed()

    def sub(self) -> str:
        return "逐个文件比对，打开里面的台账从头核对到尾，再对纸面的核验码"

    def note(self) -> str:
        incoming = self.session.incoming
        return "" if incoming is None else "内容一致" if incoming.code_checked else "未核对纸面核验码"

    def trouble(self) -> bool:
        return self.session.incoming is not None and not self.session.incoming.code_checked

    def barrier(self) -> str:
        return "" if self.session.incoming else "先核验"

    def first(self) -> QWidget:
        return self.code

    def enter(self) -> None:
        if not self.session.password and self.session.incoming is None:
            self._protected(False)
        self._look()

    def _protected(self, on: bool) -> None:
        """Whether the ledger inside wants a password of its own."""
        for widget in (self.password_label, self.password):
            widget.setVisible(on)
        if not on:
            self.password.clear()

    def _typed(self) -> None:
        self.session.password = self.password.text()
        self.session.code = "" if self.without.isChecked() else self.code.text().strip()
        self.session.known = self.ways[self.known.currentIndex()]
        self.session.forget()
        polish(self.code, "state", "")
        self.banner.hide()
        self.found.clear()
        self.code.setEnabled(not self.without.isChecked())
        self.doubt.setVisible(self.without.isChecked())
        self._look()

    def _look(self) -> None:
        ready = bool(self.session.code or self.without.isChecked()) and not self.busy and self.session.incoming is None
        self.button.setEnabled(ready)
        done = self.session.incoming is not None
        self.button.setToolTip("" if ready else "已经核验" if done else "先输入核验码，或勾选没有纸面核验码")
        self.told.emit()

    def check(self) -> None:
        self.busy = True
        self.banner.hide()
        self._look()
        self.session.inspect(self, self._good, self._bad)

    def _good(self) -> None:
        self.busy = False
        incoming = self.session.incoming
        assert incoming is not None
        if incoming.code_checked:
            self.banner.say("done", "移交包完好，和纸面的核验码一致", "下一步看看里面有什么。")
        else:
            self.banner.say("amber", "移交包完好，未核对纸面核验码", "内容没有缺少、没有改动；是不是原来那一个，要靠纸面的核验码。")
        self._look()
        self.ready.emit()

    def _bad(self, fault: BaseException | None) -> None:
        self.busy = False
        self._look()
        if not isinstance(fault, UserError):
            if fault is not None:
                self.session.failed.emit(fault)
            return
        told = fault.message
        polish(self.code, "state", "fault" if fault.code == Error.PAPER_DIFFERS or fault.given.get("text") == "核验码" else "")
        if isinstance(fault, LockedError):
            self._protected(True)
            self.password.setFocus()
            self.banner.say("amber", "移交包里的文件完好，里面的台账设了口令", "请输入这本台账的口令或恢复码，再点【核验】。")
        else:
            self.banner.say("danger", told.happened, f"{told.data}{told.advice}（{told.code}）")
        listed = fault.problems if isinstance(fault, PackError) else ()
        self.found.setText("\n".join(listed[:_LISTED]) + (f"\n另 {len(listed) - _LISTED} 个" if len(listed) > _LISTED else ""))


_LISTED = 12


def scrolling(page: QWidget, theme: Theme, *items: Item) -> None:
    """Lay a page out on paper that scrolls where the window is low."""
    column(theme, scrolled(paper(theme, *items), by_keys=True), on=page)
