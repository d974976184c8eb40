"""The opening password of a ledger: set, changed, taken off; opening by password or by recovery code. Knows no screen.

There is no master password and no hint; tries are slowed down, never counted in order to erase.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dangjian_desktop.domain import recovery_code
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import DataFileError, Error, UserError
from dangjian_desktop.services.base.ports import Clock, SystemClock
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.trust import attempts
from dangjian_desktop.services.trust.attempts import Sleep
from dangjian_desktop.storage.engine import cipher, keys
from dangjian_desktop.storage.engine.keys import Cost
from dangjian_desktop.storage.engine.keys import Key as Key
from dangjian_desktop.storage.file import reencrypt
from dangjian_desktop.storage.file.door import sealed_mark
from dangjian_desktop.storage.writing.commit import Deed

LEAST = 8
"""Characters of a password."""
_SECRET = "口令"


# ---------------------------------------------------------------------- before anything is typed
def lacking() -> str:
    """Why no password can be set here, in words; empty when it can."""
    return cipher.lacking()


def protected(path: Path) -> bool:
    """Whether a file needs a password; False for what is missing or cannot be read."""
    return mark(path) is not None


def mark(path: Path) -> bytes | None:
    """The 16 bytes that say which key a protected file has; None for any other."""
    try:
        return sealed_mark(path.expanduser().resolve())
    except DataFileError:
        return None


def key_of(services: Services) -> Key | None:
    """The key of an open ledger, None when it has no password."""
    return services.store.database.key


def check(password: str, again: str) -> str:
    """What is wrong with a new password typed twice; empty when nothing is."""
    if len(password) < LEAST:
        return f"口令至少 {LEAST} 个字符"
    if password != again:
        return "两次输入的口令不一样"
    return ""


def fresh() -> Key:
    """A new key; nothing is protected by it yet."""
    return Key.fresh()


def code_lines(key: Key) -> tuple[str, ...]:
    """The recovery code as it is printed: five lines, 13 groups of four, two check characters at the end of each line."""
    return recovery_code.lines(key.value)


def code_groups(key: Key) -> tuple[str, ...]:
    """The 13 groups alone, of which two are typed again."""
    return recovery_code.groups(key.value)


# ---------------------------------------------------------------------- opening
def unlock(path: Path, *, password: str = "", code: str = "", clock: Clock | None = None, sleep: Sleep = attempts.pause) -> Key:
    """The key of a protected ledger. E-61 for a wrong password or another ledger's code, E-62 without its key file.

    After a wrong try the next answer waits: 1 s, doubled each time, at most 30 s.
    """
    clock, place = clock or SystemClock(), path.expanduser().resolve()
    wanted = sealed_mark(place)
    if wanted is None:
        raise UserError(Error.UNCLEAR, text=_SECRET, reason="这本台账没有设口令", hint="请直接打开。")
    found = Key(recovery_code.parse(code)) if code else None
    wrapped = b"" if found else keys.read(place)
    if not found and keys.mark_of(wrapped) != wanted:
        raise DataFileError(Error.NO_KEY_FILE, detail="the key file of another ledger")
    sleep(attempts.wait(wanted, clock))
    found = found or keys.unwrap(wrapped, password)
    if found is None or found.mark != wanted:
        raise DataFileError(Error.WRONG_PASSWORD, tries=attempts.note(wanted, clock))
    return found


def wait(path: Path, *, clock: Clock | None = None) -> float:
    """Seconds until the next try is taken."""
    wanted = mark(path)
    return attempts.wait(wanted, clock or SystemClock()) if wanted else 0.0


# ---------------------------------------------------------------------- setting, changing, taking off
def protect(services: Services, key: Key, password: str, *, cost: Cost | None = None) -> None:
    """Encrypt the open ledger. It is closed afterwards, whether this worked or not, and opens again with the key.

    DataFileError leaves the plain ledger as it was; E-17 when no backup could be made first.
    """
    _writable(services)
    if reason := lacking():
        raise DataFileError(Error.NO_CIPHER, reason=reason)
    services.backups.before("设置口令")
    wrapped = keys.wrap(key, password, cost)
    _reseal(services, then=key, label="设置口令", ready=lambda: keys.write(services.path, wrapped))


def lift(services: Services) -> None:
    """The inverse of ``protect``; the key file stays beside the plain ledger, for the backups of that time need it."""
    _writable(services)
    services.backups.before("取消口令")
    _reseal(services, then=None, label="取消口令")


def change(services: Services, password: str, *, cost: Cost | None = None) -> Change:
    """A new password for the same key: only the key file is written, the old one is kept for one generation."""
    _writable(services)
    key = services.store.database.key
    assert key is not None
    services.backups.before("更改口令")
    keys.put(services.path, keys.wrap(key, password, cost))
    return services.store.note("password", "更改口令", actor=opening.operator(), at=services.clock.now())


def _writable(services: Services) -> None:
    if services.store.read_only:
        raise DataFileError(Error.READ_ONLY)


def _reseal(services: Services, *, then: Key | None, label: str, ready: Callable[[], None] = lambda: None) -> None:
    now = services.store.database.key
    deed = Deed("password", label, opening.operator(), services.clock.now())
    opening.close(services)
    reencrypt.reseal(services.path, now=now, then=then, deed=deed, ready=ready)
