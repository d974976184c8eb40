"""Where a link of a Word file leads. Knows no file and no field."""

from __future__ import annotations

import re
from enum import Enum, auto

_LOCAL = re.compile(r"(file:///)?[A-Za-z]:[\\/]")


class Leads(Enum):
    """To the web, where a click alone opens it; to a place or file of whoever made it; or anywhere else, which is never followed."""

    WEB = auto()
    HERE = auto()
    FAR = auto()


def leads(target: str) -> Leads:
    """Tell where a target leads; what is no plain address of the web and no plain name leads away."""
    target = target.strip().lower()
    if target.startswith(("http://", "https://", "mailto:")):
        return Leads.WEB
    if _LOCAL.match(target) or (":" not in target and not target.startswith(("\\\\", "//"))):
        return Leads.HERE
    return Leads.FAR
