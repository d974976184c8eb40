"""Why an open ledger is only looked at: a value that is asked and handed on, worded only where somebody reads it. Knows no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from dangjian_desktop.domain.errors import Error, Message, UserError

_SHOWN = 30
"""Characters of the name of a copy; the whole message stays short."""
_IN_PACK = Message(Error.READ_ONLY, "这是移交包里的台账，还没有接收。", "", "看完点【回到接收】。")


class Why(Enum):
    """The reasons there are. Each holds the error that words it and, where that error wants one, its ``reason``."""

    DAMAGED = Error.DAMAGED, ""
    IN_USE = Error.IN_USE, ""
    SHARED_PLACE = Error.SHARED_PLACE, ""
    HANDED_OVER = Error.HANDED_OVER, ""
    ON_STICK = Error.NOT_WRITABLE, "U 盘上的台账只供查看和移交"
    READ_ONLY_PLACE = Error.NOT_WRITABLE, "文件或所在位置是只读的"
    NOT_LOCKED = Error.NOT_WRITABLE, "这里锁不住文件，别人可能同时在写"
    SECOND_NAME = Error.NOT_WRITABLE, "这个文件在别处还有一个名字"
    OLDER = Error.NOT_WRITABLE, "由旧版本保存，这里只看不写"
    IN_PACK = Error.READ_ONLY, ""

    def __init__(self, error: Error, reason: str) -> None:
        self.error, self.reason = error, reason


@dataclass(frozen=True)
class Condition:
    """The reason, and what is known about it: the values of its error; ``conflicts`` names the copies beside a ledger in a shared place."""

    why: Why
    given: Mapping[str, Any] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()

    @property
    def message(self) -> Message:
        """What a user is told."""
        if self.why is Why.IN_PACK:
            return _IN_PACK
        told = UserError(self.why.error, **{"reason": self.why.reason, **self.given}).message
        if not self.conflicts:
            return told
        more = f"等 {len(self.conflicts)} 个" if len(self.conflicts) > 1 else ""
        return replace(told, data=f"{told.data}旁边有冲突副本“{self.conflicts[0][:_SHOWN]}”{more}，没有合并。")
