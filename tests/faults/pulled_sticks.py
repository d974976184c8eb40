"""R10 over the real service: a ledger is handed over and the stick is pulled at a random byte. (trials, seed, folder) → failures."""

from __future__ import annotations

import errno
import hashlib
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dangjian_desktop.domain import passphrase
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.handover import HandoverOptions, PackInfo
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.exchange import container, pack
from dangjian_desktop.exchange.medium import UNFINISHED, Medium
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services
from tests.fakes import FixedClock
from tests.faults import deeds
from tests.faults.pack_attacks import Pulled

_PIECE = b"%PDF-1.7 " + bytes(range(256)) * 400


class Counted(Medium):
    """How many bytes a whole pack is."""

    def __init__(self) -> None:
        self.size = 0

    def put(self, stream: BinaryIO, data: bytes) -> None:
        super().put(stream, data)
        self.size += len(data)


def options(*, encrypted: bool) -> HandoverOptions:
    return HandoverOptions("经办人01", "经办人02", "领导01", "", "complete", encrypted, "岗位调整")


@contextmanager
def opened(ledger: Path) -> Iterator[Services]:
    services = deeds.open_again(ledger, FixedClock())
    try:
        yield services
    finally:
        opening.close(services)


def handovers(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """By EIO, ENOSPC or the end of the process: the ledger stays byte for byte, nothing that verifies is left, success is never
    claimed, and the next attempt takes the place of what was left.
    """
    chance, failures = random.Random(seed), []
    ledger = folder / "台账.djtz"
    town = deeds.township(ledger, FixedClock())
    town.evidence.add_bytes(town.records.pks(Query("talk"))[0], "材料.pdf", _PIECE)
    opening.close(town)
    sizes = {sealed: _size(ledger, folder / f"全{sealed}", encrypted=sealed) for sealed in (False, True)}
    before = hashlib.sha256(ledger.read_bytes()).hexdigest()
    faults = [errno.EIO, errno.ENOSPC] + ([None] if hasattr(os, "fork") else [])
    kinds = dict.fromkeys(("plain", "encrypted"), 0)
    for number in range(trials):
        sealed, fault, stick = number % 3 == 2, faults[number // 3 % len(faults)], folder / f"U盘{number}"
        after = chance.randrange(sizes[sealed]) if number % 4 else sizes[sealed] - 1 - number // 4
        stick.mkdir()
        claimed = _attempt(ledger, stick, Pulled(max(after, 0), fault), encrypted=sealed)
        told = f"{number} after {after} of {sizes[sealed]} by {fault} (seed {seed})"
        failures += [f"{told}: success claimed"] * claimed
        failures += [f"{told}: {left.name} {answer}" for left in stick.iterdir() if (answer := _answer(left, folder / "开")) != "E-51"]
        failures += [f"{told}: the ledger changed"] * (hashlib.sha256(ledger.read_bytes()).hexdigest() != before)
        failures += [f"{told}: {fault_}" for fault_ in _again(ledger, stick, encrypted=sealed)]
        kinds["encrypted" if sealed else "plain"] += 1
    return trials, failures, {"seen": ", ".join(f"{number} {kind}" for kind, number in kinds.items())}


def _size(ledger: Path, stick: Path, *, encrypted: bool) -> int:
    stick.mkdir()
    counted = Counted()
    with opened(ledger) as services:
        services.handover.make(stick, options(encrypted=encrypted), medium=counted)
    return counted.size


def _attempt(ledger: Path, stick: Path, medium: Pulled, *, encrypted: bool) -> bool:
    """Whether it said that it succeeded."""
    if medium.fault is not None:
        with opened(ledger) as services:
            try:
                services.handover.make(stick, options(encrypted=encrypted), medium=medium)
            except UserError:
                return False
        return True
    child = os.fork()
    if child == 0:
        with opened(ledger) as services:
            services.handover.make(stick, options(encrypted=encrypted), medium=medium)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _answer(left: Path, work: Path) -> str:
    """What a receiver is told of what was left."""
    try:
        if left.is_dir():
            pack.read(left)
        else:
            container.open_(left, work, passphrase.fresh())
    except UserError as told:
        # all of it is there but its name: no receiver is offered such a file, and nobody knows its pass phrase
        return "E-51" if told.code == "E-61" and left.name.endswith(UNFINISHED) else told.code
    return "verifies"


def _again(ledger: Path, stick: Path, *, encrypted: bool) -> Iterator[str]:
    with opened(ledger) as services:
        try:
            info: PackInfo = services.handover.make(stick, options(encrypted=encrypted))
            services.handover.verify_again(info)
        except UserError as told:
            yield f"the next attempt fails: {told.code}"
            return
    yield from (f"{left.name} is still there" for left in stick.iterdir() if left != info.path)
