"""Faults of declarations: a stable code, where, what is wrong, what would be right. Knows no declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of a declaration: a stable code, where it stands, what is wrong, what would be right."""

    code: str
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.where}：{self.message}{self.hint}"


class DeclarationError(Exception):
    """A declaration that cannot be used; carries every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))
