"""Drafts of a ledger that cannot be written just now: small files in this program's own folder, sealed when the ledger has a password.

Knows one ledger by its identity, wherever the file lies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from dangjian_desktop import paths
from dangjian_desktop.files import write_whole
from dangjian_desktop.logs import log
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.ground.faults import system
from dangjian_desktop.storage.stores.draft_store import DraftRecord

_FOLDER = "drafts"
_SUFFIX = ".draft"


class DraftFiles:
    """The drafts of one ledger that lie outside of it. Names of files are digests: no ledger, no record, no person."""

    def __init__(self, ledger_id: str, key: Key | None) -> None:
        self._ledger = _mark(ledger_id)
        self._key = key

    def keep(self, draft: DraftRecord) -> None:
        """DataFileError when not even this folder can be written."""
        data = json.dumps({**asdict(draft), "data": dict(draft.data)}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        path = self._path(draft.key)
        with system(str(path.parent)):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_whole(path, keys.seal(self._key, data) if self._key else data)

    def find(self, key: str) -> DraftRecord | None:
        return self._read(self._path(key))

    def all(self) -> Iterator[DraftRecord]:
        for path in sorted(self._folder().glob(f"{self._ledger}-*{_SUFFIX}")):
            if (draft := self._read(path)) is not None:
                yield draft

    def drop(self, key: str) -> None:
        path = self._path(key)
        with system(str(path.parent)):
            path.unlink(missing_ok=True)

    def _read(self, path: Path) -> DraftRecord | None:
        """None for one that is not there, is damaged or was sealed with another key; it stays where it lies."""
        try:
            data = path.read_bytes()
            plain = keys.unseal(self._key, data) if self._key else data
            return DraftRecord(**json.loads(plain or b""))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as fault:
            log().info("a draft outside the ledger cannot be read: %s", type(fault).__name__)
            return None

    def _path(self, key: str) -> Path:
        return self._folder() / f"{self._ledger}-{_mark(key)}{_SUFFIX}"

    @staticmethod
    def _folder() -> Path:
        return paths.own_folder() / _FOLDER


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
