"""What is worked out from a record, asked in SQL: lists are sorted and narrowed by values that lie in no file. Knows no ledger by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from dangjian_desktop.domain.clean import from_payload
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.stores.measure_sql import Run

VALUE = "computed_value(r.ledger, ?, r.data)"
"""A computed field as it would be stored (its key)."""
ANSWERING = (
    "r.pk IN (SELECT value FROM json_each((SELECT computed_answering(o.ledger, ?, ?, o.pk, o.data)"
    " FROM record o WHERE o.ledger = ? AND o.voided_at IS NULL)))"
)
"""Whether a record answers yes to a question (its key, the day, the ledger); the whole ledger is read once, for what one record of
a person brings may last longer because of another."""


def taught(database: Database, catalogue: Catalogue) -> Run:
    """How to ask this connection, which knows the functions from now on; a file that is read only by its rows does without."""

    def values(ledger: str, data: str) -> Mapping[str, Any]:
        return from_payload(catalogue.get(ledger), json.loads(data))

    def value(ledger: str, key: str, data: str) -> Any:
        found = values(ledger, data).get(key)
        return found.isoformat() if isinstance(found, date) else found

    class Answering:
        """Gathers the records of one ledger, and answers with the numbers of those that say yes; without a record nobody asks it."""

        def __init__(self) -> None:
            self.asked = ("", "", "")
            self.records: list[tuple[int, Mapping[str, Any]]] = []

        def step(self, ledger: str, key: str, day: str, pk: int, data: str) -> None:
            self.asked = (ledger, key, day)
            self.records.append((pk, values(ledger, data)))

        def finalize(self) -> str:
            from dangjian_desktop.domain.computed import answering  # few ledgers have such a question

            ledger, key, day = self.asked
            spec = catalogue.get(ledger)
            return json.dumps(list(answering(spec, spec.ask(key), self.records, date.fromisoformat(day))))

    database.db.register_function(value, "computed_value", 3)
    database.db.register_aggregate(Answering, "computed_answering", 5)
    return database.run
