"""Small real classes that stand in for what comes from outside: a clock that stands still, progress, answers to questions.

They implement the ports of the program; nothing here patches the program's own code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

CHINA = timezone(timedelta(hours=8))


@dataclass
class FixedClock:
    """Stands on one day until told otherwise."""

    at: datetime = datetime(2022, 7, 5, 9, 0, tzinfo=CHINA)

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class FakeProgress:
    """Remembers every step that differs from the one before; cancels when ``cancel_at`` of these were made.

    The same step again only says that there is still work: how often depends on the machine.
    """

    cancel_at: int | None = None
    steps: list[tuple[int, int, str]] = field(default_factory=list)

    def step(self, done: int, total: int, words: str) -> None:
        if self.steps[-1:] != [(done, total, words)]:
            self.steps.append((done, total, words))
        if self.cancel_at is not None and len(self.steps) >= self.cancel_at:
            from dangjian_desktop.services.base.ports import Cancelled

            raise Cancelled


class FakeAsk:
    """Answers every question of ``ui/kit/ask`` with what it was told, in order, and remembers the questions.

    ``FakeAsk(True, "重复登记")`` answers the first question with True, the second with the text. A question without an
    answer fails the test: nobody expected it.
    """

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def hold(self) -> None:
        """The window is locked; a question now fails the test unless it was foreseen."""

    def release(self, *, tell: bool) -> None:
        """The window is open again."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def ask(*args: Any, **named: Any) -> Any:
            self.asked.append((name, args, named))
            if not self.answers:
                raise AssertionError(f"unexpected question {name}{args}")
            return self.answers.pop(0)

        return ask
