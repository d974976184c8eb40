"""Deeds after which the ledger is another file: brought up to a newer version, protected, opened with another password, open again.

They say on ``desk.say`` what a look at the disk must know: of which version the program is, which passwords may be in force.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.services.services import Services
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Cost, Key
from dangjian_desktop.storage.ground import header
from tests.fakes import FixedClock
from tests.faults import deeds, versions
from tests.faults.deeds import Desk

KEY, CHEAP = Key(bytes(range(32))), Cost(2**14)


def _note(desk: Desk, **what: Any) -> None:
    desk.say(json.dumps({"note": what}))


def upgrade(desk: Desk) -> object:
    """A program of the next version opens the ledger."""
    path = desk.services.path
    opening.close(desk.services)
    _note(desk, version=header.SCHEMA_VERSION + 1)
    versions.play(header.SCHEMA_VERSION + 1)
    desk.services = deeds.open_again(path, desk.clock)
    return desk.services


def _password(desk: Desk) -> str:
    return f"口令口令{desk.chance.randrange(10**6):06d}"


def protect(desk: Desk) -> object:
    fresh = _password(desk)
    _note(desk, passwords=[fresh])
    passwords.protect(desk.services, KEY, fresh, cost=CHEAP)
    desk.services, desk.secret = _open(desk.services.path, desk.clock, KEY), fresh
    return desk.services


def change_password(desk: Desk) -> object:
    fresh = _password(desk)
    _note(desk, passwords=[desk.secret, fresh])
    passwords.change(desk.services, fresh, cost=CHEAP)
    _note(desk, passwords=[fresh])
    desk.secret = fresh
    return desk.services


def lift(desk: Desk) -> object:
    passwords.lift(desk.services)
    desk.services = _open(desk.services.path, desk.clock, None)
    return desk.services


def _open(path: Path, clock: FixedClock, key: Key | None) -> Services:
    return opening.open_ledger(path, catalogue=deeds.CATALOGUE, clock=clock, actor="经办人", key=key)


DEEDS: dict[str, deeds.Deed] = {"upgrade": upgrade, "protect": protect, "change_password": change_password, "lift": lift}


# ------------------------------------------------------------------ a look at the disk afterwards
def open_as_noted(path: Path, clock: FixedClock, noted: Mapping[str, Any]) -> Services:
    """By a program of that version; a protected ledger with its password, E-62 where none of those that may be in force opens it,
    E-17 where it was brought up and no whole backup of the version before is there.
    """
    if "version" in noted:
        versions.play(noted["version"])
    key = KEY if passwords.protected(path) else None
    if key is not None and not any(_opens(keys.read(path), password) for password in noted["passwords"]):
        raise DataFileError("E-62")
    services = _open(path, clock, key)
    if "version" in noted:
        before = [one for one in services.backups.all() if one.reason == "升级前"]
        if not before or not backup_files.intact(before[0].path):
            opening.close(services)
            raise DataFileError("E-17", operation="升级")
    return services


@functools.cache
def _opens(wrapped: bytes, password: str) -> bool:
    return keys.unwrap(wrapped, password) == KEY
