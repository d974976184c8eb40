"""Secret fields inside a record form: covered with the window's veil, and a real name in one is asked about. Knows no field by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject

from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.fields.fields_form import FieldsForm
from dangjian_desktop.ui.kit.parts.veil import Veil
from dangjian_desktop.ui.ledger.form.session import FormSession


class FormSecrets(QObject):
    """``reveal`` lifts the veil once that was noted."""

    def __init__(self, fields: FieldsForm, session: FormSession, veil: Veil, ask: Ask, reveal: Callable[[], object]) -> None:
        super().__init__(fields)
        self.fields, self.session, self.ask = fields, session, ask
        fields.reveal_wanted.connect(lambda: reveal())
        veil.turned.connect(self._turned)
        session.doubted.connect(self._doubted)
        fields.set_veiled(not veil.lifted)

    def _turned(self, lifted: bool) -> None:
        self.fields.set_veiled(not lifted)

    def _doubted(self, labels: Sequence[str], reasons: Mapping[str, str]) -> None:
        words = f"“{'”“'.join(labels)}”和人员里的一个姓名相同。确定要这样保存吗？"
        if self.ask.confirm("这里请填代号，不要填真实姓名。", words, "仍然保存", keep="回去改"):
            self.session.save(reasons, sure=True)
