"""Content that is certainly another: what a test changes must be changed each time."""

from __future__ import annotations


def other(data: bytes, at: int = -1) -> bytes:
    """The same but for one bit of the byte at ``at``.

    A byte written over by a fixed or a random one is the same once in 256 times, wherever the content comes by chance.
    """
    made = bytearray(data)
    made[at] ^= 1
    return bytes(made)
