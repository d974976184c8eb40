"""完成: the code for the paper, the counts, and the three things that are left to do on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dangjian_desktop.domain.handover import PackInfo
from dangjian_desktop.paper.layout import lay_out
from dangjian_desktop.ui.kit.pages.printing import Printing
from dangjian_desktop.ui.kit.parts.code_box import CodeBox, code_html
from dangjian_desktop.ui.kit.parts.layout import clear
from dangjian_desktop.ui.kit.parts.parts import area, button, label, rule
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.handover.session import HandoverSession
from dangjian_desktop.ui.wizards.handover.verify_page import numbered
from dangjian_desktop.ui.wizards.handover.write_page import size_words

Launch = Callable[[QUrl], bool]
COUNTS = (
    ("台账和基础信息", "ledgers", "本"),
    ("记录", "records", "条"),
    ("佐证", "evidence", "件"),
    ("报告", "reports", "份"),
    ("未了事项", "matters", "件"),
)


class DonePage(WizardPage):
    """The last step."""

    name = "完成"

    def __init__(
        self, session: HandoverSession, theme: Theme, place: str, refused: Callable[[], object], launch: Launch = QDesktopServices.openUrl
    ) -> None:
        """``place``: the name of the ledger file."""
        super().__init__()
        self.session, self.theme, self.place_name, self.launch = session, theme, place, launch
        self.printing = Printing(self, refused)
        self.open_button = button(theme, "打开移交包所在位置", "secondary", "folder", clicked=self.open_place)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for built, stretch in ((self._build_main(), 1), (self._build_side(), 0)):
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setWidget(built)
            if not stretch:
                scroll.setFixedWidth(theme.px(336))
            row.addWidget(scroll, stretch)

    def _build_main(self) -> QWidget:
        theme = self.theme
        main = area("paper")
        column = QVBoxLayout(main)
        column.setContentsMargins(*(theme.spacing(24),) * 4)
        column.setSpacing(theme.spacing(8))
        head = QHBoxLayout()
        head.setSpacing(theme.spacing(12))
        sign = QLabel()
        sign.setPixmap(theme.pixmap("check-circle", 28, theme.color("green")))
        head.addWidget(sign)
        words = QVBoxLayout()
        words.addWidget(label("移交包已经写好，并且重新读过一遍，内容一致", "panel-title", wrap=True))
        self.where = label("", "label", wrap=True)
        words.addWidget(self.where)
        head.addLayout(words, 1)
        column.addLayout(head)
        column.addSpacing(theme.spacing(8))
        column.addWidget(label("核验码", "strong"))
        column.addWidget(label("抄在或印在移交清单上。接收人要照着纸上的输入，才能确认没有被改过。", "caption", wrap=True))
        self.code = CodeBox(theme, "核验码")
        column.addWidget(self.code)
        foot = QHBoxLayout()
        foot.setSpacing(theme.spacing(16))
        self.seq, self.check = label("", "label"), label("", "strong")
        self.copy_button = button(theme, "复制", "link", clicked=self.copy)
        self.print_code_button = button(theme, "打印核验码...", "link", clicked=self.print_code)
        foot.addWidget(self.seq)
        foot.addWidget(self.check)
        foot.addStretch(1)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.print_code_button)
        column.addLayout(foot)
        card = area("card")
        self.counts = QHBoxLayout(card)
        self.counts.setContentsMargins(*(theme.spacing(12),) * 4)
        column.addWidget(card)
        column.addStretch(1)
        return main

    def _build_side(self) -> QWidget:
        theme = self.theme
        side = area("panel")
        column = QVBoxLayout(side)
        column.setContentsMargins(*(theme.spacing(16),) * 4)
        column.setSpacing(theme.spacing(12))
        column.addWidget(label("还要做三件事", "panel-title"))
        self.sheet_button = button(theme, "打印移交清单...", "secondary", "print", clicked=self.print_sheet)
        self.slip_button = button(theme, "打印口令单...", "secondary", "lock", clicked=self.print_slip)
        self.slip_words = label("", "missing", wrap=True)
        for number, title, words, below in (
            (1, "打印移交清单，一式三份", "移交人、接收人、监交人签字。核验码已印在上面。", self.sheet_button),
            (2, "口令单单独交", "不要和 U 盘放在一起。口令只显示这一次。", self.slip_button),
            (3, "安全弹出 U 盘", "弹出以后再拔。", None),
        ):
            column.addLayout(numbered(theme, number, title, words, below))
        column.addWidget(self.slip_words)
        column.addStretch(1)
        self.mark = label("", "caption", wrap=True)
        column.addWidget(self.mark)
        return side

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        options = self.session.options
        return f"{self.place_name}　移交人 {options.giver}　接收人 {options.receiver}"

    def hint(self) -> str:
        return "打印三份以后再关闭"

    def sealed(self) -> bool:
        return True

    def foot(self) -> QWidget:
        return self.open_button

    def first(self) -> QWidget:
        return self.sheet_button

    def enter(self) -> None:
        pack = self.session.pack
        if pack is None:
            return
        self.where.setText(f"{pack.path}，共 {size_words(pack.size)}")
        self.code.show_groups(pack.code.groups)
        self.seq.setText(f"序号 {pack.code.seq}")
        self.check.setText(f"校验字 {pack.code.check}")
        self.slip_button.setEnabled(pack.passphrase is not None)
        self.slip_button.setToolTip("" if pack.passphrase else "这个移交包没有加密，没有口令")
        self.slip_words.setText("这个移交包没有加密，不需要口令单。" if pack.passphrase is None else "")
        self.slip_words.setVisible(pack.passphrase is None)
        given = "这本台账已经移交，现在是只读。确需修改，可以点“继续编辑”并写明原因。"
        self.mark.setText(given if self.session.gives_away else "这是隐去姓名和代号的副本。这本台账没有移交，照常使用。")
        self._show_counts(pack)

    def _show_counts(self, pack: PackInfo) -> None:
        clear(self.counts)
        for place, (name, key, unit) in enumerate(COUNTS):
            if place:
                self.counts.addWidget(rule(upright=True))
            cell = QVBoxLayout()
            cell.addWidget(label(name, "caption"))
            line = QHBoxLayout()
            line.setSpacing(self.theme.spacing(4))
            line.addWidget(label(f"{getattr(pack, key):,}", "number"))
            line.addWidget(label(unit, "label"))
            line.addStretch(1)
            cell.addLayout(line)
            self.counts.addLayout(cell, 1)

    # ------------------------------------------------------------------ what is left to do
    def copy(self) -> None:
        if self.session.pack is not None:
            QGuiApplication.clipboard().setText(str(self.session.pack.code))

    def print_code(self) -> None:
        if self.session.pack is not None:
            self.printing.text(code_html(self.session.pack.code, self.place_name), self.theme.font(14))

    def print_sheet(self) -> None:
        self._print(lambda services, pack: services.handover.sheet(pack.options))

    def print_slip(self) -> None:
        self._print(lambda services, pack: services.handover.slip(pack))

    def _print(self, made: Callable[[Any, PackInfo], bytes]) -> None:
        pack = self.session.pack
        if pack is not None:
            self.session.ask(
                lambda services: services.reporting.document(made(services, pack)), lambda document: self.printing.pages(lay_out(document))
            )

    def open_place(self) -> None:
        if self.session.pack is not None:
            self.launch(QUrl.fromLocalFile(str(self.session.pack.path.parent)))
