"""What joins the list of a ledger with the evidence of its chosen record: box, table and clipboard lead to the same verbs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.opener import Opener
from dangjian_desktop.ui.kit.parts.dropped import files_in, picture_in
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.evidence.actions import EvidenceActions
from dangjian_desktop.ui.ledger.list.record_list import RecordList


class EvidenceDesk(QObject):
    """Evidence of the record shown in the side panel, and of a row files are let fall on."""

    def __init__(
        self,
        caller: Caller,
        theme: Theme,
        ask: Ask,
        changes: Changes,
        records: RecordList,
        *,
        opener: Opener | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.list, self.box = records, records.panel.evidence
        self.verbs = EvidenceActions(caller, theme, ask, changes, parent, opener=opener)
        self._read_only = False
        box = self.box
        box.choose_wanted.connect(self.choose)
        box.files_dropped.connect(self._files)
        box.picture_dropped.connect(self._picture)
        box.open_wanted.connect(self._open)
        box.save_wanted.connect(self.verbs.save)
        box.remove_wanted.connect(self._remove)
        self.verbs.refused.connect(lambda: box.set_busy(False))
        records.table.dropped.connect(self._on_row)
        records.summary_shown.connect(self._show)
        self.set_read_only(False)

    def set_read_only(self, on: bool) -> None:
        self._read_only = on
        self.list.table.takes_files = not on and self.list.spec.evidence_field is not None

    def _pk(self) -> int | None:
        return self.list.panel.summary.line.pk if self.list.panel.summary is not None else None

    def _show(self) -> None:
        box = self.box
        self.verbs.pictures(box.pieces(), box.tiles.show_picture, box.tiles)

    # ------------------------------------------------------------------ in
    def choose(self) -> None:
        pk = self._pk()
        if pk is not None and self.box.takes():
            self.verbs.choose(pk)

    def _files(self, files: Sequence[Path]) -> None:
        pk = self._pk()
        if pk is not None:
            self.box.set_busy(True)
            self.verbs.add(pk, files)

    def _picture(self, data: bytes) -> None:
        pk = self._pk()
        if pk is not None:
            self.box.set_busy(True)
            self.verbs.add_picture(pk, data)

    def _on_row(self, pk: int, data: QMimeData) -> None:
        """The record that got something is chosen, so that the panel shows it."""
        self.list.table.select(pk)
        if files := files_in(data):
            self.verbs.add(pk, files)
        elif (picture := picture_in(data)) is not None:
            self.verbs.add_picture(pk, picture)

    def paste(self) -> None:
        if self._pk() is None:
            self.verbs.said.emit("先选中一条记录，再粘贴佐证材料")
        elif not self.box.take(QGuiApplication.clipboard().mimeData()):
            self.verbs.said.emit("剪贴板里没有可以添加的图片或文件" if self.box.takes() else self.box.words.text().replace("\n", ""))

    # ------------------------------------------------------------------ out
    def _open(self, piece: Evidence) -> None:
        pk = self._pk()
        if pk is not None:
            self.verbs.open(pk, piece)

    def _remove(self, piece: Evidence) -> None:
        pk = self._pk()
        if pk is not None and not self._read_only:
            self.verbs.remove(pk, piece)

    def focus(self) -> None:
        """Ctrl+E: the panel comes up where it is closed."""
        panel = self.list.panel
        if self._pk() is None or self.list.spec.evidence_field is None:
            self.verbs.said.emit("先选中一条记录，再看它的佐证材料")
            return
        if not panel.isVisible():
            self.list.toggle_panel()
        target = self.box.tiles if self.box.pieces() else self.box.add_button
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        panel.area.ensureWidgetVisible(target)
