"""Digests of records and the chain of the audit: how they are computed, stated once. Knows no connection.

A record's state is digested with a salt of its own (a short name cannot be guessed from the log); an audit row digests
its lines of history, and its own content together with the row before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

ALGORITHM = "sha256"


def canonical(value: Any) -> str:
    """JSON that looks the same every time: sorted keys, no blanks, no Unicode normalisation."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


STATE = ("ledger", "occurred_on", "voided_at", "void_reason", "reasons", "data")
"""What makes up a record's state, in this order."""


def state_text(identity: str, state: Mapping[str, Any]) -> str:
    """The state as it is kept in history and digested; ``data`` and ``reasons`` are JSON texts already."""
    return canonical([identity, *(state[name] for name in STATE)])


def state_from(text: str) -> dict[str, Any]:
    """The inverse of state_text; ``id`` among the keys."""
    return dict(zip(("id", *STATE), json.loads(text), strict=True))


def record_digest(salt: str, text: str) -> str:
    return digest(salt + text)


def content_digest(lines: Iterable[tuple[int, str]]) -> str:
    """Of the (record, digest) lines of one change, whatever their order."""
    return digest(canonical([list(line) for line in sorted(lines)]))


def first_link(ledger_id: str, created_at: str) -> str:
    """What the first audit row is chained to."""
    return digest(f"{ledger_id}\n{created_at}")


_SAYS_NULL = ("undoes", "detail")
"""Columns of version 1 whose emptiness is part of the digest; a column that came later is part of it where something stands in it, so
that the rows before it keep their links."""


def link(previous: str, row: Mapping[str, Any]) -> str:
    """The digest of one audit row without ``h``, chained to the row before it."""
    said = {name: value for name, value in row.items() if name != "h" and (value is not None or name in _SAYS_NULL)}
    return digest(previous + canonical(said))
