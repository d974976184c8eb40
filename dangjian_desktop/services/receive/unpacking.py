"""A hand-over pack as it arrives, folder or encrypted file: checked whole, then the ledger in it lies in a folder of our own.

Knows files, lists and the pass phrase; what the ledger holds is looked at elsewhere (receiving).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import dangjian_desktop
from dangjian_desktop import files
from dangjian_desktop.domain import passphrase as phrases
from dangjian_desktop.domain.errors import DataFileError, Error, PackError, UserError, WrongPassphraseError
from dangjian_desktop.domain.handover import KEY, LEDGER, PackKind
from dangjian_desktop.domain.progress import Progress
from dangjian_desktop.exchange import container, pack
from dangjian_desktop.exchange.medium import UNFINISHED, read_again
from dangjian_desktop.exchange.pack import PackRead
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.services.trust import attempts
from dangjian_desktop.services.trust.attempts import Sleep
from dangjian_desktop.storage.ground.faults import system
from dangjian_desktop.storage.ground.watch import held

FORMAT = 1
_TEXTS = ("minimum", "ledger_id", "unit", "created", "kind", "giver", "receiver", "head", "code", "copy_facts")
_NUMBERS = ("seq", "records", "evidence")
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")
_LISTS = (pack.MARK, pack.TAGS, pack.PACKAGE, *pack.MANIFESTS)
_PARTS = (*_LISTS, pack.DATA)
_LARGEST_LIST = 64 * 1024 * 1024
_INSIDE = "移交包"
_CHOOSE = "请选以“移交包-”开头的文件夹，或者以 .djbox 结尾的文件。"


@dataclass(frozen=True)
class Unpacked:
    """A pack in which every file is what was written; ``ledger`` is the one inside, in our own folder, ``sha256`` of its bytes."""

    package: Mapping[str, Any]
    mark: str
    ledger: Path
    sha256: str


def unpack(place: Path, folder: Path, passphrase: str | None, progress: Progress, clock: Clock, sleep: Sleep) -> Unpacked:
    """Check a pack whole and take what it holds into ``folder``. PackError for all that is wrong with it, E-03 when it is too new.

    E-84 for a pass phrase with a slip of the pen, E-61 for that of another pack; the next try after that one waits.
    """
    with system(str(place.parent)):
        found = pack.read(_folder(place, folder, passphrase, progress, clock, sleep), progress=progress)
        _readable(found.package)
        _only_ours(found)
        for name in found.names:
            _take(found.file(name), folder / name, found.hashes[name], name, progress)
    return Unpacked(found.package, found.mark, folder / LEDGER, found.hashes[LEDGER])


def altered(name: str, why: str = "") -> PackError:
    """E-52 for one file of the pack, with the reason where there is more to say."""
    return PackError(Error.PACK_DIFFERS, missing=0, extra=0, changed=1, problems=[f"内容不符：{name}{f'（{why}）' if why else ''}"])


# ---------------------------------------------------------------------- where the files are
def _folder(place: Path, folder: Path, passphrase: str | None, progress: Progress, clock: Clock, sleep: Sleep) -> Path:
    """The folder of the pack: where it lies, or made from the encrypted file. The open ledger is not even looked at: that would
    end its lock.
    """
    if held(place / pack.DATA / LEDGER):
        raise PackError(Error.NOT_RECEIVED, name=place.name, reason="里面的台账正在这里打开着", hint="请先关闭它。")
    if place.is_dir():
        _ordinary(place)
        return place
    if not place.exists():
        raise PackError(Error.NOT_RECEIVED, name=place.name, reason="找不到它", hint="请检查 U 盘是否插好。")
    if not place.is_file() or held(place) or not container.is_container(place):
        raise _foreign(place)
    if place.name.endswith(UNFINISHED):
        raise PackError(Error.PACK_UNFINISHED, detail="still under the name of a part")
    _unseal(place, folder / _INSIDE, passphrase, progress, clock, sleep)
    return folder / _INSIDE


def _ordinary(place: Path) -> None:
    """There is something of a pack, and its lists are files that can be read to their end."""
    if not any((place / name).exists() for name in _PARTS):
        raise _foreign(place)
    for name in _LISTS:
        path = place / name
        if path.is_symlink() or (path.exists() and not (path.is_file() and path.stat().st_size <= _LARGEST_LIST)):
            raise altered(name)


def _foreign(place: Path) -> PackError:
    """What was chosen is no pack; where one lies inside, it is named."""
    inside = next((path.name for path in sorted(place.glob(f"{_INSIDE}-*"))), "") if place.is_dir() else ""
    return PackError(Error.NOT_RECEIVED, name=place.name, reason="它不是移交包", hint=f"请选里面的“{inside}”。" if inside else _CHOOSE)


def _unseal(place: Path, target: Path, passphrase: str | None, progress: Progress, clock: Clock, sleep: Sleep) -> None:
    """Decrypt; wrong tries are noted by the mark of this very file, and slow the next one down."""
    if not passphrase:
        raise UserError(Error.UNCLEAR, text="口令", reason="没有填写", hint="移交包是加密的，请照着口令单输入口令。")
    said = phrases.parse(passphrase)
    with place.open("rb") as stream:
        mark = hashlib.sha256(stream.read(container.HEADER)).digest()[:16]
    sleep(attempts.wait(mark, clock))
    try:
        container.open_(place, target, said, progress=progress)
    except PackError as fault:
        if fault.code != Error.WRONG_PASSWORD:
            raise
        raise WrongPassphraseError(attempts.note(mark, clock)) from fault
    attempts.forget(mark)


# ---------------------------------------------------------------------- what it says of itself
def _readable(package: Mapping[str, Any]) -> None:
    """package.json is as this version knows it; E-03 where it belongs to a newer one."""
    number, least = package.get("format"), package.get("minimum")
    if type(number) is not int or not isinstance(least, str) or not _VERSION.fullmatch(least):
        raise altered(pack.PACKAGE)
    if number != FORMAT or _numbers(least) > _numbers(dangjian_desktop.__version__):
        raise DataFileError(Error.NEWER_VERSION, version=least)
    texts = all(_is_text(package.get(name)) for name in _TEXTS)
    numbers = all(type(package.get(name)) is int for name in _NUMBERS)
    if not texts or not numbers or package["kind"] not in get_args(PackKind):
        raise altered(pack.PACKAGE)


def _is_text(value: object) -> bool:
    """One that can be written and shown; half a character cannot."""
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _only_ours(found: PackRead) -> None:
    """The ledger, perhaps its key file, and nothing else in data/."""
    missing, extra = {LEDGER} - set(found.names), set(found.names) - {LEDGER, KEY}
    if missing or extra:
        problems = [*(f"缺少：{name}" for name in missing), *(f"多出：{name}" for name in sorted(extra))]
        raise PackError(Error.PACK_DIFFERS, missing=len(missing), extra=len(extra), changed=0, problems=problems)


def _take(source: Path, target: Path, wanted: str, name: str, progress: Progress) -> None:
    """Bring a file into our own folder; what arrives is what was checked, or it is refused."""
    found, size = hashlib.sha256(), source.stat().st_size

    def told() -> Iterator[bytes]:
        done = 0
        for data in read_again(source):
            yield data
            found.update(data)
            done += len(data)
            progress.step(done, size, "正在取出移交包里的台账")

    files.write(target, told(), "xb")
    if found.hexdigest() != wanted:
        raise altered(name, "核验以后又变了")
