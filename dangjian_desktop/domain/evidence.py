"""Evidence: one file that proves what a record says, and how it lies in the record's payload. Knows no bytes and no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.domain import file_kinds
from dangjian_desktop.domain.file_names import visible

LIMIT = 50 * 1024 * 1024
"""Bytes one piece may have."""


@dataclass(frozen=True)
class Evidence:
    """One piece on one record. ``name`` is the original one, ``media`` the kind seen in the content (file_kinds).

    ``added_at`` is ISO with the offset of the place. The bytes are found by ``sha256``.
    """

    sha256: str
    name: str
    size: int
    media: str
    added_at: str

    @property
    def openable(self) -> bool:
        """Tell whether a double click may open it: its content is of a kind we open, and its name says the same."""
        return file_kinds.openable(self.name, self.media)

    @property
    def shown(self) -> str:
        """The name with nothing hidden in it, for people."""
        return visible(self.name)


def to_payload(pieces: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Return it as it is stored in the record, in this order."""
    return [{"sha256": p.sha256, "name": p.name, "size": p.size, "media": p.media, "at": p.added_at} for p in pieces]


def from_payload(stored: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Turn what lies in the payload of a record into its pieces of evidence."""
    return tuple(Evidence(one["sha256"], one["name"], one["size"], one["media"], one["at"]) for one in stored)
