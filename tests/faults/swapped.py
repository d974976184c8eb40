"""R29: while a ledger is open its file goes, comes back, is replaced or changed by another machine. Seen before the next write."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock
from tests.faults import deeds

DRAFT = {"topic": "还没有保存的一段话"}
KEY = "talk:new"


def _over(source: Path, path: Path) -> None:
    """Into the very same file, as another machine does; by a process of its own, for a handle closed here would drop the lock."""
    subprocess.run(["cp", "--no-preserve=all", str(source), str(path)], check=True)


def _gone(path: Path, _other: Path, _later: Path) -> None:
    path.unlink()


def _moved(path: Path, _other: Path, _later: Path) -> None:
    path.rename(path.with_name("移走.djtz"))


def _folder_moved(path: Path, _other: Path, _later: Path) -> None:
    path.parent.rename(path.parent.with_name("移走"))


def _another_ledger(path: Path, other: Path, _later: Path) -> None:
    shutil.copy(other, path.with_name("新来.djtz")).replace(path)


def _same_bytes(path: Path, _other: Path, _later: Path) -> None:
    """A synchronising folder puts the same content there under another identity."""
    again = path.with_name("同步.tmp")
    subprocess.run(["cp", str(path), str(again)], check=True)
    again.replace(path)


def _later_state(path: Path, _other: Path, later: Path) -> None:
    shutil.copy(later, path.with_name("新来.djtz")).replace(path)


def _later_in_place(path: Path, _other: Path, later: Path) -> None:
    _over(later, path)


def _other_in_place(path: Path, other: Path, _later: Path) -> None:
    _over(other, path)


def _cut(path: Path, _other: Path, _later: Path) -> None:
    subprocess.run(["truncate", "-s", "8192", str(path)], check=True)


def _longer(path: Path, _other: Path, _later: Path) -> None:
    subprocess.run(["truncate", "-s", "+8192", str(path)], check=True)


def _a_folder(path: Path, _other: Path, _later: Path) -> None:
    path.unlink()
    path.mkdir()


WAYS: tuple[Callable[[Path, Path, Path], None], ...] = (
    _gone, _moved, _folder_moved, _another_ledger, _same_bytes, _later_state, _later_in_place, _other_in_place, _cut, _longer, _a_folder,
)  # fmt: skip
NEXT = ("save", "edit", "void", "person", "bring_in", "attach", "setting", "report", "template", "rename", "undo", "draft")
"""What the user does next; each of them writes."""


def changed(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """``trials`` openings: something happens to the file, the next deed is refused with E-15 and writes nowhere, the draft is kept."""
    deeds.quick()
    chance, clock, failures = random.Random(seed), FixedClock(), []
    good, other, later = folder / "好.djtz", folder / "别.djtz", folder / "后.djtz"
    opening.close(deeds.township(good, clock))
    opening.close(deeds.township(other, clock, talks=3))
    shutil.copy(good, later)
    desk = deeds.Desk(deeds.open_again(later, clock), chance, clock, folder)
    deeds.do("save", desk)
    opening.close(desk.services)
    for number in range(trials):
        way, name = WAYS[number % len(WAYS)], chance.choice(NEXT)
        place = folder / "盘" / f"{number}.djtz"
        place.parent.mkdir(exist_ok=True)
        shutil.copy(good, place)
        failures += [f"{way.__name__}, then {name} (seed {seed}): {said}" for said in _one(place, way, name, (other, later), chance, clock)]
        for left in (place.parent, place.parent.with_name("移走")):
            shutil.rmtree(left, ignore_errors=True)
    return trials, failures, {"seen": f"{len(WAYS)} ways × {len(NEXT)} deeds"}


def _one(place: Path, way: Any, name: str, files: tuple[Path, Path], chance: random.Random, clock: FixedClock) -> Iterator[str]:
    desk = deeds.Desk(deeds.open_again(place, clock), chance, clock, place.parent)
    deeds.do("save", desk)
    way(place, *files)
    left = _seen(place)
    code = _code(lambda: deeds.DEEDS[name](desk))
    if code != "E-15" and name != "draft":
        yield f"told {code or 'nothing'}"
    desk.services.drafts.keep(KEY, "talk", None, DRAFT)
    kept = desk.services.drafts.find(KEY)
    if kept is None or dict(kept.data) != DRAFT:
        yield "the draft is lost"
    if way is _moved:
        place.with_name("移走.djtz").rename(place)
        if not deeds.do("save", desk):
            yield "cannot go on after the file came back"
    opening.close(desk.services)
    if way is not _moved and _seen(place) != left:
        yield "what lies there now was written to"
    yield from _again(place, way, clock)


def _again(place: Path, way: Any, clock: FixedClock) -> Iterator[str]:
    """Where the ledger itself still lies, it opens and the draft is offered."""
    if way not in (_moved, _same_bytes, _later_state, _later_in_place):
        return
    services = deeds.open_again(place, clock)
    kept = services.drafts.find(KEY)
    if services.notice is not None or kept is None or dict(kept.data) != DRAFT:
        yield f"opened again: {services.notice}, draft {kept}"
    services.drafts.drop(KEY)
    if services.drafts.find(KEY) is not None:
        yield "a discarded draft came back"
    opening.close(services)


def _seen(place: Path) -> tuple[str, bytes]:
    """What lies there, read by nobody in this process that could drop a lock."""
    if not place.is_file():
        return ("folder" if place.is_dir() else "nothing", b"")
    return ("file", subprocess.run(["cat", str(place)], capture_output=True, check=True).stdout)


def _code(act: Callable[[], object]) -> str:
    try:
        act()
    except UserError as fault:
        return fault.code
    return ""
