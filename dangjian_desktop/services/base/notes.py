"""Small lists this installation keeps in its own folder, by marks that name nobody. Knows nothing of what is noted.

A list that cannot be read is empty, one that cannot be written forgets: what rests on it becomes slower or longer, never wrong.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from dangjian_desktop import paths
from dangjian_desktop.files import write_whole
from dangjian_desktop.logs import log


class Notes:
    """A list under one name; of more than ``most`` notes the oldest go."""

    def __init__(self, name: str, most: int) -> None:
        self._name, self._most = name, most

    def read(self) -> dict[str, Any]:
        """Everything noted, by its mark, the newest last."""
        try:
            found = json.loads((paths.own_folder() / self._name).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def put(self, mark: str, said: Any, *, instead_of: str = "") -> None:
        """Note something under its mark, in place of what stood there and under another mark."""
        found = self.read()
        for gone in (mark, instead_of):
            found.pop(gone, None)
        self._write({**found, mark: said})

    def drop(self, mark: str) -> None:
        """Forget what is noted under a mark; nothing happens where nothing is."""
        found = self.read()
        if found.pop(mark, None) is not None:
            self._write(found)

    def _write(self, noted: dict[str, Any]) -> None:
        try:
            write_whole(paths.own_folder() / self._name, json.dumps(dict(list(noted.items())[-self._most :])).encode("ascii"))
        except OSError as fault:
            log().info("nothing is noted in %s: %s", self._name, type(fault).__name__)


def mark_of(path: Path) -> str:
    """What stands for a path in such a list: names of folders and people do not belong there."""
    return hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()[:24]
