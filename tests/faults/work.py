"""The child of crash_points: a day's deeds on a watched folder, every change of a file recorded, every 已保存 marked.

``python -m tests.faults.work FLOW FOLDER SEED SETTINGS`` leaves FOLDER/before, FOLDER/disk and FOLDER/record.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.engine import database
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground.watch import Watch
from tests.fakes import FixedClock
from tests.faults import deeds, reopening
from tests.faults.preloaded import Faults

SETTINGS = {"ours": {}, "off": {"synchronous": ("OFF", 0)}, "wal": {"journal_mode": ("WAL", "wal"), "synchronous": ("NORMAL", 1)}}
"""What is set instead of the program's own; the last two must be caught, else the bench proves nothing."""

Prepare = Callable[[deeds.Desk], object]


def _nothing(desk: deeds.Desk) -> None:
    """Nothing more than a small ledger."""


DAY = ("save", "edit", "void", "bring_back", "rename", "undo", "redo", "person", "setting", "draft", "drop_draft", "report", "template")
SLOW = ("attach_large", "export")
"""Not worth the time here: what they write is written by others too."""
FLOWS: dict[str, tuple[Prepare, Sequence[str]]] = {
    "save": (_nothing, [name for name in [*deeds.DEEDS, *DAY] if name not in SLOW]),
    "attach": (_nothing, ["attach", "save", "detach", "attach", "undo"] * 8),
    "import": (_nothing, ["bring_in", "undo", "bring_in", "redo"] * 10),
    "restore": (deeds.DEEDS["keep"], ["save", "go_back", "keep", "edit", "attach", "go_back", "save"] * 6),
    "migrate": (_nothing, ["upgrade", "save", "upgrade", "edit"] * 6),
    "password": (_nothing, ["protect", "save", "change_password", "edit", "lift", "save"] * 3),
    "redact": (deeds.DEEDS["keep"], ["save", "attach", "redact", "edit", "redact"] * 6),
    "report": (_nothing, ["report", "finalise", "send", "export", "template"] * 20),
}
"""What is prepared before the record begins, and the deeds it is about. Flows of other parts of the program are added below."""


def use(settings: str) -> None:
    """Other settings of SQLite, for the controls."""
    instead: dict[str, tuple[str, Any]] = SETTINGS[settings]  # type: ignore[assignment]
    database.SETTINGS = tuple((name, *instead.get(name, (value, wanted))) for name, value, wanted in database.SETTINGS)
    Database.hold.__defaults__ = (database.SETTINGS,)
    if settings == "wal":
        # changes of that mode do not show in the file's head, so its watchman would see a stranger's
        Watch.ensure_unchanged = Watch.remember  # type: ignore[method-assign]


def announce(say: Callable[[str], None]) -> None:
    """Before each COMMIT the content that may be there from now on is told."""
    plain = Database.run

    def run(self: Database, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if sql == "COMMIT":
            say(json.dumps({"may": deeds.content(self)}))
        return plain(self, sql, params)

    Database.run = run  # type: ignore[method-assign]


def main(flow: str, folder: Path, seed: int, settings: str) -> None:
    deeds.quick()
    prepare, wanted = FLOWS[flow]
    disk, record, clock, faults = folder / "disk", folder / "record", FixedClock(), Faults()
    disk.mkdir()
    desk = deeds.Desk(deeds.township(disk / deeds.NAME, clock), random.Random(seed), clock, folder, say=faults.mark)
    prepare(desk)
    opening.close(desk.services)
    shutil.copytree(disk, folder / "before")
    use(settings)
    faults.watch(disk, record)
    announce(faults.mark)
    desk.services = deeds.open_again(disk / deeds.NAME, clock)
    faults.mark(json.dumps({"saved": deeds.content(desk.services.store.database), "deed": "open"}))
    if settings != "ours":  # a backup would carry those settings, and is refused for them
        wanted = [name for name in wanted if name not in ("keep", "go_back", "redact")]
    known = deeds.DEEDS | reopening.DEEDS
    for name in wanted:
        clock.move(minutes=1)
        if deeds.do(name, desk, known):
            faults.mark(json.dumps({"saved": deeds.content(desk.services.store.database), "deed": name}))
    opening.close(desk.services)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
