"""What lies beside a ledger while something is done to it, by the endings of the names. Knows no file.

Whatever carries one of these is settled or removed at the next opening, once the ledger itself is known to be good.
"""

from __future__ import annotations

from dangjian_desktop.files import PART

JOURNAL, WAL = "-journal", "-wal"
NEIGHBOURS = (JOURNAL, WAL, "-shm")
"""SQLite's own."""
WHOLE = ("", *NEIGHBOURS)
"""The file with all that may lie beside it."""
KEPT = ".恢复前"
"""A raw copy from before an unfinished change was rolled back."""
MAKING, REPLACED = ".转换中", ".换下"
"""With another key: being made · the old file until it is let go of."""
PREPARING, MARKER, TAKING = ".恢复准备", ".恢复中", ".替换中-"
"""From a backup: not verified yet · ready to go into the open file · ready to take the place of one that cannot be opened."""
LEFT = (PART, KEPT, MAKING, REPLACED, PREPARING, MARKER, TAKING)
"""All of ours: seen again, something was broken off."""
