"""R10 and R11: sticks that are pulled while a pack is written, and packs that somebody changed. (trials, seed, folder) → failures."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from dangjian_desktop.domain.check_code import check_code, parse
from dangjian_desktop.domain.errors import PackError, UserError
from dangjian_desktop.exchange import pack
from dangjian_desktop.exchange.medium import UNFINISHED, Medium

NAME = "移交包-青石镇党委-20220705-9F3A07C2"


class Pulled(Medium):
    """Gives up for good after so many bytes: with an error, or by ending the process."""

    def __init__(self, after: int, fault: int | None) -> None:
        self.left, self.fault = after, fault

    def put(self, stream: BinaryIO, data: bytes) -> None:
        super().put(stream, data[: self.left])
        if len(data) > self.left:
            if self.fault is None:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(self.fault, "pulled")
        self.left -= len(data)

    def flush(self, stream: BinaryIO) -> None:
        if not self.left and self.fault is not None:
            raise OSError(self.fault, "pulled")


def source(folder: Path, seed: int, evidence: int = 3) -> list[tuple[str, Path | bytes]]:
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    ledger = folder / "台账.djtz"
    ledger.write_bytes(chance.randbytes(60_000))
    files: list[tuple[str, Path | bytes]] = [("台账.djtz", ledger)]
    for _ in range(evidence):
        data = chance.randbytes(5_000)
        name = hashlib.sha256(data).hexdigest()
        files.append((f"佐证材料/{name[:2]}/{name}", data))
    return files


def head_of(seed: int) -> str:
    return hashlib.sha256(str(seed).encode()).hexdigest()


def make(folder: Path, seed: int, medium: Medium | None = None, name: str = NAME) -> Path:
    """One pack in ``folder``; its source stands beside it."""
    files = source(folder / f"源{seed}", seed)
    package = {"seq": 100 + seed % 1000, "head": head_of(seed), "ledger": "u-1"}
    return pack.write(folder / name, files, package, beside=[("移交清单.docx", b"docx"), ("移交清单.pdf", b"pdf")], medium=medium).path


# ---------------------------------------------------------------------- R10
def interrupted(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """Pulled after k bytes by EIO, ENOSPC or the end of the process: nothing that verifies is left, the next attempt succeeds."""
    chance, failures = random.Random(seed), []
    whole = make(folder / "ganz", seed)
    size = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file())
    before = (folder / "ganz" / f"源{seed}" / "台账.djtz").read_bytes()
    faults = [errno.EIO, errno.ENOSPC] + ([None] if hasattr(os, "fork") else [])
    for number in range(trials):
        after, fault = chance.randrange(size) if number % 5 else size - 1 - number // 5, faults[number % len(faults)]
        place = folder / str(number)
        claimed = _attempt(place, seed, Pulled(max(after, 0), fault))
        told = f"{number} after {after} of {size} by {fault} (seed {seed})"
        failures += [f"{told}: success claimed"] * claimed
        failures += [f"{told}: {answer}" for left in place.glob(NAME + "*") if (answer := answer_of(left)) != "E-51"]
        failures += [f"{told}: a pack stands there"] * (place / NAME).exists()
        failures += [f"{told}: the source changed"] * ((place / f"源{seed}" / "台账.djtz").read_bytes() != before)
        again = make(place, seed)
        failures += [f"{told}: the next attempt is not whole"] * (answer_of(again) != "" or (place / (NAME + UNFINISHED)).exists())
        shutil.rmtree(place)
    return trials, failures


def _attempt(place: Path, seed: int, medium: Pulled) -> bool:
    """Whether it said that it succeeded."""
    if medium.fault is not None:
        try:
            make(place, seed, medium)
        except OSError:
            return False
        return True
    child = os.fork()
    if child == 0:
        make(place, seed, medium)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def answer_of(folder: Path) -> str:
    """The code a receiver is told; "" when the pack verifies."""
    try:
        pack.read(folder)
    except PackError as told:
        return told.code
    return ""


# ---------------------------------------------------------------------- R11
def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _flip(folder: Path, chance: random.Random) -> None:
    path = chance.choice(_files(folder))
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _cut(folder: Path, chance: random.Random) -> None:
    path = chance.choice(_files(folder))
    os.truncate(path, chance.randrange(path.stat().st_size))


def _remove(folder: Path, chance: random.Random) -> None:
    chance.choice(_files(folder)).unlink()


def _add(folder: Path, chance: random.Random) -> None:
    (chance.choice(_files(folder)).parent / f"多{chance.randrange(100)}.txt").write_bytes(b"x")


def _rename(folder: Path, chance: random.Random) -> None:
    path = chance.choice(_files(folder))
    path.rename(path.with_name(path.name + "1"))


def _case(folder: Path, chance: random.Random) -> None:
    path = chance.choice([path for path in _files(folder) if path.name.upper() != path.name])
    path.rename(path.with_name(path.name.upper()))


def _line_twice(folder: Path, chance: random.Random) -> None:
    path = folder / chance.choice([*pack.MANIFESTS, pack.TAGS])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    path.write_text("".join(lines), encoding="utf-8")
    if path.name == pack.TAGS:
        (folder / pack.MARK).write_text(hashlib.sha256(path.read_bytes()).hexdigest() + "\n", encoding="utf-8")
    else:
        reseal(folder)


def _path_outside(folder: Path, chance: random.Random) -> None:
    """The lists agree with each other: only the rule about names can refuse."""
    bad = chance.choice(["data/..\\x", "data/../x", "/etc/passwd", "C:\\x", "data//x", "data/./x", "x", "data/a:b", "..", "data/x."])
    name = "data/台账.djtz"
    for path in [*pack.MANIFESTS, pack.PACKAGE]:
        text = (folder / path).read_text(encoding="utf-8")
        lines = text.replace(name, json.dumps(bad)[1:-1] if path == pack.PACKAGE else bad)
        sort = lines if path == pack.PACKAGE else "".join(sorted(lines.splitlines(keepends=True), key=lambda line: line[66:]))
        (folder / path).write_text(sort, encoding="utf-8")
    reseal(folder)


def _swap(folder: Path, chance: random.Random) -> None:
    one, two = chance.sample(_files(folder / "data" / "佐证材料"), 2)
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)


def _older(folder: Path, chance: random.Random) -> None:
    """Some files of a pack made earlier."""
    old = make(folder.parent / "旧", 7)
    for name in chance.sample(["data/台账.djtz", *pack.MANIFESTS, pack.PACKAGE, pack.TAGS, pack.MARK], chance.randrange(1, 5)):
        shutil.copy(old / name, folder / name)
    shutil.rmtree(old.parent)


def _clash(folder: Path, chance: random.Random) -> None:
    """Two names that are one where capitals do not count, consistently listed."""
    (folder / "data" / "A.txt").write_bytes(b"1")
    (folder / "data" / "a.txt").write_bytes(b"2")
    relist(folder)


SEEN: dict[str, Callable[[Path, random.Random], None]] = {
    "flip": _flip, "cut": _cut, "remove": _remove, "add": _add, "rename": _rename, "case": _case, "line twice": _line_twice,
    "path outside": _path_outside, "swap": _swap, "older": _older, "case clash": _clash,
}  # fmt: skip
"""What the check of the files has to notice."""


def reseal(folder: Path) -> None:
    """Tag manifest and mark computed anew, as somebody would who knows how."""
    tags = sorted(path for path in folder.iterdir() if path.is_file() and path.name not in (pack.TAGS, pack.MARK))
    lines = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in tags)
    (folder / pack.TAGS).write_text(lines, encoding="utf-8")
    (folder / pack.MARK).write_text(hashlib.sha256(lines.encode()).hexdigest() + "\n", encoding="utf-8")


def relist(folder: Path) -> None:
    """Everything rewritten consistently."""
    names = sorted(path.relative_to(folder).as_posix() for path in _files(folder / "data"))
    for manifest, kind in pack.MANIFESTS.items():
        lines = (f"{hashlib.new(kind, (folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
        (folder / manifest).write_text("".join(lines), encoding="utf-8")
    package = json.loads((folder / pack.PACKAGE).read_text(encoding="utf-8"))
    package[pack.SIZES] = {name: (folder / name).stat().st_size for name in names}
    (folder / pack.PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    reseal(folder)


def tampered(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """``trials`` of each class; the file check sees all but the last, the 核验码 on paper sees that one, and a slip of the pen."""
    chance, failures = random.Random(seed), []
    good = make(folder / "好", seed)
    for kind, tamper in SEEN.items():
        for number in range(trials):
            copy = shutil.copytree(good, folder / NAME)
            tamper(copy, chance)
            if answer_of(copy) not in ("E-51", "E-52"):
                failures.append(f"{kind} {number} (seed {seed}): not seen")
            shutil.rmtree(copy)
    paper = check_code(100 + seed % 1000, head_of(seed))
    for number in range(trials):
        failures += _rewritten(good, folder, number, paper, chance)
        signs = list(str(paper).replace(" ", ""))
        place = chance.randrange(len(signs))
        signs[place] = chance.choice([sign for sign in "0123456789ABCDEF" if sign != signs[place]])
        failures += [f"mistyped {number}: accepted"] * _accepted("".join(signs))
    return trials * (len(SEEN) + 2), failures


def _rewritten(good: Path, folder: Path, number: int, paper: object, chance: random.Random) -> list[str]:
    copy = shutil.copytree(good, folder / NAME)
    (copy / "data" / "台账.djtz").write_bytes(chance.randbytes(50_000))
    package = json.loads((copy / pack.PACKAGE).read_text(encoding="utf-8"))
    (copy / pack.PACKAGE).write_text(json.dumps({**package, "head": chance.randbytes(32).hex()}), encoding="utf-8")
    relist(copy)
    found = pack.read(copy).package
    shutil.rmtree(copy)
    return [f"rewritten {number}: the 核验码 on paper agrees"] * (check_code(found["seq"], found["head"]) == paper)


def _accepted(text: str) -> bool:
    try:
        parse(text)
    except UserError:
        return False
    return True
