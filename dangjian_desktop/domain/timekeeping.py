"""When a machine's clock is doubted. Nothing is refused for it: order comes from numbers, the day is only marked 时间待核."""

from __future__ import annotations

from datetime import datetime, timedelta

BACK = timedelta(minutes=5)
"""By so much a clock may run backwards; machines set theirs by a server now and then."""
AHEAD = timedelta(days=366)


def doubtful(now: datetime, last: datetime) -> bool:
    """Tell whether ``now`` does not fit behind what was done last."""
    return now < last - BACK or now > last + AHEAD
