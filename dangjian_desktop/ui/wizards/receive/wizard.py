"""The wizard 接收: four pages over one session. Nothing is put anywhere before the last button."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardFrame
from dangjian_desktop.ui.wizards.receive.accept_page import AcceptPage
from dangjian_desktop.ui.wizards.receive.content_page import ContentPage
from dangjian_desktop.ui.wizards.receive.pack_page import CodePage, PackPage
from dangjian_desktop.ui.wizards.receive.session import ReceiveSession, Service


class ReceiveWizard(QWidget):
    """``closed`` = the user left; ``look_wanted`` carries the pack, ``accepted`` where the ledger now stands."""

    closed = Signal()
    look_wanted = Signal(object)
    accepted = Signal(object)

    def __init__(
        self, caller: Caller, service: Service, known: Sequence[Path], theme: Theme, ask: Ask, parent: QWidget | None = None
    ) -> None:
        """``known`` are ledgers of this machine to compare with."""
        super().__init__(parent)
        self.session = ReceiveSession(caller, service, theme, self)
        self.session.failed.connect(caller.faulted)
        self.pack = PackPage(self.session, theme, ask)
        self.code = CodePage(self.session, known, theme)
        self.content = ContentPage(self.session, theme)
        self.accept = AcceptPage(self.session, theme, ask)
        pages = (self.pack, self.code, self.content, self.accept)
        self.frame = WizardFrame("接收", pages, theme, aside="不接收", reassurance="点“接收”以前，本机没有任何改动", last="secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.setFocusProxy(self.frame)
        self.frame.put_aside.connect(self.closed)
        self.session.changed.connect(self.frame.retell)
        self.content.look_wanted.connect(self.look_wanted)
        self.accept.accepted.connect(self.accepted)
        self.frame.start_at(0)
