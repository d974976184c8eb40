"""Which columns of a ledger were chosen, kept in the ledger file. Shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.calls import Caller


class ColumnMemory:
    """The choice of one ledger; ``owner`` is who waits for it."""

    def __init__(self, caller: Caller, spec: LedgerSpec, owner: QWidget) -> None:
        self._caller, self._owner = caller, owner
        self._name, self._words = f"columns.{spec.key}", f"选择{spec.label}的列"

    def keep(self, keys: Sequence[str]) -> None:
        chosen = list(keys)

        def put(services: Services) -> None:
            services.settings.put(self._name, chosen, self._words)

        self._caller.ask(put, lambda _none: None, owner=self._owner, latest="columns")

    def recall(self, take: Callable[[list[str]], None]) -> None:
        """``take`` is called when something was chosen earlier in this file."""

        def found(keys: list[str] | None) -> None:
            if keys:
                take(keys)

        self._caller.ask(lambda services: services.settings.get(self._name, None), found, owner=self._owner)
