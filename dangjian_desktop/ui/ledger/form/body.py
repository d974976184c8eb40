"""What scrolls inside a record form: fields, child rows, written reasons, the strips and the evidence. Knows no service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.ui.kit.editors.table import Tools
from dangjian_desktop.ui.kit.fields.fields_form import FieldsForm
from dangjian_desktop.ui.kit.parts.layout import column
from dangjian_desktop.ui.kit.parts.parts import label
from dangjian_desktop.ui.ledger.evidence.box import EvidenceBox
from dangjian_desktop.ui.ledger.grid.rows_editor import RowsEditor
from dangjian_desktop.ui.ledger.parts.frame import FormStrip, ReasonBox


class FormBody(QScrollArea):
    """``raw`` and ``set_raw`` of the whole record, child rows included."""

    def __init__(self, spec: LedgerSpec, tools: Tools, parent: QWidget, *, columns: int) -> None:
        super().__init__(parent)
        theme = tools.theme
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget(self)
        self.help = label(spec.help, "caption", wrap=True) if spec.help else None
        self.offer = FormStrip(theme, body)
        self.fields = FieldsForm(spec.fields, tools, body, columns=columns)
        self.rows = RowsEditor(spec.rows_field, tools, body) if spec.rows_field else None
        self.reasons = ReasonBox(theme, body)
        self.effect = FormStrip(theme, body, rich=True)
        self.evidence = EvidenceBox(theme, body) if spec.evidence_field else None
        parts = (self.help, self.offer, self.fields, self.rows, self.reasons, self.effect, self.evidence)
        column(theme, *parts, ..., on=body, margins=(16, 12), gap=12)
        self.setWidget(body)

    def raw(self) -> dict[str, Any]:
        raw = self.fields.raw()
        if self.rows is not None:
            raw[self.rows.field.key] = self.rows.raw()
        return raw

    def unfinished(self) -> dict[str, Any]:
        """The same with the cell that is still being typed in; for drafts, which are not checked."""
        raw = self.raw()
        if self.rows is not None:
            raw[self.rows.field.key] = self.rows.unfinished()
        return raw

    def set_raw(self, values: Mapping[str, Any]) -> None:
        self.fields.set_raw(values)
        if self.rows is not None:
            self.rows.set_raw(values.get(self.rows.field.key))

    def settle(self) -> None:
        """Take over what is still being typed, in the fields and in the grid."""
        self.fields.settle()
        if self.rows is not None:
            self.rows.settle()
