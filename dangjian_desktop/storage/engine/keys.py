"""The key file beside a protected ledger: the database key, wrapped by the password. Opens no ledger.

The key is 256 random bits and never changes; the recovery code is the key itself. A new password only rewrites this file.
"""

from __future__ import annotations

import hashlib
import json
import math
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.ground.header import SEALED

SUFFIX = ".djkey"
OLD = ".旧"
_VERSION = 1
_LARGEST = 4096
"""A key file has a few hundred bytes; a larger one is none."""
_LEAST_SECONDS = 0.3


@dataclass(frozen=True)
class Key:
    """256 random bits; never shown by ``repr``, so that no log can hold them."""

    value: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Key:
        return cls(secrets.token_bytes(32))

    @property
    def mark(self) -> bytes:
        """The 16 bytes a file of this key begins with (SQLCipher's salt): says whose key it is and gives nothing of it away."""
        return SEALED + hashlib.sha256(b"djtz key mark" + self.value).digest()[: 16 - len(SEALED)]

    @property
    def spec(self) -> str:
        """The raw key and salt as SQLCipher takes them."""
        return f"x'{self.value.hex()}{self.mark.hex()}'"


@dataclass(frozen=True)
class Cost:
    """Parameters of scrypt. What a file may ask for is limited, or it could ask for all the memory of the machine."""

    n: int = 2**17
    r: int = 8
    p: int = 1

    @property
    def fits(self) -> bool:
        power = self.n > 1 and self.n & (self.n - 1) == 0
        return power and 2**14 <= self.n <= 2**20 and 1 <= self.r <= 16 and 1 <= self.p <= 16 and self.memory <= 512 * 2**20

    @property
    def memory(self) -> int:
        return 128 * self.n * self.r


def tuned(timer: Callable[[], float] = time.perf_counter) -> Cost:
    """The cost that takes at least 0.3 s on this machine: measured once, then multiplied (memory stays at 128 MB)."""
    start = timer()
    _derive("", b"\0" * 16, Cost())
    once = max(timer() - start, 0.001)
    return Cost(p=min(16, max(1, math.ceil(_LEAST_SECONDS / once - 1e-6))))


# ---------------------------------------------------------------------- wrapping
def wrap(key: Key, password: str, cost: Cost | None = None) -> bytes:
    """The content of a key file."""
    cost, salt, nonce = cost or tuned(), secrets.token_bytes(16), secrets.token_bytes(12)
    said: dict[str, Any] = {
        "version": _VERSION,
        "kdf": {"name": "scrypt", **asdict(cost), "salt": salt.hex()},
        "cipher": "AES-256-GCM",
        "nonce": nonce.hex(),
        "mark": key.mark.hex(),
    }
    said["key"] = _aes(_derive(password, salt, cost)).encrypt(nonce, key.value, _bound(said)).hex()
    return json.dumps({**said, "sum": _sum(said)}, ensure_ascii=True, indent=1).encode("ascii")


def unwrap(data: bytes, password: str) -> Key | None:
    """The key, None for a wrong password; E-62 for a file that is damaged or asks for too much."""
    from cryptography.exceptions import InvalidTag

    said = _read(data)
    kdf = said["kdf"]
    cost = Cost(kdf["n"], kdf["r"], kdf["p"])
    wrapping = _derive(password, bytes.fromhex(kdf["salt"]), cost)
    try:
        return Key(_aes(wrapping).decrypt(bytes.fromhex(said["nonce"]), bytes.fromhex(said["key"]), _bound(said)))
    except InvalidTag:
        return None


def mark_of(data: bytes) -> bytes:
    """Which key a key file holds; E-62 when it is damaged."""
    return bytes.fromhex(_read(data)["mark"])


def _read(data: bytes) -> dict[str, Any]:
    """Every field is there, of its kind and within limits, and the sum agrees."""
    try:
        said = json.loads(data[: _LARGEST + 1].decode("ascii"))
        total = said.pop("sum")
        kdf = said["kdf"]
        numbers = [kdf["n"], kdf["r"], kdf["p"], said["version"]]
        sizes = [len(bytes.fromhex(text)) for text in (kdf["salt"], said["nonce"], said["mark"], said["key"])]
        good = (
            total == _sum(said)
            and all(type(number) is int for number in numbers)
            and said["version"] == _VERSION
            and (kdf["name"], said["cipher"]) == ("scrypt", "AES-256-GCM")
            and Cost(*numbers[:3]).fits
            and sizes == [16, 12, 16, 48]
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise DataFileError(Error.NO_KEY_FILE, detail=type(fault).__name__) from fault
    if not good:
        raise DataFileError(Error.NO_KEY_FILE, detail="a field of the key file is out of its limits")
    return said  # type: ignore[no-any-return]


def _sum(said: dict[str, Any]) -> str:
    """Tells a damaged file from a wrong password."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).hexdigest()


def _bound(said: dict[str, Any]) -> bytes:
    """Everything but the wrapped key itself is bound to it."""
    return json.dumps({name: said[name] for name in sorted(said) if name != "key"}, sort_keys=True).encode("ascii")


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    """NFKC: full-width letters and digits of an input method count as the plain ones."""
    plain = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(plain, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=cost.memory + 2**24, dklen=32)


def _aes(wrapping: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(wrapping)


def seal(key: Key, data: bytes) -> bytes:
    """A draft that has to lie outside the ledger: readable with the ledger's key only."""
    nonce = secrets.token_bytes(12)
    return nonce + bytes(_aes(_draft_key(key)).encrypt(nonce, data, b"djtz draft"))


def unseal(key: Key, sealed: bytes) -> bytes | None:
    """None when it was sealed with another key or is damaged."""
    from cryptography.exceptions import InvalidTag

    try:
        return bytes(_aes(_draft_key(key)).decrypt(sealed[:12], sealed[12:], b"djtz draft"))
    except (InvalidTag, ValueError):
        return None


def _draft_key(key: Key) -> bytes:
    return hashlib.sha256(b"djtz draft key" + key.value).digest()


# ---------------------------------------------------------------------- the file
def place(ledger: Path) -> Path:
    """Where the key file of a ledger lies: same folder, same name."""
    return ledger.with_suffix(SUFFIX)


def read(ledger: Path) -> bytes:
    """The key file beside a ledger; E-62 when it is missing or cannot be read."""
    try:
        with place(ledger).open("rb") as stream:
            return stream.read(_LARGEST + 1)
    except OSError as fault:
        raise DataFileError(Error.NO_KEY_FILE, detail=type(fault).__name__) from fault


def write(ledger: Path, data: bytes) -> None:
    """Put a key file beside a ledger, whole or not at all; what stood there is kept for one generation (OSError on failure)."""
    target = place(ledger)
    if target.is_file():
        _put(files.beside(target, OLD), target.read_bytes())
    _put(target, data)


def carry(ledger: Path, copy: Path) -> None:
    """The key file of a protected ledger goes with a copy of it; nothing happens where there is none. E-12 when it cannot be written."""
    if place(ledger).is_file():
        put(copy, read(ledger))


def put(ledger: Path, data: bytes) -> None:
    """As ``write``, with E-12 for what the system refuses."""
    try:
        write(ledger, data)
    except OSError as fault:
        raise DataFileError(Error.NOT_WRITABLE, reason="钥匙文件没有写成", detail=type(fault).__name__) from fault


def tidy(ledger: Path) -> None:
    """After a kill, once the ledger itself is known to be good: a key file that was half written goes."""
    for half in (place(ledger), files.beside(place(ledger), OLD)):
        files.beside(half, files.PART).unlink(missing_ok=True)


def _put(target: Path, data: bytes, again: Callable[[Path], bytes] = Path.read_bytes) -> None:
    with files.staged(target) as part:
        files.write(part, [data])
        if again(part) != data:
            raise OSError("what was written cannot be read again")
    # a new password is in force only once the old key file cannot come back
    files.sync_folder(target.parent)
