"""What a file is, by its content and not by its name, and whether a double click may open it. Knows no ledger and no disk.

Only kinds on a short list are opened, and only when name and content say the same. Programs, scripts and whatever hides
in its name are never opened; archives and all else are saved elsewhere by the user.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
import zlib
from io import BytesIO

from dangjian_desktop.domain.file_names import base_name, hidden

PROGRAM, ARCHIVE, TEXT, OTHER = "program", "archive", "txt", "other"

OPENABLE = {
    "docx": "docx", "xlsx": "xlsx", "pptx": "pptx", "pdf": "pdf", "txt": TEXT, "jpg": "jpg", "jpeg": "jpg", "png": "png",
    "ofd": "ofd", "wps": "ole-word", "et": "ole-sheet", "dps": "ole-slides", "tif": "tif", "tiff": "tif",
}  # fmt: skip
"""Extension → the kind its content must be of."""


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


PROGRAMS = _words(
    "exe com scr pif bat cmd ps1 psm1 psd1 ps1xml psc1 vbs vbe vb js jse mjs ws wsf wsc wsh hta msi msp mst msix msixbundle appx"
    " appxbundle appinstaller lnk url website reg cpl jar jnlp class py pyc pyw pyz pl rb php chm hlp scf inf ins isp job gadget"
    " settingcontent-ms library-ms search-ms searchconnector-ms diagcab theme themepack iso img vhd vhdx udf dmg one onepkg docm dotm"
    " xlsm xltm xlam xla xll xlsb pptm potm ppam ppsm sldm ppa wll mde mda accde accda ade adp dll ocx sys drv desktop sh bash zsh csh"
    " ksh run bin out appimage flatpakref flatpak snap deb rpm apk ipa app command workflow action elf so ko swf slk iqy rqy oqy crx"
    " xpi air sct shb shs vsto application manifest prf osd msc mht mhtml"
)
ARCHIVES = _words("zip rar 7z tar gz tgz bz2 tbz xz txz zst cab arj lzh z")

_MAGIC = (
    (b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"II*\0", "tif"), (b"MM\0*", "tif"),
    (b"MZ", PROGRAM), (b"\x7fELF", PROGRAM), (b"\xca\xfe\xba\xbe", PROGRAM), (b"\xcf\xfa\xed\xfe", PROGRAM), (b"\xfe\xed\xfa\xcf", PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", PROGRAM), (b"ITSF", PROGRAM), (b"vhdxfile", PROGRAM), (b"conectix", PROGRAM), (b"\xed\xab\xee\xdb", PROGRAM),
    (b"!<arch>\ndebian", PROGRAM), (b"\xe4R\\{\x8c\xd8\xa7M", PROGRAM), (b"regf", PROGRAM), (b"\0asm", PROGRAM), (b"FWS", PROGRAM),
    (b"CWS", PROGRAM), (b"Rar!\x1a\x07", ARCHIVE), (b"7z\xbc\xaf'\x1c", ARCHIVE), (b"\x1f\x8b", ARCHIVE), (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\0", ARCHIVE), (b"MSCF", ARCHIVE),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SCRIPTS = (
    "#!", "@echo", "[desktop entry]", "[internetshortcut]", "[autorun]", "windows registry editor", "regedit4", "<script", "<job", "<hta:",
    "<?php",
)  # fmt: skip
_PARTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"), ("OFD.xml", "ofd"))
_STREAMS = (("WordDocument", "ole-word"), ("Workbook", "ole-sheet"), ("Book", "ole-sheet"), ("PowerPoint Document", "ole-slides"))
_MACROS = {"MACROS", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}
_INSTALLERS = {bytes.fromhex(f"{low}100c0000000000c000000000000046") for low in ("82", "84", "86")}
_LOOKALIKE = str.maketrans("асԁеһіјӏкӏмпорԛѕтвухѡѵᴢԝοαεικνρτυχωϲ", "acdehijlklmnopqstbyxwvzwoaeiknptuxwc")
_TYPES_ROOM = 1 << 20


def media_of(data: bytes) -> str:
    """Return the kind of these bytes: a key of the lists above."""
    for magic, media in _MAGIC:
        if data.startswith(magic):
            return media
    if data.startswith(_OLE):
        return _compound(data)
    if data.startswith(b"PK\x03\x04"):
        return _container(data)
    if data[32769:32774] == b"CD001":
        return PROGRAM
    if data[257:262] == b"ustar":
        return ARCHIVE
    return _textual(data)


def _container(data: bytes) -> str:
    """Tell what a zip is: an Office document when its parts say so, a program when there are macros in it."""
    try:
        box = zipfile.ZipFile(BytesIO(data))
        names = set(box.namelist())
        types = b""
        if "[Content_Types].xml" in names:
            with box.open("[Content_Types].xml") as stream:
                types = stream.read(_TYPES_ROOM)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        return OTHER
    lowered = {name.lower() for name in names}
    if b"macroenabled" in types.lower() or any(name.endswith(("vbaproject.bin", ".class", "androidmanifest.xml")) for name in lowered):
        return PROGRAM
    found = [media for part, media in _PARTS if part in names and (types or media == "ofd")]
    return found[0] if found else ARCHIVE


def _compound(data: bytes) -> str:
    """Tell an OLE file by the streams of its directory; with macros, or as an installer, it is a program."""
    try:
        entries = _directory(data)
    except (struct.error, IndexError, ValueError):
        return OTHER
    names = {name for name, _ in entries}
    if {name.upper() for name in names} & _MACROS or any(owner in _INSTALLERS for _, owner in entries):
        return PROGRAM
    return next((media for stream, media in _STREAMS if stream in names), OTHER)


def _directory(data: bytes) -> list[tuple[str, bytes]]:
    """Return (name, class id) of every entry. Raises when the file does not hold together."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    table: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76):
        if sector < 0xFFFFFFFA:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    found: list[tuple[str, bytes]] = []
    sector, seen = struct.unpack_from("<I", data, 48)[0], set[int]()
    while sector < 0xFFFFFFFA:
        if sector in seen:
            raise ValueError("circle")
        seen.add(sector)
        for place in range((sector + 1) * size, (sector + 2) * size, 128):
            length = struct.unpack_from("<H", data, place + 64)[0]
            if 2 <= length <= 64:
                found.append((data[place : place + length - 2].decode("utf-16-le", "replace"), data[place + 80 : place + 96]))
        sector = table[sector]
    return found


def _textual(data: bytes) -> str:
    """Tell text in an encoding of ours without control characters; a script is a program, whatever its name."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text or re.search("[\0-\x08\x0e-\x19\x1b-\x1f\x7f]", text):
            return OTHER
        begins = text[:4096].lstrip().casefold()
        return PROGRAM if begins.startswith(_SCRIPTS) else TEXT
    return OTHER


def extension(name: str) -> str:
    """Return the extension a system would act on: without what hides it, in plain small letters, look-alikes taken for what they mimic."""
    plain = base_name(name)
    for char in set(hidden(plain)):
        plain = plain.replace(char, "")
    plain = unicodedata.normalize("NFKC", plain).strip().rstrip(". ")
    return plain.rpartition(".")[2].strip().casefold().translate(_LOOKALIKE) if "." in plain else ""


def obstacle(name: str, media: str) -> str:
    """Tell why this is not opened: PROGRAM, ARCHIVE or OTHER; "" when it may be."""
    ending = extension(name)
    if media == PROGRAM or ending in PROGRAMS or hidden(name) or _written(name) != ending:
        return PROGRAM
    if media == ARCHIVE or ending in ARCHIVES:
        return ARCHIVE
    return "" if OPENABLE.get(ending) == media else OTHER


def _written(name: str) -> str:
    """Return the extension as it is written, only without regard to case."""
    ending = base_name(name).rstrip(". ").rpartition(".")
    return ending[2].strip().lower() if ending[1] else ""


def openable(name: str, media: str) -> bool:
    """Tell whether a double click may open it; why not is said by ``obstacle``."""
    return not obstacle(name, media)
