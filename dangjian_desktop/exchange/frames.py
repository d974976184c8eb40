"""Sealing one frame: AES-256-GCM or SM4-GCM, bound to the header, to the number of the frame and to being the last. Knows no file."""

from __future__ import annotations

import hashlib

TAG = 16
ALGORITHMS = ("AES-256-GCM", "SM4-GCM")


class Frames:
    """One key, one file: the nonce is the file's random beginning and the number of the frame. Frame 0 is empty and proves the key."""

    def __init__(self, algorithm: str, key: bytes, prefix: bytes, header: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers import algorithms

        self._cipher = algorithms.SM4(key[:16]) if algorithm == "SM4-GCM" else algorithms.AES(key)
        self._prefix, self._header = prefix, hashlib.sha256(header).digest()

    def check(self) -> bytes:
        """Seal nothing at all as frame 0; who has the key makes the same bytes."""
        return self.seal(0, b"", last=False)

    def seal(self, number: int, data: bytes, *, last: bool) -> bytes:
        """Encrypt ``data`` and return it with its tag behind it."""
        from cryptography.hazmat.primitives.ciphers import Cipher, modes

        sealing = Cipher(self._cipher, modes.GCM(self._nonce(number))).encryptor()
        sealing.authenticate_additional_data(self._bound(number, last))
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def open(self, number: int, frame: bytes, *, last: bool) -> bytes | None:
        """Return what was sealed, None when anything of it was changed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers import Cipher, modes

        try:
            opening = Cipher(self._cipher, modes.GCM(self._nonce(number), frame[-TAG:])).decryptor()
            opening.authenticate_additional_data(self._bound(number, last))
            return opening.update(frame[:-TAG]) + opening.finalize()
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag
            return None

    def _nonce(self, number: int) -> bytes:
        return self._prefix + number.to_bytes(4, "big")

    def _bound(self, number: int, last: bool) -> bytes:
        return self._header + number.to_bytes(8, "big") + bytes([last])
