"""Evidence inside a record form: what a stored record has can be seen and added to; a new record is saved first. Knows no field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.ledger.evidence.actions import EvidenceActions
from dangjian_desktop.ui.ledger.evidence.box import AFTER_SAVING, EvidenceBox
from dangjian_desktop.ui.ledger.form.session import FormSession, Start


class FormEvidence(QObject):
    """Follows the session: another record, another list. What is added here is stored at once and is no part of the draft."""

    def __init__(self, verbs: EvidenceActions, box: EvidenceBox, session: FormSession, changes: Changes) -> None:
        super().__init__(box)
        self.verbs, self.box = verbs, box
        self._pk: int | None = None
        box.set_unready(AFTER_SAVING)
        box.choose_wanted.connect(lambda: self._with(verbs.choose))
        box.files_dropped.connect(self._files)
        box.picture_dropped.connect(self._picture)
        box.open_wanted.connect(lambda piece: self._with(lambda pk: verbs.open(pk, piece)))
        box.save_wanted.connect(verbs.save)
        box.remove_wanted.connect(lambda piece: self._with(lambda pk: verbs.remove(pk, piece)))
        verbs.refused.connect(self._refused)
        session.started.connect(self._started)
        changes.changed.connect(self._changed)

    def _with(self, act: Callable[[int], None]) -> None:
        if self._pk is not None:
            act(self._pk)

    def _started(self, start: Start) -> None:
        self._pk = start.pk
        self.box.set_unready("" if start.pk is not None else AFTER_SAVING)
        self._show(())
        self._read()

    def _changed(self, change: Change) -> None:
        if self._pk in change.ids:
            self._read()

    def _read(self) -> None:
        if (pk := self._pk) is not None:
            self.verbs.caller.ask(lambda services: services.evidence.of(pk), self._show, owner=self, latest="evidence")

    def _show(self, pieces: Sequence[Evidence]) -> None:
        self.box.show_pieces(pieces)
        self.verbs.pictures(pieces, self.box.tiles.show_picture, self.box.tiles)

    def _refused(self) -> None:
        self.box.set_busy(False)

    def _files(self, files: Sequence[Path]) -> None:
        self.box.set_busy(True)
        self._with(lambda pk: self.verbs.add(pk, files))

    def _picture(self, data: bytes) -> None:
        self.box.set_busy(True)
        self._with(lambda pk: self.verbs.add_picture(pk, data))

    def paste(self) -> None:
        """Only a picture or files; text is the fields' own."""
        self.box.take(QGuiApplication.clipboard().mimeData())
