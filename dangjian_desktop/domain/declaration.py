"""Faults of declarations: a stable code, where, what is wrong, what would be right. Knows no declaration."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """One fault of a declaration: a stable code, where it stands, what is wrong, what would be right."""

    code: str
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.where}：{self.message}{self.hint}"


def strange(code: str, where: str, said: Iterable[str], known: Container[str]) -> list[Fault]:
    """Return the fault of a block in which words stand that nobody knows, if there are any."""
    unknown = sorted(word for word in said if word not in known)
    return [Fault(code, where, f"不认识的词：{'、'.join(unknown)}。")] if unknown else []


def lacking(code: str, where: str, said: Container[str], wanted: Iterable[str]) -> list[Fault]:
    """Return the fault of a block in which words are missing, if any are."""
    absent = [word for word in wanted if word not in said]
    return [Fault(code, where, f"缺少 {'、'.join(absent)}。")] if absent else []


class DeclarationError(Exception):
    """A declaration that cannot be used; carries every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


def sound(read: tuple[T, Sequence[Fault]]) -> T:
    """Return what was read from a declaration; raises DeclarationError with every fault there is."""
    found, faults = read
    if faults:
        raise DeclarationError(faults)
    return found
