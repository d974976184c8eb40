"""The hand-over pack as a folder: written so that a half one is never taken for whole, read so that every change is noticed.

The layout follows BagIt (RFC 8493). Knows files and hashes only: what lies in data/ is nothing but bytes here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dangjian_desktop import files as places
from dangjian_desktop.domain.errors import Error, PackError, UserError
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.exchange.medium import UNFINISHED, Medium, check_target, read_again

DATA = "data/"
MANIFESTS = {"manifest-sha256.txt": "sha256", "manifest-sm3.txt": "sm3"}
PACKAGE = "package.json"
TAGS = "tagmanifest-sha256.txt"
MARK = "完成标记"
SIZES = "sizes"
"""In package.json: the size of every file in data/; written here, not by the caller."""
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LARGEST_TEXT = 64 * 1024 * 1024
_MOST_FILES = 200_000
_BEHIND = 64

Source = Path | bytes


@dataclass(frozen=True)
class PackWritten:
    """``mark`` is the hash of the tag manifest: two packs with the same mark are the same."""

    path: Path
    files: int
    size: int
    mark: str


@dataclass(frozen=True)
class PackRead:
    """A pack in which every file is what was written. ``names`` are those in data/, ``beside`` those next to it.

    ``hashes`` is the SHA-256 of every file in data/ by its name.
    """

    path: Path
    package: Mapping[str, Any]
    names: tuple[str, ...]
    beside: tuple[str, ...]
    mark: str
    hashes: Mapping[str, str]

    def file(self, name: str) -> Path:
        """Return where a file of the pack lies; ``name`` as in its list."""
        return self.path / DATA / name


def plain(name: str) -> bool:
    """Tell whether it is a relative name with '/' that every system understands and that leads nowhere else."""
    parts = name.split("/")
    odd = any(ord(sign) < 32 or sign in '\\:*?"<>|' or unicodedata.category(sign) == "Cs" for sign in name)
    return not odd and len(name) <= 400 and not any(part == "" or part[0] == " " or part[-1] in " ." for part in parts)


# ---------------------------------------------------------------------- writing
def write(
    target: Path,
    files: Sequence[tuple[str, Source]],
    package: Mapping[str, Any],
    *,
    beside: Sequence[tuple[str, Source]] = (),
    progress: Progress | None = None,
    medium: Medium | None = None,
) -> PackWritten:
    """Write a pack and read all of it again; ``files`` go into data/, ``beside`` (移交清单) next to it.

    A failure leaves ``target`` with 未完成 behind its name, or nothing; the next attempt replaces it. E-18 when ``target`` is there.
    """
    if target.exists():
        raise UserError(Error.NAME_TAKEN, name=target.name)
    disk = medium or Medium()
    check_target(target.parent, [_size(source) for _, source in [*files, *beside]], disk)
    part = places.beside(target, UNFINISHED)
    if part.exists():
        shutil.rmtree(part)
    part.mkdir()
    writer = _Writer(part, disk, progress or Quiet(), 2 * sum(_size(source) for _, source in [*files, *beside]))
    for name, source in sorted((DATA + name, source) for name, source in files):
        writer.add(name, source)
    sizes = {name: size for name, (_, _, size) in writer.written.items()}
    payload = dict(writer.written)
    writer.add("manifest-sha256.txt", _lines((name, one) for name, (one, _, _) in payload.items()))
    writer.add("manifest-sm3.txt", _lines((name, two) for name, (_, two, _) in payload.items()))
    writer.add(PACKAGE, json.dumps({**package, SIZES: sizes}, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8"))
    for name, source in beside:
        writer.add(name, source)
    writer.finish_tags()
    places.sync_folder(part)
    places.replace(part, target)
    places.sync_folder(target.parent)
    tags = writer.written[TAGS]
    return PackWritten(target, len(writer.written), sum(size for *_, size in writer.written.values()), tags[0])


class _Writer:
    """Writes file after file, remembers (sha256, sm3, size) of each, reads all again before the mark is written."""

    def __init__(self, folder: Path, medium: Medium, progress: Progress, total: int) -> None:
        self._folder, self._medium, self._progress, self._total = folder, medium, progress, total
        self._done = 0
        self.written: dict[str, tuple[str, str, int]] = {}

    def add(self, name: str, source: Source) -> None:
        """Write one file, on the disk when this returns. Names are ours: a bad one is a bug."""
        if not plain(name) or name in self.written:
            raise ValueError(f"not a name for a pack: {name}")
        path, size = self._folder / name, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        one, two = hashlib.sha256(), hashlib.new("sm3")
        with self._medium.create(path) as stream, ThreadPoolExecutor(1) as beside:
            late: deque[Future[None]] = deque()
            for data in [source] if isinstance(source, bytes) else places.pieces(source):
                # the slower hash is computed meanwhile, a few pieces behind
                late.append(beside.submit(two.update, data))
                self._medium.put(stream, data)
                one.update(data)
                if len(late) > _BEHIND:
                    late.popleft().result()
                size += len(data)
                self._told(len(data), "正在写入移交包")
            self._medium.flush(stream)
        self.written[name] = (one.hexdigest(), two.hexdigest(), size)

    def finish_tags(self) -> None:
        """Read everything again; only then is the tag manifest written, and the mark last."""
        for name in self.written:
            self._again(name)
        for folder in sorted({(self._folder / name).parent for name in self.written}):
            places.sync_folder(folder)
        self.add(TAGS, _lines((name, hashes[0]) for name, hashes in self.written.items() if not name.startswith(DATA)))
        self._again(TAGS)
        self.add(MARK, f"{self.written[TAGS][0]}\n".encode("ascii"))
        self._again(MARK)

    def _again(self, name: str) -> None:
        def told() -> Iterator[bytes]:
            for data in read_again(self._folder / name):
                yield data
                self._told(len(data), "正在重新读取核对")

        if places.sha256(told()) != self.written[name][0]:
            raise OSError(5, "what was written cannot be read again")

    def _told(self, size: int, words: str) -> None:
        self._done += size
        self._progress.step(min(self._done, self._total), self._total, words)


def _size(source: Source) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def _lines(entries: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{value}  {name}\n" for name, value in sorted(entries)).encode("utf-8")


# ---------------------------------------------------------------------- reading
def read(folder: Path, *, progress: Progress | None = None) -> PackRead:
    """Return a pack, only when every file is what was written: E-51 for one that was not finished, E-52 with the list for any change."""
    mark = _finished(folder)
    listed, package = _listed(folder)
    present = _present(folder)
    tags = _manifest(folder / TAGS, lambda name: "/" not in name)
    faults = _Faults(set(listed), {name for name in present if name.startswith(DATA)}, set(tags) | {TAGS, MARK}, present)
    faults.changed |= {name for name in faults.both if present[name] != package[SIZES][name]}
    faults.stop()
    total, done = sum(present.values()), 0
    for name in sorted(faults.both):
        found = [hashlib.new(kind) for kind in MANIFESTS.values()]
        for data in read_again(folder / name):
            for one in found:
                one.update(data)
            done += len(data)
            (progress or Quiet()).step(done, total, "正在核验移交包")
        faults.changed |= {name} if [one.hexdigest() for one in found] != listed[name] else set()
    faults.stop()
    faults.complete()
    faults.changed |= {name for name, value in tags.items() if places.sha256(read_again(folder / name)) != value}
    faults.stop()
    hashes = {name[len(DATA) :]: listed[name][0] for name in sorted(listed)}
    return PackRead(folder, package, tuple(hashes), tuple(sorted(set(tags) - {PACKAGE, *MANIFESTS})), mark, hashes)


class _Faults:
    """What differs between the lists and the folder."""

    def __init__(self, listed: set[str], there: set[str], tags: set[str], present: Mapping[str, int]) -> None:
        self.both, self.changed = listed & there, {name for name, size in present.items() if size < 0}
        self._missing = (listed | tags) - set(present)
        self._extra = set(present) - listed - tags

    def stop(self) -> None:
        """Refuse with E-52 and everything known so far, when something changed."""
        if self.changed:
            self._refuse()

    def complete(self) -> None:
        """Refuse with E-52 and the list when something is missing or there is more than was written."""
        if self._missing or self._extra:
            self._refuse()

    def _refuse(self) -> None:
        parts = (("缺少", self._missing), ("多出", self._extra), ("内容不符", self.changed - self._extra))
        problems = [f"{words}：{name}" for words, names in parts for name in sorted(names)]
        raise _changed(*(len(names) for _, names in parts), problems=problems)


def _changed(missing: int, extra: int, changed: int, *, problems: Sequence[str]) -> PackError:
    return PackError(Error.PACK_DIFFERS, missing=missing, extra=extra, changed=changed, problems=problems, detail=f"{len(problems)} faults")


def _finished(folder: Path) -> str:
    """Return the mark; E-51 when it is not the hash of the tag manifest or the folder still has its name of a part."""
    try:
        mark = (folder / MARK).read_bytes()[:100]
        whole = mark == f"{places.sha256(read_again(folder / TAGS))}\n".encode("ascii")
    except OSError as fault:
        raise PackError(Error.PACK_UNFINISHED, detail=type(fault).__name__) from fault
    if not whole or folder.name.endswith(UNFINISHED):
        raise PackError(Error.PACK_UNFINISHED, detail="the mark does not agree")
    return mark.decode("ascii").strip()


def _listed(folder: Path) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Hashes by name from both manifests, and package.json with the sizes of the same names."""
    one, two = (_manifest(folder / name, lambda name: name.startswith(DATA)) for name in MANIFESTS)
    try:
        package = json.loads(_text(folder / PACKAGE))
        sizes = package[SIZES]
        good = all(type(size) is int and size >= 0 for size in sizes.values()) and set(sizes) == set(one) == set(two)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise _odd(PACKAGE) from fault
    if not good:
        raise _odd(PACKAGE)
    return {name: [one[name], two[name]] for name in one}, package


def _manifest(path: Path, belongs: Callable[[str], bool]) -> dict[str, str]:
    """Hash by name. Strict: plain names, sorted, each once, also for a system that does not tell capitals."""
    text = _text(path)
    lines = text.split("\n")
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    entries = [(line[2], line[1]) for line in found if line]
    names = [name for name, _ in entries]
    alike = {unicodedata.normalize("NFC", name).casefold() for name in names}
    good = all(found) and lines[-1] == "" and names == sorted(names) and len(alike) == len(names) <= _MOST_FILES
    if not good or not all(plain(name) and belongs(name) for name in names):
        raise _odd(path.name)
    return dict(entries)


def _text(path: Path) -> str:
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_TEXT:
            raise _odd(path.name)
        return path.read_bytes().decode("utf-8")
    except ValueError as fault:
        raise _odd(path.name) from fault
    except OSError as fault:
        raise _changed(1, 0, 0, problems=[f"缺少：{path.name}"]) from fault


def _odd(name: str) -> PackError:
    """Make the refusal of the whole pack for a list that cannot be believed."""
    return _changed(0, 0, 1, problems=[f"内容不符：{name}"])


def _present(folder: Path) -> dict[str, int]:
    """Size by name of everything in the folder; -1 for what is no plain file (a link, a device)."""
    found: dict[str, int] = {}
    for place, folders, names in os.walk(folder):
        for name in [*names, *(one for one in folders if Path(place, one).is_symlink())]:
            path = Path(place, name)
            found[path.relative_to(folder).as_posix()] = path.stat().st_size if path.is_file() and not path.is_symlink() else -1
    return found
