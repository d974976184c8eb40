"""A ledger from elsewhere: copied into this program's own folder and looked through in the child box; only the verdict comes back.

The bytes that were vetted are the bytes that are opened: the verdict carries their SHA-256.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dangjian_desktop import paths
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, Error, LockedError
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.services.trust import box_jobs
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import copies, door, inspect_foreign
from dangjian_desktop.storage.ground.faults import system

_NO_LIMIT = 1 << 62
_A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Verdict:
    """``sha256`` of what was looked at; ``damage`` when it differs from what the program wrote, None when nothing does."""

    sha256: str
    damage: Condition | None = None


def inspect(place: Path, *, key: Key | None = None, progress: Progress | None = None) -> Verdict:
    """Look through a copy of the file. What is against opening it at all is raised as DataFileError, Cancelled by ``progress``."""
    if key is None and door.sealed_mark(place):
        raise LockedError
    with work_folder() as folder:
        copy = folder / "ledger.djtz"
        digest = copies.copy(place, copy)
        return Verdict(digest, vet(copy, key=key, progress=progress))


def vet(copy: Path, *, key: Key | None = None, progress: Progress | None = None) -> Condition | None:
    """The damage seen in a copy that lies in our own folder already."""
    watched, words = progress or Quiet(), "检查这本台账"
    found = _ask(copy, key, inspect_foreign.MANY, lambda: watched.step(0, 0, words))
    if found["large"]:
        words = f"这本台账有 {found['rows']} 行，检查要用较长时间"
        watched.step(0, 0, words)
        found = _ask(copy, key, _NO_LIMIT, lambda: watched.step(0, 0, words))
    if found["code"] is None:
        return None
    if found["code"] != Error.DAMAGED:
        raise DataFileError(found["code"], **found["values"])
    return Condition(Why.DAMAGED, found["values"])


def _ask(copy: Path, key: Key | None, many: int, wanted: Callable[[], None]) -> dict[str, Any]:
    return box_jobs.look_at_ledger(copy, key.value.hex() if key else "", many=many, wanted=wanted)


@contextmanager
def work_folder() -> Iterator[Path]:
    """An empty folder of our own that goes afterwards."""
    folder = new_folder()
    try:
        yield folder
    finally:
        drop(folder)


def new_folder() -> Path:
    """One that stays until it is dropped; DataFileError where the own folder takes none, as on a full disk."""
    home = paths.own_folder()
    with system(home.drive or str(home)):
        return Path(tempfile.mkdtemp(dir=paths.work_folder()))


def drop(folder: Path) -> None:
    """A second call does nothing; what somebody still holds stays until ``sweep``."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep(now: float) -> None:
    """What a program that was killed left of such folders, a day later: nobody looks at one copy for so long."""
    for folder in paths.work_folder().glob(f"{tempfile.gettempprefix()}*"):
        with suppress(FileNotFoundError):
            if now - folder.stat().st_mtime > _A_DAY:
                drop(folder)
