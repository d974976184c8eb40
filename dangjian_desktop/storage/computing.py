"""What is worked out from a record, asked in SQL: lists are sorted and narrowed by values that lie in no file. Knows no ledger by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from dangjian_desktop.domain.clean import from_payload
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.storage.database import Database

VALUE, ANSWER = "computed_value(r.ledger, ?, r.data)", "computed_answer(r.ledger, ?, r.data, ?)"
"""A computed field as it would be stored (its key); whether a record answers yes to a question (its key, the day)."""


def register(database: Database, catalogue: Catalogue) -> None:
    """Teach this connection both functions; a file that is read only by its rows does without."""

    def values(ledger: str, data: str) -> Mapping[str, Any]:
        return from_payload(catalogue.get(ledger), json.loads(data))

    def value(ledger: str, key: str, data: str) -> Any:
        found = values(ledger, data).get(key)
        return found.isoformat() if isinstance(found, date) else found

    def answer(ledger: str, key: str, data: str, day: str) -> bool:
        from dangjian_desktop.domain.computed import answers  # few ledgers have such a question

        return answers(catalogue.get(ledger), key, values(ledger, data), date.fromisoformat(day))

    database.db.register_function(value, "computed_value", 3)
    database.db.register_function(answer, "computed_answer", 4)
