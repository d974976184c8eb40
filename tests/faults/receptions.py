"""R10, the other side: whoever receives a pack is ended at a random moment. (trials, seed, folder) → failures.

A child process receives as a user does; the parent kills it. What stands at the place afterwards is a whole working ledger or none.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from dangjian_desktop.domain import passphrase as phrases
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.receive import receiving
from tests.fakes import FixedClock
from tests.faults import deeds
from tests.packs import pack_of, sealed

TAKEN = "接收.djtz"
_PIECE = b"%PDF-1.7 " + bytes(range(256)) * 4000
_PHRASE = phrases.fresh()


def killed(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """The pack and the ledger it was made of stay byte for byte; a second attempt succeeds, or finds what the first one finished."""
    if not hasattr(os, "fork"):  # pragma: no cover - Windows
        return 0, [], {"skipped": "needs fork"}
    chance, failures = random.Random(seed), []
    packs = _packs(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    longest = _longest(packs[1], folder / "全")
    whole = 0
    for number in range(trials):
        pack, place = packs[number % 2], folder / str(number)
        after = chance.uniform(0, 1.3 * longest)
        _receive_until(pack, place, after)
        told = f"{number} {'sealed' if pack.is_file() else 'plain'} after {after:.3f} of {longest:.3f} s (seed {seed})"
        whole += (place / TAKEN).exists()
        failures += [f"{told}: {fault}" for fault in _faults(pack, place)]
    failures += [f"{path.name} changed" for path, data in before.items() if path.read_bytes() != data]
    return trials, failures, {"seen": f"{whole} finished before the end, {trials - whole} had nothing"}


def _packs(folder: Path) -> tuple[Path, Path]:
    """A plain one and an encrypted one of the same ledger."""
    ledger = folder / "台账.djtz"
    town = deeds.township(ledger, FixedClock())
    town.evidence.add_bytes(town.records.pks(Query("talk"))[0], "材料.pdf", _PIECE)
    opening.close(town)
    return pack_of(ledger, folder / "U盘"), sealed(pack_of(ledger, folder / "另一个U盘"), _PHRASE)


def _receive(pack: Path, place: Path) -> Path:
    incoming = receiving.inspect(pack, passphrase=_PHRASE)
    return receiving.accept(incoming, place / TAKEN, "经办人02")


def _longest(pack: Path, place: Path) -> float:
    """Seconds that an undisturbed child takes."""
    began = time.perf_counter()
    _receive_until(pack, place, None)
    return time.perf_counter() - began


def _receive_until(pack: Path, place: Path, seconds: float | None) -> None:
    place.mkdir()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child is killed
        _receive(pack, place)
        os._exit(0)
    if seconds is not None:
        threading.Event().wait(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _faults(pack: Path, place: Path) -> Iterator[str]:
    """What is not as promised after the kill."""
    there = (place / TAKEN).exists() and (place / TAKEN).stat().st_size > 0
    odd = {path.name for path in place.iterdir()} - {TAKEN, TAKEN + ".part"}
    yield from (f"{name} lies there" for name in odd)
    if not there:
        (place / TAKEN).unlink(missing_ok=True)
        _receive(pack, place)
    services = opening.open_ledger(place / TAKEN, clock=FixedClock())
    try:
        if services.notice is not None or services.store.damage():
            yield f"a ledger that is not whole: {services.notice}"
        if services.store.audit.entries(1)[0].kind != "takeover":
            yield "a ledger nobody took over"
    finally:
        opening.close(services)
    try:
        _receive(pack, place)
        yield "written over"
    except UserError as told:
        if told.code != "E-18":
            yield f"the next attempt: {told.code}"
