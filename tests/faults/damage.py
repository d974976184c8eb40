"""B4 and R28: a good file is damaged, or tampered with, in every way; whatever changes its content must be told when it is opened."""

from __future__ import annotations

import random
import shutil
import sqlite3
import string
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.ground import chain
from tests.fakes import FixedClock
from tests.faults import deeds

NOT_CONTENT = ("draft",)
"""What was typed and never saved is vouched for by nobody."""
PAGE, SECTOR = 8192, 512


def good(path: Path, seed: int, count: int = 60, last: Sequence[str] = ()) -> FixedClock:
    """A closed ledger after many deeds of every kind, these as the ``last``; the clock that goes with it."""
    deeds.quick()
    clock = FixedClock()
    path.parent.mkdir(parents=True, exist_ok=True)
    desk = deeds.Desk(deeds.township(path, clock), random.Random(seed), clock, path.parent)
    names = [name for name in deeds.DEEDS if name != "attach_large"]
    for name in [*names, *desk.chance.choices(names, k=max(count - len(names), 0)), *last]:
        clock.move(minutes=1)
        deeds.do(name, desk)
    opening.close(desk.services)
    return clock


def truth(path: Path) -> dict[str, list[Any]] | None:
    """Everything somebody may see or count on, by plain SQLite; None when it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            return {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables if table not in NOT_CONTENT}
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def told(path: Path, clock: FixedClock) -> str:
    """What a user meets who opens the file and everything in it: "" or a code; anything else than a code is a fault of ours."""
    try:
        deeds.ours(path)
        services = deeds.open_again(path, clock)
    except UserError as fault:
        return fault.code
    try:
        if services.notice is None:
            for (sha256,) in services.store.database.run("SELECT sha256 FROM evidence"):
                services.evidence.read(sha256)
        return services.notice.code if services.notice else ""
    except UserError as fault:
        return fault.code
    finally:
        opening.close(services)


# ------------------------------------------------------------------ flips, sectors, cuts, zeros
def flipped(raw: bytes, chance: random.Random) -> bytes:
    made = bytearray(raw)
    made[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(made)


def garbage(raw: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(raw) // SECTOR) * SECTOR
    return raw[:place] + chance.randbytes(SECTOR) + raw[place + SECTOR :]


def swapped(raw: bytes, chance: random.Random) -> bytes:
    one, two = sorted(chance.sample(range(1, len(raw) // PAGE), 2))
    pages = [raw[at : at + PAGE] for at in range(0, len(raw), PAGE)]
    pages[one], pages[two] = pages[two], pages[one]
    return b"".join(pages)


def cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(1, len(raw))]


def zeros(raw: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(1, len(raw))
    return raw[:place] + bytes(len(raw) - place)


def _damage(how: Callable[[bytes, random.Random], bytes]) -> Callable[..., Any]:
    def bench(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
        """Silent damage is a failure; so is a byte written, and an answer that is no answer."""
        original, path, chance = folder / "好" / deeds.NAME, folder / "坏" / deeds.NAME, random.Random(seed)
        clock = good(original, seed)
        raw, before, failures = original.read_bytes(), truth(original), []
        path.parent.mkdir()
        said, harmless = 0, 0
        for number in range(trials):
            data = how(raw, chance)
            shutil.rmtree(path.parent)
            path.parent.mkdir()
            path.write_bytes(data)
            try:
                code = told(path, clock)
            except Exception as fault:  # noqa: BLE001  # whatever it is, it is the finding
                failures.append(f"{how.__name__} {number} (seed {seed}): {fault!r}")
                continue
            if code and path.read_bytes() != data:
                failures.append(f"{how.__name__} {number} (seed {seed}): {code}, and the file was written to")
            said += bool(code)
            if not code and truth(path) == before:
                harmless += 1
            elif not code:
                failures.append(f"{how.__name__} {number} (seed {seed}): changed content, and not a word")
        return trials, failures, {"seen": f"told {said}, harmless {harmless}", "controls": f"{said} of {trials} told"}

    return bench


flips, sectors, swaps, cuts, tails = (_damage(how) for how in (flipped, garbage, swapped, cut, zeros))


def good_opens(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """No false alarm: a file that nobody harmed is opened again and again between a clerk's deeds."""
    path, failures, chance = folder / deeds.NAME, [], random.Random(seed)
    clock = good(path, seed)
    for number in range(trials):
        clock.move(minutes=1)
        if number % 10 == 0:
            desk = deeds.Desk(deeds.open_again(path, clock), chance, clock, folder)
            deeds.do(chance.choice(list(deeds.DEEDS)), desk)
            opening.close(desk.services)
        if code := told(path, clock):
            failures.append(f"open {number} (seed {seed}): {code}")
    return trials, failures


# ------------------------------------------------------------------ column by column
MORE = {"INTEGER": '"{0}" + 1000003', "BLOB": "CAST(\"{0}\" || x'00' AS BLOB)"}
"""Another value of a column by its kind; any other kind is text."""


def columns(_trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """One value of every column of every table changed in turn: nothing in the file is vouched for by nobody."""
    original, path = folder / "好" / deeds.NAME, folder / "坏" / deeds.NAME
    failures: list[str] = []
    empty: list[str] = []
    clock = good(original, seed, 150, ("attach", "void"))
    path.parent.mkdir()
    places = list(_columns(original))
    for table, column, kind, keys in places:
        shutil.copy(original, path)
        if not _another_value(path, table, column, MORE.get(kind, "\"{0}\" || '改'").format(column), keys):
            empty.append(f"{table}.{column}")
        elif not told(path, clock):
            failures.append(f"{table}.{column} (seed {seed}): not a word")
    return len(places) - len(empty), failures, {"seen": f"without a value in any row: {', '.join(empty) or 'none'}"}


def _columns(path: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """(table, column, kind, columns of its key)"""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        for table in tables:
            found = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            keys = [name for _, name, _, _, _, place in found if place]
            yield from ((table, name, kind, keys) for _, name, kind, *_ in found if table not in NOT_CONTENT)


def _another_value(path: Path, table: str, column: str, value: str, keys: list[str]) -> bool:
    """Whether there was a row to change."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        wanted = ", ".join(f'"{key}"' for key in keys)
        row = connection.execute(f'SELECT {wanted} FROM "{table}" WHERE "{column}" IS NOT NULL ORDER BY {wanted} DESC').fetchone()
        if row is None:
            return False
        same = " AND ".join(f'"{key}" = ?' for key in keys)
        connection.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE {same}', row)
        connection.commit()
        return True


# ------------------------------------------------------------------ nine classes of tampering
Tamper = Callable[[sqlite3.Connection, random.Random], None]


def _random_talk(connection: sqlite3.Connection, chance: random.Random) -> int:
    rows = connection.execute("SELECT pk FROM record WHERE ledger = 'talk' AND pk NOT IN (SELECT target FROM record_link)").fetchall()
    return int(chance.choice(rows)[0])


def _edited(connection: sqlite3.Connection, chance: random.Random) -> None:
    text = "".join(chance.choices(string.ascii_letters, k=5))
    connection.execute("UPDATE record SET data = json_set(data, '$.topic', ?) WHERE pk = ?", (text, _random_talk(connection, chance)))


def _deleted(connection: sqlite3.Connection, chance: random.Random) -> None:
    pk = _random_talk(connection, chance)
    for table, column in (
        ("record_link", "record"),
        ("record_day", "record"),
        ("record_search", "record"),
        ("history", "record"),
        ("record", "pk"),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (pk,))


def _seq(connection: sqlite3.Connection, chance: random.Random, margin: int = 1) -> int:
    ((last,),) = connection.execute("SELECT max(seq) FROM audit")
    return chance.randrange(1, last - margin)


def _log_edited(connection: sqlite3.Connection, chance: random.Random) -> None:
    connection.execute("UPDATE audit SET label = label || '改' WHERE seq = ?", (_seq(connection, chance),))


def _log_removed(connection: sqlite3.Connection, chance: random.Random) -> None:
    connection.execute("DELETE FROM audit WHERE seq = ?", (_seq(connection, chance),))


def _log_swapped(connection: sqlite3.Connection, chance: random.Random) -> None:
    seq = _seq(connection, chance)
    for new, old in ((-1, seq), (seq, seq + 1), (seq + 1, -1)):
        connection.execute("UPDATE audit SET seq = ? WHERE seq = ?", (new, old))


def _tail_cut(connection: sqlite3.Connection, chance: random.Random) -> None:
    ((last,),) = connection.execute("SELECT max(seq) FROM history")
    for table in ("history", "audit"):
        connection.execute(f"DELETE FROM {table} WHERE seq >= ?", (last - chance.randrange(3),))


def _rewritten(connection: sqlite3.Connection, chance: random.Random) -> None:
    """One line of the log changed, and every digest after it computed anew, as a skilled hand would."""
    _log_edited(connection, chance)
    names = [row[1] for row in connection.execute("PRAGMA table_info(audit)")]
    settings = dict(connection.execute("SELECT key, value FROM setting"))
    previous = chain.first_link(settings["ledger_id"], settings["created_at"])
    for values in connection.execute("SELECT * FROM audit ORDER BY seq").fetchall():
        row = {**dict(zip(names, values, strict=True)), "prev": previous}
        previous = chain.link(previous, row)
        connection.execute("UPDATE audit SET prev = ?, h = ? WHERE seq = ?", (row["prev"], previous, row["seq"]))


SEEN_WITHOUT_PAPER: dict[str, Tamper] = {
    "data row edited": _edited,
    "data row deleted": _deleted,
    "log row edited": _log_edited,
    "log row removed": _log_removed,
    "two log rows swapped": _log_swapped,
    "tail cut off with data left": _tail_cut,
}


def _copies(original: Path, folder: Path, trials: int, tamper: Tamper, chance: random.Random) -> Iterator[Path]:
    for _ in range(trials):
        path = folder / "改" / deeds.NAME
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
        shutil.copy(original, path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            tamper(connection, chance)
        yield path


def tampering(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """``trials`` of each class: six are told, the rewritten log keeps its number but not its 核验码, two cannot be seen."""
    original, chance, failures = folder / "好" / deeds.NAME, random.Random(seed), []
    clock = good(original, seed)
    for kind, tamper in SEEN_WITHOUT_PAPER.items():
        for number, path in enumerate(_copies(original, folder, trials, tamper, chance)):
            if told(path, clock) != "E-05":
                failures.append(f"{kind} {number} (seed {seed}): not seen")
    failures += _with_paper(original, folder, trials, clock, chance)
    unseen = _without_any(original, folder, trials, clock, seed)
    return trials * 9, failures, {"seen": f"7 classes told; rolled back or rewritten after the last print unseen {unseen} of {trials * 2}"}


def _head(path: Path, clock: FixedClock) -> Any:
    services = deeds.open_again(path, clock)
    try:
        assert services.notice is None, services.notice
        return services.history.check_code()
    finally:
        opening.close(services)


def _knows(path: Path, clock: FixedClock, code: Any) -> bool:
    services = deeds.open_again(path, clock)
    try:
        return services.notice is None and services.history.knows(code)
    finally:
        opening.close(services)


def _with_paper(original: Path, folder: Path, trials: int, clock: FixedClock, chance: random.Random) -> list[str]:
    """Class 7: opens without a word, but the 核验码 printed later than the edit is not known any more."""
    printed = _head(original, clock)
    failures = [] if _knows(original, clock, printed) else ["the untouched file does not know its own 核验码"]
    for number, path in enumerate(_copies(original, folder, trials, _rewritten, chance)):
        if _knows(path, clock, printed):
            failures.append(f"rewritten log {number}: the printed 核验码 is still accepted")
    return failures


def _without_any(original: Path, folder: Path, trials: int, clock: FixedClock, seed: int) -> int:
    """Classes 8 and 9: rolled back, or rewritten, since the last printed 核验码; documented as not to be seen, so they must not alarm."""
    printed, unseen, path = _head(original, clock), 0, folder / "后" / deeds.NAME
    for number in range(trials * 2):
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
        shutil.copy(original, path)
        if number % 2:  # a later line is rewritten; class 8, the rolled back file, is the older copy itself
            desk = deeds.Desk(deeds.open_again(path, clock), random.Random(seed + number), clock, folder)
            deeds.do("save", desk)
            opening.close(desk.services)
        unseen += _knows(path, clock, printed)
    return unseen
