"""The columns and their widths a ledger's table had last, kept in the ledger file. Knows the table, no record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.later import later
from dangjian_desktop.ui.ledger.list.record_table import RecordTable

PAUSE = 800
"""A column is drawn in many steps; its width is kept once."""


class ColumnMemory(QObject):
    """``choose`` takes the user's choice; what he draws is noticed. A read-only file keeps nothing."""

    def __init__(self, caller: Caller, spec: LedgerSpec, table: RecordTable, parent: QObject) -> None:
        super().__init__(parent)
        self.caller, self.spec, self.table = caller, spec, table
        self.read_only = False
        self._timer = later(self, PAUSE, self.keep_widths)
        table.drawn_wide.connect(self._timer.start)

    def recall(self) -> None:
        """What was kept earlier in this file."""
        columns, widths = f"columns.{self.spec.key}", f"widths.{self.spec.key}"
        self.caller.ask(
            lambda services: (services.settings.get(columns, None), services.settings.get(widths, None)),
            lambda found: self._recalled(*found),
            owner=self,
        )

    def _recalled(self, keys: Sequence[str] | None, widths: Mapping[str, int] | None) -> None:
        if widths:
            self.table.drawn = {key: self.table.theme.px(width) for key, width in widths.items()}
        if keys:
            self.table.records.choose_columns(keys)
        elif widths:
            self.table.resize_columns()

    def choose(self, keys: Sequence[str]) -> None:
        """Other columns: each begins with the width that fits it."""
        drawn, self.table.drawn = self.table.drawn, {}
        self.table.records.choose_columns(keys)
        self._keep("columns", list(self.table.records.keys))
        if drawn:
            self.keep_widths()

    def keep_widths(self) -> None:
        self._timer.stop()
        self._keep("widths", {key: round(width / self.table.theme.scale) for key, width in self.table.drawn.items()})

    def _keep(self, what: str, value: Any) -> None:
        if self.read_only:
            return
        name, label = f"{what}.{self.spec.key}", f"{self.spec.label}的列"

        def keep(services: Services) -> None:
            services.settings.put(name, value, f"选择{label}")

        self.caller.ask(keep, lambda _none: None, owner=self, latest=what)
