"""自检: what would trouble the receiver, told to the giver who can still mend it. Checks nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dangjian_desktop.domain.handover import Check
from dangjian_desktop.ui.kit.parts.layout import clear
from dangjian_desktop.ui.kit.parts.parts import area, button, label
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.handover.session import HandoverSession


class CheckPage(WizardPage):
    """The first step."""

    name = "自检"

    def __init__(self, session: HandoverSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme = session, theme
        self._corner = button(theme, "再查一遍", "quiet", "redo", clicked=self.enter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = area("paper")
        self.rows = QVBoxLayout(inner)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        scroll.setWidget(inner)
        column.addWidget(scroll)

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        return "有不妥的地方，现在就能改，不用留给接手的人"

    def corner(self) -> QWidget:
        return self._corner

    def first(self) -> QWidget:
        return self._corner

    def open(self) -> int:
        return sum(not check.ok for check in self.session.checks or ())

    def note(self) -> str:
        if self.session.checks is None:
            return ""
        return f"{self.open()} 处要留意" if self.open() else "没有问题"

    def trouble(self) -> bool:
        return self.open() > 0

    def hint(self) -> str:
        stops = [check for check in self.session.checks or () if check.stops and not check.ok]
        return f"先处理“{stops[0].name}”，才能移交" if stops else "要留意的可以照样移交" if self.open() else ""

    def barrier(self) -> str:
        if self.session.checks is None:
            return "正在自检"
        stops = [check.name for check in self.session.checks if check.stops and not check.ok]
        return f"先处理：{'、'.join(stops)}" if stops else ""

    def enter(self) -> None:
        self.session.ask(lambda services: services.handover.self_check(), self._show, latest="checks")

    # ------------------------------------------------------------------ showing
    def _show(self, checks: tuple[Check, ...]) -> None:
        self.session.checks = checks
        clear(self.rows)
        for check in checks:
            self.rows.addWidget(self._row(check))
        self.rows.addStretch(1)
        self.told.emit()

    def _row(self, check: Check) -> QWidget:
        icon, color, said = ("check", "green", "没有问题") if check.ok else ("warning-triangle", "amber", "要留意")
        if check.stops and not check.ok:
            icon, color, said = "stop-circle", "danger", "要先处理"
        frame = area("finding")
        frame.setMinimumHeight(self.theme.control(52))
        row = QHBoxLayout(frame)
        row.setContentsMargins(self.theme.spacing(16), self.theme.spacing(8), self.theme.spacing(16), self.theme.spacing(8))
        row.setSpacing(self.theme.spacing(12))
        sign = QLabel()
        sign.setPixmap(self.theme.pixmap(icon, 18, self.theme.color(color)))
        sign.setAccessibleName(said)
        name = label(check.name, "strong", wrap=True)
        name.setFixedWidth(self.theme.px(176))
        row.addWidget(sign)
        row.addWidget(name)
        row.addWidget(label(check.words, "label", wrap=True), 1)
        frame.setAccessibleName(f"{check.name}，{said}，{check.words}")
        return frame
