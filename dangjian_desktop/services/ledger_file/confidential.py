"""Secret fields: that they were shown stands in the log, a real name in one is noticed. Knows no screen, no ledger by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dangjian_desktop.logs import log
from dangjian_desktop.services.base.lookups import NamesWithNew, named_in
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services


def note_shown(services: Services, ledger: str) -> None:
    """A line without any content; of a file that cannot be written only in the log of this machine."""
    if services.read_only:
        log().info("secret fields shown: %s", ledger)
        return
    label = f"显示保密内容（{services.catalogue.get(ledger).label}）"
    services.store.note("shown", label, actor=opening.operator(), at=services.clock.now())


def real_names(services: Services, ledger: str, raw: Mapping[str, Any], pk: int | None = None) -> tuple[str, ...]:
    """The labels of secret fields in which somebody's name was newly written instead of a code."""
    found = named_in(services.catalogue.get(ledger), raw, NamesWithNew(services.store.records))
    before = services.records.get(pk).values if found and pk is not None else {}
    return tuple(field.label for field in found if raw[field.key] != before.get(field.key))
