"""期限: when a limit has passed, and how that is said. One notion for counts, ties, 工作台, 未了事项 and duties. Knows no clock.

The last day belongs to the limit: what is due on 30 June is not late on 30 June, neither on a screen of that day nor in a count of
a period that ends on it (measure_sql asks for the same with ``due < end``).
"""

from __future__ import annotations

from datetime import date

NEAR = 30
"""Days before a limit from which on it is told."""


def days_over(due: date, day: date) -> int:
    """Count the days by which ``day`` lies behind the limit: positive when it has passed, 0 on its last day, negative before."""
    return (day - due).days


def is_over(due: date, day: date) -> bool:
    """Tell whether the limit has passed on that day."""
    return days_over(due, day) > 0


def is_near(days: int) -> bool:
    """Tell of ``days_over`` whether the limit has passed, or will within the next days."""
    return days >= -NEAR


def said(days: int) -> str:
    """Say ``days_over`` in words: 已过期限 3 天 · 今天到期 · 还有 3 天."""
    if days > 0:
        return f"已过期限 {days} 天"
    return f"还有 {-days} 天" if days else "今天到期"
