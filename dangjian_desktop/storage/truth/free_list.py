"""The pages of a file that are free, read by ourselves: a wrong one would be written over with the next save. Only reads.

``PRAGMA integrity_check`` leaves them out when the first entry of SQLite's list of tables is a view, as it is in our files
(seen with SQLite 3.40: any list of free pages was "ok").
"""

from __future__ import annotations

import struct
from contextlib import closing

from dangjian_desktop.storage.engine.database import Database, in_memory

_FIRST_AND_COUNT = 32
"""Where the head of the file names the first page of the list and how many pages are free."""
_WORD = 4


def sound(database: Database) -> bool:
    """The file has all its pages, and the list of free ones is whole: each once, none of them in use.

    A free page is wiped (secure_delete), unless a power cut or a full disk ended a change that had begun to use it: SQLite takes the
    change back and leaves the page. Whole pages behind the last one are what it leaves when a file had just become shorter.
    Every page of an encrypted file proves itself, and its list cannot be read from outside.
    """
    # SQLCipher answers with a text
    size, count = (int(database.run(f"PRAGMA {what}")[0][0]) for what in ("page_size", "page_count"))
    watch = database.watch
    if watch.size % size or watch.size < size * count:
        return False
    if database.key is not None:
        return True
    trunk, free = struct.unpack(">II", watch.read(_FIRST_AND_COUNT, 2 * _WORD))
    seen: set[int] = set()
    empty, wiped = bytes(size), True
    while trunk:
        if not _new(trunk, count, seen):
            return False
        page = watch.read((trunk - 1) * size, size)
        trunk, leaves = struct.unpack(">II", page[: 2 * _WORD])
        if leaves > size // _WORD - 2:
            return False
        for leaf in struct.unpack(f">{leaves}I", page[2 * _WORD : (2 + leaves) * _WORD]):
            if not _new(leaf, count, seen):
                return False
            wiped = wiped and watch.read((leaf - 1) * size, size) == empty
    return len(seen) == int(free) and (wiped or _unused(database))


def _unused(database: Database) -> bool:
    """Whether nothing in the file points at a page of the list: SQLite says so of a copy in memory, page for page, without the views."""
    with closing(in_memory()) as copy:
        database.db.connection().backup(copy.connection())
        for (name,) in copy.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
            copy.execute_sql('DROP VIEW "' + name.replace('"', '""') + '"')
        return bool(copy.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)])


def _new(page: int, count: int, seen: set[int]) -> bool:
    """A page of the file that was not named before."""
    if not 1 < page <= count or page in seen:
        return False
    seen.add(page)
    return True
