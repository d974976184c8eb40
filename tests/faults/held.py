"""R23: an antivirus or Word holds a file for a while, as Windows tells it; time passes only while the program waits.

``os.replace`` and ``os.open`` stand for the system: they refuse with Windows' numbers until the holder lets go.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dangjian_desktop import files
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.files import write_whole
from dangjian_desktop.services.ledger_file import copies, opening, passwords
from dangjian_desktop.storage.engine import keys
from tests.fakes import FixedClock
from tests.faults import deeds
from tests.faults.reopening import CHEAP, KEY

PATIENCE = sum(files.PAUSES)


class Holder:
    """Holds whatever file one of the calls is about, for so many seconds since it was first asked for."""

    def __init__(self, seconds: float, number: int) -> None:
        self.seconds, self.number, self.now, self.asked = seconds, number, 0.0, 0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def guard(self, call: Callable[..., Any], about: Callable[[str], bool]) -> Callable[..., Any]:
        def guarded(*args: Any, **named: Any) -> Any:
            paths = [str(arg) for arg in args[:2] if isinstance(arg, str | Path)]
            if any(about(path) for path in paths):
                self.asked += 1
                if self.now < self.seconds - 1e-9:
                    fault = PermissionError(13, "held")
                    fault.winerror = self.number  # type: ignore[attr-defined]
                    raise fault
            return call(*args, **named)

        return guarded


@contextmanager
def held(holder: Holder, call: str, about: Callable[[str], bool]) -> Iterator[None]:
    real, defaults = getattr(os, call), [(one, one.__defaults__) for one in (files.patient, files.replace, files.put_new)]
    setattr(os, call, holder.guard(real, about))
    for one, _ in defaults:
        one.__defaults__ = (holder.sleep,)
    try:
        yield
    finally:
        setattr(os, call, real)
        for one, old in defaults:
            one.__defaults__ = old


# ------------------------------------------------------------------ what is done meanwhile
Act = Callable[[Any, Path], object]
ACTS: dict[str, tuple[str, str, Act, tuple[str, ...]]] = {
    "a table": ("replace", "出.xlsx", lambda services, folder: services.exporting.export_all(folder / "出.xlsx"), ("E-13",)),
    "a file": ("replace", "报告.docx", lambda _services, folder: write_whole(folder / "报告.docx", b"new"), ("held",)),
    "a copy": ("replace", "副本.djtz", lambda services, folder: copies.save_copy(services, folder / "副本.djtz"), ("E-13",)),
    "a backup": ("replace", "备份-", lambda services, _folder: services.backups.make(), ("E-16",)),
    "a key file": ("replace", "台账.djkey", lambda services, _folder: keys.write(services.path, keys.wrap(KEY, "口令口令", CHEAP)), ("held",)),
    "a risky step": ("replace", "备份-", lambda services, folder: deeds.DEEDS["bring_in"](deeds.Desk(services, random.Random(str(folder)), FixedClock(), folder)), ("", "E-17")),
    "another look": ("open", "副本.djtz", lambda _services, folder: opening.close(deeds.open_again(folder / "副本.djtz", FixedClock())), ("E-13",)),
    "whether it is protected": ("open", "副本.djtz", lambda _services, folder: passwords.protected(folder / "副本.djtz"), ("",)),
}  # fmt: skip
"""call, a part of the name that is held, the deed, and what may be told when it is held for too long."""


def waits(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Held for 0.05 to 5 s: up to 2.5 s nobody notices, longer is told, and then what stood there stands there still."""
    deeds.quick()
    chance, clock, failures, told = random.Random(seed), FixedClock(), list[str](), 0
    work = folder / "工作"
    work.mkdir()
    services = deeds.township(work / deeds.NAME, clock)
    for number in range(trials):
        name, seconds, error = list(ACTS)[number % len(ACTS)], chance.uniform(0.05, 5), chance.choice(files.SHARING)
        case = f"{name} held for {seconds:.2f} s with {error} (seed {seed})"
        place = folder / str(number)
        place.mkdir()
        for old in ("出.xlsx", "报告.docx", *(["副本.djtz"] if ACTS[name][0] == "open" else [])):
            (place / old).write_bytes(b"old")
        if ACTS[name][0] == "open":
            (place / "副本.djtz").unlink()
            copies.save_copy(services, place / "副本.djtz")
            deeds.ours(place / "副本.djtz")
        clock.move(days=1)
        before = _lying(place, work)
        code = _told(name, Holder(seconds, error), services, place)
        told += bool(code)
        allowed = ACTS[name][3] if seconds > PATIENCE else ("",)
        if code not in allowed:
            failures.append(f"{case}: told {code or 'nothing'}")
        if code and _lying(place, work) != before:
            failures.append(
                f"{case}: something changed although it was refused: {sorted(_lying(place, work).items() ^ before.items())[:2]}"
            )
    opening.close(services)
    return trials, failures, {"seen": f"{told} told, {trials - told} went through unnoticed", "controls": "every holder was met"}


def _told(name: str, holder: Holder, services: Any, place: Path) -> str:
    call, about, act, _codes = ACTS[name]
    with held(holder, call, lambda path: about in path):
        try:
            act(services, place)
        except UserError as fault:
            code = fault.code
        except OSError as fault:
            code = "held" if files.held_by_another(fault) else repr(fault)
        else:
            code = ""
    assert holder.asked, f"{name} never met the holder: the bench proves nothing"
    return code


def _lying(*folders: Path) -> dict[str, bytes]:
    """Every file but the open ledger itself, its journal and the note beside it."""
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(deeds.NAME)
    }
