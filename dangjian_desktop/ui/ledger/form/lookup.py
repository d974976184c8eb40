"""What editors may ask about registers and earlier values, answered by the services on their own thread. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes


class RecordLookup:
    """One per form; ``names`` grows with every name that was seen."""

    def __init__(self, caller: Caller, catalogue: Catalogue, ledger: str, changes: Changes, *, owner: QObject) -> None:
        self.names: dict[int, str] = {}
        self._caller = caller
        self._catalogue = catalogue
        self._ledger = ledger
        self._changes = changes
        self._owner = owner

    def find(self, register: str, text: str, done: Callable[[Sequence[Line]], None]) -> None:
        self._caller.ask(lambda services: services.records.targets(register, text, 20), done, owner=self._owner, latest="find")

    def create(self, register: str, name: str, done: Callable[[int], None]) -> None:
        """The new record is told like any other change, so that it can be undone."""
        key = self._catalogue.get(register).fields[0].key

        def make(services: Services) -> Change:
            return services.records.save(register, {key: name})

        def made(change: Change) -> None:
            done(change.ids[0])
            self._changes.changed.emit(change)

        self._caller.ask(make, made, owner=self._owner)

    def recent(self, key: str, done: Callable[[Sequence[str]], None]) -> None:
        if key in self._catalogue.get(self._ledger).by_key:
            self._caller.ask(lambda services: services.records.recent_values(self._ledger, key), done, owner=self._owner)

    def label(self, register: str) -> str:
        return self._catalogue.get(register).label
