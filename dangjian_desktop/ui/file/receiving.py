"""接收 as the window deals with it: the wizard over the start page, a look into the pack before it is accepted. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.ui.kit.calls import Caller

if TYPE_CHECKING:
    from dangjian_desktop.domain.handover import Incoming


class Receiving:
    """``window`` is the MainWindow; named loosely, for it imports this module."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.wizard: Any = None
        self.caller: Caller | None = None
        self.looking = False
        self._service: Any = None

    @property
    def service(self) -> Any:
        """What inspects, looks and accepts; loaded when it is first wanted."""
        if self._service is None:
            from dangjian_desktop.services.receive import receiving

            self._service = receiving
        return self._service

    @service.setter
    def service(self, service: Any) -> None:
        self._service = service

    @property
    def page(self) -> Any:
        """What stands where no ledger is open."""
        return self.wizard if self.wizard is not None else self.window.start_page

    def begin(self) -> None:
        from dangjian_desktop.ui.wizards.receive.wizard import ReceiveWizard

        self.close()
        window = self.window
        self.caller = Caller(object, parent=window)
        self.caller.faulted.connect(window.faults.tell)
        known = tuple(path for path in window.machine.recent() if path.exists())
        self.wizard = ReceiveWizard(self.caller, self.service, known, window.theme, window.ask, window)
        self.wizard.closed.connect(self._leave)
        self.wizard.look_wanted.connect(self.look)
        self.wizard.accepted.connect(self._accepted)
        window.pages.addWidget(self.wizard)
        window.pages.setCurrentWidget(self.wizard)
        self.wizard.setFocus()

    def _leave(self) -> None:
        """不接收: what is under way is given up first, without holding up the window."""
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
        self.window.pages.removeWidget(wizard)
        wizard.hide()
        wizard.deleteLater()
        if self.window.work is None:
            self.window.pages.setCurrentWidget(self.window.start_page)

    def look(self, incoming: Incoming) -> None:
        """The ledger in the pack, read-only, in the place of the wizard."""
        service = self.service
        self.window.use(incoming.path, lambda _key: service.look(incoming))
        self.looking = True

    def opened(self, work: Any) -> None:
        """While looking, the banner says what this is."""
        if self.looking:
            work.opened = replace(work.opened, read_only=True, condition=Condition(Why.IN_PACK))
            work.desk.set_read_only(True)

    def offers(self, _condition: Condition) -> Sequence[tuple[str, Callable[[], object]]]:
        return (("回到接收", self.back),)

    def back(self) -> None:
        """The look is over; the wizard stands where it stood."""
        self.window.close_file()

    def _accepted(self, path: Path) -> None:
        self.close()
        self.window.openings.open(path)
