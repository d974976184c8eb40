"""A record before and after storage, as plain values. How raw values become one is clean.py's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from dangjian_desktop.domain.errors import Problem


@dataclass(frozen=True)
class Record:
    """A cleaned record: values by field key (empty fields are absent; child rows are a tuple of dicts).

    ``missing`` names what is still 待补, as labels (“议题2 议题类别” for a child row). ``reasons`` are written reasons by the
    id of the rule they pass.
    """

    ledger: str
    values: Mapping[str, Any]
    missing: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Stored:
    """A record as it lies in the file. ``pk`` is its number inside the process, ``id`` the identity that leaves it.

    ``unknown`` are stored keys this version has no field for; they are written back untouched.
    ``updated_at`` is handed back on saving so that a change made elsewhere is not written over.
    """

    pk: int
    id: str
    ledger: str
    values: Mapping[str, Any]
    missing: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    occurred_on: date | None
    voided_at: str | None
    void_reason: str | None
    created_at: str
    updated_at: str
    evidence: int = 0
    unknown: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def voided(self) -> bool:
        """Tell whether it was voided."""
        return self.voided_at is not None


@dataclass(frozen=True)
class Checked:
    """What was typed, looked at without being stored. ``problems`` with a ``rule`` can be passed with a written reason.

    ``derived`` is what the program would fill in, ``unfit`` by field the choices that do not go with what else is filled in,
    ``before`` the record as it is stored, where one is changed.
    """

    values: Mapping[str, Any]
    problems: tuple[Problem, ...]
    missing: tuple[Problem, ...]
    derived: Mapping[str, Any]
    unfit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    before: Stored | None = None
