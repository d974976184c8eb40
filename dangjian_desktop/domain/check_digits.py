"""Signs that tell a slip of the pen in what is copied by hand: the field of 32 elements, Damm's digit, and how typed text is read.

Knows no code and no file; which signs stand for the elements is the caller's.
"""

from __future__ import annotations

import unicodedata

from dangjian_desktop.domain.errors import Error, UserError

_BETWEEN = "-‐‑–—_.·"
_DAMM = "0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790"
"""Ten rows of ten: a totally anti-symmetric quasigroup."""


def doubled(element: int) -> int:
    """Multiply an element of the field of 32 by the element 2."""
    element <<= 1
    return element ^ 0b100101 if element & 32 else element


POWERS = [1]
"""The powers of the element 2; every element but 0 is one of them."""
for _ in range(30):
    POWERS.append(doubled(POWERS[-1]))
LOGS = {power: exponent for exponent, power in enumerate(POWERS)}


def damm(start: int, digits: str) -> int:
    """Return the check digit of some digits, begun with ``start``: every wrong digit and every swap of neighbours is noticed."""
    for digit in digits:
        start = int(_DAMM[10 * start + int(digit)])
    return start


def folded(text: str) -> str:
    """Return what was typed without blanks and dashes, and with plain letters and digits for full-width ones."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace() and sign not in _BETWEEN)


def mistyped(what: str, reason: str, hint: str) -> UserError:
    """Make E-84; what was typed is never repeated in the message, for it may be secret."""
    return UserError(Error.UNCLEAR, text=what, reason=reason, hint=hint)
