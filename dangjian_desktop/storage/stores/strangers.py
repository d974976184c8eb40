"""Which ledgers and fields the records of a file have that are not declared here. Only reads; domain/strangers.py says what follows.

Every record is asked, but only in a file that was last written under another declaration.
"""

from __future__ import annotations

from typing import Any

import dangjian_desktop
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.redaction import MARK
from dangjian_desktop.domain.strangers import Sight, shape, with_strangers
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground import chain
from dangjian_desktop.storage.stores.setting_store import SettingStore

DECLARED = "declared"
"""The setting that says under which declaration the file was last written: program, digest of what it ships and of what was in force."""
_PLACES = (
    "SELECT DISTINCT ledger, '', '' FROM record",
    f"SELECT DISTINCT r.ledger, j.key, '' FROM record r, json_each(r.data) j WHERE j.key != '{MARK}'",
    "SELECT DISTINCT r.ledger, j.key, c.key FROM record r, json_each(r.data) j, json_each(j.value) i, json_each(i.value) c"
    " WHERE j.type = 'array' AND i.type = 'object'",
)
_DAYS = (
    "SELECT r.ledger, j.key FROM record r, json_each(r.data) j WHERE r.ledger = ? AND j.type = 'text' AND j.value = r.occurred_on"
    " AND NOT EXISTS(SELECT 1 FROM record_day d WHERE d.ledger = r.ledger AND d.field = j.key) GROUP BY r.ledger, j.key"
    " HAVING count(*) = (SELECT count(*) FROM record o WHERE o.ledger = r.ledger AND o.occurred_on IS NOT NULL)"
)


def declared(catalogue: Catalogue, in_force: Catalogue) -> dict[str, Any]:
    """Return the setting of a file that is written with ``catalogue`` shipped and ``in_force`` with its strangers."""
    return {DECLARED: {"program": dangjian_desktop.__version__, "shipped": _digest(catalogue), "in_force": _digest(in_force)}}


def in_force(database: Database, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with what the records have beside it; the very catalogue where nothing else was ever declared."""
    said = SettingStore(database).get(DECLARED)
    if isinstance(said, dict) and said.get("in_force") == _digest(catalogue):
        return catalogue
    sights = [Sight(*row) for sql in _PLACES for row in database.run(sql)]
    unknown = sorted({sight.ledger for sight in sights} - catalogue.by_key.keys())
    days = dict(row for ledger in unknown for row in database.run(_DAYS, [ledger]))
    return with_strangers(catalogue, sights, days)


def _digest(catalogue: Catalogue) -> str:
    return chain.digest(chain.canonical(shape(catalogue)))
