"""How a ledger file is opened: decided here from what is known of its place and of itself, carried out elsewhere. Asks no disk.

The order is that of the promises: nothing is touched where others may write, what comes from elsewhere is looked through in the child
box first, what is damaged is never written, and what is only looked at is brought up to this version in a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from dangjian_desktop.domain.condition import Why

PlaceKind = Literal["local", "removable", "network", "synchronised", "pack"]
LOOKED_AT: dict[PlaceKind, Why] = {
    "removable": Why.ON_STICK,
    "network": Why.SHARED_PLACE,
    "synchronised": Why.SHARED_PLACE,
    "pack": Why.IN_PACK,
}
"""Places where a ledger is looked at and not written, and why."""


@dataclass(frozen=True)
class Location:
    """What is known before anything of the file is read.

    ``ours``: this installation wrote it last, here. ``in_use``: somebody else holds it, and a look at a copy was asked for. ``look``:
    nobody wants to write.
    """

    kind: PlaceKind = "local"
    writable: bool = True
    ours: bool = True
    in_use: bool = False
    look: bool = False


HERE = Location()
"""On this machine's own disk, as this installation left it."""


@dataclass(frozen=True)
class FileState:
    """What the file says once it is open. ``names``: how many it has on its disk. ``outdated``: an older version wrote it last."""

    damaged: bool = False
    writable: bool = True
    locked: bool = True
    names: int = 1
    handed_over: bool = False
    outdated: bool = False


class Way(Enum):
    """Where it lies; the same, behind a look at a copy in the child box; or only a copy in our own folder."""

    IN_PLACE = auto()
    INSPECTED = auto()
    COPY = auto()


@dataclass(frozen=True)
class OpeningPlan:
    """``why`` it is only looked at (None: it can be written). ``upgrade``: it is brought up to this version first, where it is opened."""

    way: Way
    why: Why | None = None
    upgrade: bool = False


PLAIN = OpeningPlan(Way.IN_PLACE)


def decide(place: Location, facts: FileState | None = None) -> OpeningPlan:
    """Return the way to open what lies at the place; with the facts of the file that was opened, what becomes of it."""
    why = Why.IN_USE if place.in_use else LOOKED_AT.get(place.kind)
    if place.in_use or not place.writable or why is Why.SHARED_PLACE:
        way, why = Way.COPY, why or Why.READ_ONLY_PLACE
    else:
        way = Way.IN_PLACE if place.ours else Way.INSPECTED
    if facts is None:
        return OpeningPlan(way, why)
    if facts.damaged:
        return OpeningPlan(way, Why.DAMAGED)
    why = _of_the_file(facts, why) if way is not Way.COPY else why
    if facts.outdated and (place.look or why not in (None, Why.HANDED_OVER)):
        way, why = Way.COPY, why or Why.OLDER
    return OpeningPlan(way, why, facts.outdated)


def _of_the_file(facts: FileState, why: Why | None) -> Why | None:
    if not facts.writable:
        return Why.READ_ONLY_PLACE
    if not facts.locked:
        return Why.NOT_LOCKED
    if facts.names > 1:
        return Why.SECOND_NAME
    return why or (Why.HANDED_OVER if facts.handed_over else None)
