"""Copies of ledgers for the user: 另存副本, 复制到本机, 自动恢复. The original stays as it is; no other file is ever written over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import copies, snapshot
from dangjian_desktop.storage.file.copies import Recovered

if TYPE_CHECKING:
    from dangjian_desktop.services.services import Services


def copy_ledger(path: Path, target: Path) -> Path:
    """A verified copy of a file nobody has open here: from a medium that cannot be written, a network drive, one handed over."""
    source, target = path.expanduser().resolve(), target.expanduser().resolve()
    with _key_too(source, target, protected=True):
        copies.copy(source, target)
    return target


def copy_here(path: Path, folder: Path) -> Path:
    """The same under the file's own name, or with a number behind it."""
    return copy_ledger(path, files.free_name(folder.expanduser().resolve() / path.name))


def save_copy(services: Services, target: Path) -> Path:
    """另存副本 of an open ledger; what is damaged is copied byte for byte."""
    target = target.expanduser().resolve()
    database = services.store.database
    with _key_too(services.path, target, protected=database.key is not None):
        if services.store.damaged:
            copies.copy_open(database, target)
        else:
            snapshot.copy(database, target)
    return target


def recover(path: Path, target: Path, *, key: Key | None = None) -> Recovered:
    """自动恢复 (E-04): a whole copy of a file with unfinished changes beside it; the file and what lies beside it stay."""
    source, target = path.expanduser().resolve(), target.expanduser().resolve()
    with _key_too(source, target, protected=True):
        return copies.recover(source, target, key=key)


def recovered_name(path: Path) -> Path:
    """Where 自动恢复 puts its copy when nothing else is said."""
    return files.free_name(path.with_name(f"{path.stem}（已恢复）{path.suffix}"))


@contextmanager
def _key_too(source: Path, target: Path, *, protected: bool) -> Iterator[None]:
    """The key file of a protected ledger goes along: put there first, taken away again when the ledger does not follow. E-18 when
    another one has its name, E-12 when it cannot be written.
    """
    key = keys.place(target)
    if not protected or not keys.place(source).is_file():
        yield
        return
    if key.exists():
        raise DataFileError(Error.NAME_TAKEN, name=key.name)
    keys.carry(source, target)
    try:
        yield
    except BaseException:
        key.unlink(missing_ok=True)
        raise
