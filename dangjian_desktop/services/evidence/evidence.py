"""Evidence on records: add, take away with a reason, look at safely, save elsewhere. Knows no SQL and no screen, runs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dangjian_desktop import paths
from dangjian_desktop.domain import file_kinds
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import Error, InvalidRecordError, Problem, UserError
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.file_names import base_name
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.domain.record import Record, Stored
from dangjian_desktop.domain.redaction import marks
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.evidence.evidence_files import (
    CopyFolder,
    OpenedCopy,
    check_size,
    check_source,
    put_into,
    read_source,
    refused,
)
from dangjian_desktop.services.records.records import Records
from dangjian_desktop.storage.stores.evidence_store import Content
from dangjian_desktop.storage.writing.record_writes import write_of

AT_ONCE = 200 * 1024 * 1024
"""Bytes one change may bring."""
_ELSEWHERE = {
    file_kinds.ARCHIVE: "压缩包不在这里解开",
    file_kinds.OTHER: "它不是可以放心打开的那几种文件，或内容与扩展名不符",
}


class EvidenceService:
    """Evidence of one open file."""

    def __init__(self, file: OpenLedger, records: Records) -> None:
        self._store, self._catalogue, self._clock, self._actor = file.store, file.catalogue, file.clock, file.actor
        self._records = records
        self._copy_folder: CopyFolder | None = None

    def of(self, pk: int) -> tuple[Evidence, ...]:
        """The pieces of a record, in the order in which they came."""
        stored = self._store.records.get(pk)
        return self._pieces(self._catalogue.get(stored.ledger), stored)

    @staticmethod
    def _pieces(spec: LedgerSpec, stored: Stored) -> tuple[Evidence, ...]:
        return tuple(stored.values.get(spec.evidence_field.key, ())) if spec.evidence_field else ()

    # -------------------------------------------------------------- in
    def add(self, pk: int, files: Sequence[Path], *, progress: Progress | None = None) -> Change:
        """Several files as one change: all or none. E-42 names the one that cannot be added and why."""
        told = progress or Quiet()
        total = sum(check_source(path) for path in files)
        if total > AT_ONCE:
            raise refused(files[0].name, f"这次选的文件共 {total / 1048576:,.0f} MB，一次最多 {AT_ONCE // 1048576} MB，请分几次")
        contents = []
        for number, path in enumerate(files):
            told.step(number, len(files), f"读取第 {number + 1} 个文件")
            contents.append((path.name, read_source(path)))
        told.step(len(files), len(files), "存入台账")
        return self._attach(pk, contents)

    def add_bytes(self, pk: int, name: str, data: bytes) -> Change:
        """What comes without a file, such as a picture from the clipboard."""
        check_size(name, len(data))
        return self._attach(pk, [(name, data)])

    def _attach(self, pk: int, contents: Sequence[tuple[str, bytes]]) -> Change:
        stored = self._store.records.get(pk)
        spec = self._catalogue.get(stored.ledger)
        if not contents:
            raise UserError(Error.UNCLEAR, text="添加佐证", reason="没有选文件", hint="请选一个或几个文件。")
        if spec.evidence_field is None:
            raise refused(contents[0][0], f"{spec.label}不放佐证材料")
        at = self._clock.now().isoformat(timespec="seconds")
        bytes_of, pieces = [], list(self._pieces(spec, stored))
        for name, data in contents:
            digest = hashlib.sha256(data).hexdigest()
            media = self._store.evidence.media(digest) or file_kinds.media_of(data)
            bytes_of.append(Content(digest, media, data))
            pieces.append(Evidence(digest, base_name(name), len(data), media, at))
        label = f"给{spec.label}添加 {len(contents)} 件佐证材料"
        return self._commit(spec, stored, tuple(pieces), label, bytes_of)

    def remove(self, pk: int, sha256: str, reason: str, *, name: str | None = None) -> Change:
        """Take one piece off a record; its bytes stay, and 撤销 brings it back. Without ``name`` the last one of that content."""
        if not reason.strip():
            raise InvalidRecordError([Problem("evidence", "请写明移除原因，例如“放错了记录”。")])
        stored = self._store.records.get(pk)
        spec = self._catalogue.get(stored.ledger)
        pieces = list(self._pieces(spec, stored))
        pieces.remove(self._piece(pk, sha256, name))
        label = f"移除{spec.label}的 1 件佐证材料：{reason.strip()}"
        return self._commit(spec, stored, tuple(pieces), label, [])

    def _commit(self, spec: LedgerSpec, stored: Stored, pieces: tuple[Evidence, ...], label: str, contents: Sequence[Content]) -> Change:
        assert spec.evidence_field is not None
        values: dict[str, Any] = {**stored.values, spec.evidence_field.key: pieces}
        if not pieces:
            del values[spec.evidence_field.key]
        record = Record(spec.key, values, self._records.missing_of(spec, values, marks(stored.unknown)), stored.reasons)
        write = write_of(spec, record, self._store.records.title, before=stored)
        return self._store.commit_change("evidence", label, [write], actor=self._actor, at=self._clock.now(), contents=contents)

    # -------------------------------------------------------------- out
    def read(self, sha256: str) -> bytes:
        """The bytes as they were added; E-43 when they are not."""
        data = self._store.evidence.data(sha256)
        if data == b"" and self._store.evidence.left_out():
            hint = "请向移交人索取原件，再添加到这条记录上。"
            raise UserError(Error.UNCLEAR, text="佐证材料", reason="移交时没有带来，这里只有名称和校验值", hint=hint)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            holders = self._store.evidence.holders(sha256)
            raise UserError(Error.EVIDENCE_DIFFERS, name=_shown(holders[0][1]) if holders else "这份材料", detail=sha256)
        return data

    def open_copy(self, pk: int, sha256: str, *, name: str | None = None) -> Path:
        """A private copy that another program may open, under a safe name. E-41 for programs, E-44 for all else that is not opened."""
        piece = self._piece(pk, sha256, name)
        data = self.read(sha256)
        obstacle = file_kinds.obstacle(piece.name, file_kinds.media_of(data))
        if obstacle == file_kinds.PROGRAM:
            raise UserError(Error.PROGRAM_FILE, name=piece.shown)
        if obstacle:
            raise UserError(Error.NOT_SHOWN, name=piece.shown, reason=_ELSEWHERE[obstacle])
        return self._copies().make(pk, piece.name, sha256, data)

    def save_as(self, sha256: str, name: str, folder: Path) -> Path:
        """Into a folder of the user's under the original name, made safe; never over a file that is there."""
        return put_into(folder, name, self.read(sha256))

    def _piece(self, pk: int, sha256: str, name: str | None) -> Evidence:
        found = [one for one in self.of(pk) if one.sha256 == sha256 and name in (None, one.name)]
        if not found:
            raise UserError(Error.UNCLEAR, text="佐证材料", reason="这条记录上没有这一件", hint="请刷新后再试。")
        return found[-1]

    # -------------------------------------------------------------- opened copies
    def changed_copies(self) -> tuple[OpenedCopy, ...]:
        """Copies that were changed in another program, this time or before a crash: each wants to be kept or let go."""
        return self._copies().changed()

    def keep_copy(self, copy: OpenedCopy) -> Change:
        """The changed copy becomes a new piece beside the old one."""
        data = read_source(copy.path)
        change = self._attach(copy.pk, [(copy.name, data)])
        self._copies().settle(copy, hashlib.sha256(data).hexdigest())
        return change

    def drop_copy(self, copy: OpenedCopy) -> None:
        """The change is not wanted; another one is asked about again."""
        self._copies().settle(copy)

    def wipe_copies(self) -> None:
        """At the beginning and the end: no copy stays behind, but what was changed waits to be asked about."""
        self._copies().wipe(self._clock.now().timestamp())

    def forget_copies(self, pk: int) -> None:
        """The pieces of a record were taken out for good."""
        self._copies().forget(pk)

    def _copies(self) -> CopyFolder:
        """Known from the first use on, also when the file is closed already."""
        if self._copy_folder is None:
            self._copy_folder = CopyFolder(paths.opened_copies(), str(self._store.settings.get("ledger_id", "")))
        return self._copy_folder

    @property
    def copies_made(self) -> bool:
        """Whether there may be something to wipe."""
        return self._copy_folder is not None

    # -------------------------------------------------------------- the whole
    def check(self, progress: Progress | None = None) -> tuple[tuple[int, str], ...]:
        """(record, name) of every piece whose bytes are not those that were added."""
        told = progress or Quiet()
        found: list[tuple[int, str]] = []
        keys = self._store.evidence.keys()
        for number, key in enumerate(keys):
            told.step(number, len(keys), f"核对第 {number + 1} 份材料")
            found += self._wrong(key)
        return tuple(found)

    def check_some(self, after: str, room: int) -> tuple[str, tuple[tuple[int, str], ...]]:
        """The same bit by bit, for idle moments: the digest to go on after ("" at the end), and what was found."""
        keys = self._store.evidence.keys(after, room)
        wrong = tuple(pair for key in keys for pair in self._wrong(key))
        return (keys[-1] if keys else ""), wrong

    def _wrong(self, key: str) -> tuple[tuple[int, str], ...]:
        data = self._store.evidence.data(key)
        if (data is not None and hashlib.sha256(data).hexdigest() == key) or (data == b"" and self._store.evidence.left_out()):
            return ()
        return self._store.evidence.holders(key) or ((0, key),)

    def counts(self) -> dict[str, int]:
        """Pieces per ledger, for the hand-over sheet."""
        return self._store.evidence.ledgers()

    def totals(self) -> tuple[int, int, int]:
        """How many contents, bytes in all, bytes of the largest."""
        return (*self._store.evidence.totals(), self._store.evidence.largest())


def _shown(name: str) -> str:
    return Evidence("", name, 0, "", "").shown
