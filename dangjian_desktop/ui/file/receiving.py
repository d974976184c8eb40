"""接收 as the window deals with it: the wizard over the start page, a look into the pack before it is accepted. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.ui.file.banner import Offers
from dangjian_desktop.ui.file.open_file import Opened
from dangjian_desktop.ui.file.opening import Openings
from dangjian_desktop.ui.file.ports import Files, Screen, Wanted
from dangjian_desktop.ui.kit.calls import Caller

if TYPE_CHECKING:
    from dangjian_desktop.domain.handover import Incoming
    from dangjian_desktop.ui.wizards.receive.session import Service
    from dangjian_desktop.ui.wizards.receive.wizard import ReceiveWizard


class Receiving:
    """``start`` is what stands where nothing is open and nothing is being received."""

    def __init__(self, screen: Screen, files: Files, openings: Openings, start: Callable[[], QWidget]) -> None:
        self.screen, self.files, self.openings, self.start = screen, files, openings, start
        self.wizard: ReceiveWizard | None = None
        self.caller: Caller | None = None
        self.looking = False
        self._service: Service | None = None

    @property
    def service(self) -> Service:
        """What inspects, looks and accepts; loaded when it is first wanted."""
        if self._service is None:
            from dangjian_desktop.services.receive import receiving

            self._service = receiving
        return self._service

    @service.setter
    def service(self, service: Service) -> None:
        self._service = service

    @property
    def page(self) -> QWidget:
        """What stands where no ledger is open."""
        return self.wizard if self.wizard is not None else self.start()

    def begin(self) -> None:
        """The wizard takes the place of the start page or of the open ledger, which is closed first."""
        if self.files.leave():
            self._begin()

    def _begin(self) -> None:
        from dangjian_desktop.ui.wizards.receive.wizard import ReceiveWizard

        self.close()
        screen = self.screen
        self.caller = Caller(object, parent=screen.window)
        self.caller.faulted.connect(screen.faults.tell)
        known = tuple(path for path in screen.machine.recent() if path.exists())
        self.wizard = wizard = ReceiveWizard(self.caller, self.service, known, screen.theme, screen.ask, screen.window)
        wizard.closed.connect(self._leave)
        wizard.look_wanted.connect(self.look)
        wizard.accepted.connect(self._accepted)
        screen.pages.addWidget(wizard)
        screen.pages.setCurrentWidget(wizard)
        wizard.setFocus()

    def _leave(self) -> None:
        """不接收: what is under way is given up first, without holding up the window."""
        if self.wizard is not None:
            self.wizard.session.stop(self.close)

    def close(self) -> None:
        """Back to the start page; what was taken out of the pack goes."""
        wizard, self.wizard, self.looking = self.wizard, None, False
        caller, self.caller = self.caller, None
        if wizard is None or caller is None:
            return
        wizard.session.stop(lambda: None)
        caller.close()
        wizard.session.forget()
        self.screen.pages.removeWidget(wizard)
        wizard.hide()
        wizard.deleteLater()
        if self.screen.file is None:
            self.screen.pages.setCurrentWidget(self.start())

    def look(self, incoming: Incoming) -> None:
        """The ledger in the pack, read-only, in the place of the wizard."""
        service = self.service
        self.files.use(Wanted(incoming.path, lambda _key: service.look(incoming)))
        self.looking = True

    def seen(self, opened: Opened) -> Opened:
        """While looking, nothing is written and the banner says what this is."""
        return replace(opened, read_only=True, condition=Condition(Why.IN_PACK)) if self.looking else opened

    def offers(self, _condition: Condition) -> Offers:
        """Back to the wizard, which stands where it stood."""
        return (("回到接收", self.files.close_file),)

    def _accepted(self, path: Path) -> None:
        self.close()
        self.openings.open(path)
