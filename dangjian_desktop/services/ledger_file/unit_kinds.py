"""单位性质 of one file: 镇, 乡 or 街道. A setting that changes the words shown and nothing that is stored or counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.unit_words import UnitWords
from dangjian_desktop.domain.worded import catalogue_in
from dangjian_desktop.ledgers.unit_kinds import fitting, load_unit_kinds
from dangjian_desktop.storage.writing.renames import reworded

if TYPE_CHECKING:
    from dangjian_desktop.domain.change import Change
    from dangjian_desktop.services.services import Services

UNIT_KIND = "unit_kind"
"""The setting; missing in a file whose words are the standard ones."""


def kinds() -> tuple[str, ...]:
    """Every kind of unit there is, in declared order."""
    return tuple(load_unit_kinds().kinds)


def proposed(unit: str) -> str:
    """The kind that a unit's name speaks of."""
    return load_unit_kinds().proposed(unit)


def known(kind: str) -> str:
    """The kind itself; E-84 for one nobody declared."""
    if kind not in kinds():
        raise UserError(Error.UNCLEAR, text=kind, reason="没有这种单位性质", hint=f"可以写：{'、'.join(kinds())}。")
    return kind


def settings_for(unit: str, kind: str | None) -> dict[str, str]:
    """What a new file keeps: nothing where the words are the standard ones. Without a kind the unit's name says it."""
    chosen = proposed(unit) if kind is None else known(kind)
    return {UNIT_KIND: chosen} if chosen != load_unit_kinds().standard else {}


def words_in(catalogue: Catalogue, kind: object) -> UnitWords:
    """The words of a kind as a setting has it, fit for these ledgers."""
    return UnitWords() if kind is None else fitting(load_unit_kinds().of(kind), catalogue)


def now(services: Services) -> str:
    """The kind of the unit of an open file."""
    return load_unit_kinds().of(services.settings.get(UNIT_KIND)).kind


def switch(services: Services, kind: str) -> Change | None:
    """Show the words of another kind from the next opening on; None when it is that kind already.

    Titles and search words follow in the same transaction.
    """
    if known(kind) == now(services):
        return None
    catalogue = catalogue_in(services.catalogue, words_in(services.catalogue, kind))
    store = services.store
    moved = reworded(store.records, store.catalogue, catalogue)
    label = f"单位性质改为“{kind}”"
    return store.put_setting(UNIT_KIND, kind, label, actor=services.actor, at=services.clock.now(), reindex=moved)
