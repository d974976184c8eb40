"""Evidence under every name there is (R16) and every kind that must not run (R17): the samples, and two runs over a real file.

Each run answers (trials, failures); a failure is a sentence. Nothing is written outside the folder that is handed in.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc"
    b"\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
EXE = b"MZ\x90\x00" + b"\0" * 60 + b"PE\0\0"


def container(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        for name, data in parts.items():
            box.writestr(name, data)
    return made.getvalue()


def office(part: str, *, macros: bool = False) -> bytes:
    kind = b"application/vnd.ms-word.document.macroEnabled.main+xml" if macros else b"application/vnd.openxmlformats.main+xml"
    return container({"[Content_Types].xml": b"<Types><Override ContentType='" + kind + b"'/></Types>", part: b"<x/>"})


def compound(*streams: str, owner: bytes = b"\0" * 16, size: int = 512) -> bytes:
    """A small OLE file whose directory holds these names."""
    entries = b""
    for number, name in enumerate(("Root Entry", *streams)):
        text = name.encode("utf-16-le")
        entries += text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, 5 if number == 0 else 2, 0)
        entries += b"\xff" * 12 + (owner if number == 0 else b"\0" * 16) + b"\0" * 32
    sectors = -(-len(entries) // size)
    entries = entries.ljust(sectors * size, b"\0")
    shift = size.bit_length() - 1
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHH", 0x3E, 3, 0xFFFE, shift) + b"\0" * 16
    head += struct.pack("<I", 1) + b"\0" * 24 + struct.pack("<I", 0) + b"\xff" * 432
    table = [0xFFFFFFFD] + [n + 2 for n in range(sectors - 1)] + [0xFFFFFFFE]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(size, b"\xff")
    return head.ljust(size, b"\0") + fat + entries


GOOD = {
    "docx": office("word/document.xml"), "xlsx": office("xl/workbook.xml"), "pptx": office("ppt/presentation.xml"), "pdf": PDF,
    "txt": "虚构材料，仅供演示\n".encode(), "jpg": JPG, "png": PNG, "ofd": container({"OFD.xml": b"<OFD/>"}), "wps": compound("WordDocument"),
    "et": compound("Workbook"), "dps": compound("PowerPoint Document"), "tif": b"II*\0\x08\0\0\0\0\0\0\0\0\0",
}  # fmt: skip
"""One honest file of each kind that may be opened."""

SIXTY = [
    "exe",
    "com",
    "scr",
    "pif",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "wsh",
    "hta",
    "msi",
    "msix",
    "lnk",
    "url",
    "reg",
    "cpl",
    "jar",
    "py",
    "pyw",
    "pyz",
    "chm",
    "scf",
    "settingcontent-ms",
    "library-ms",
    "search-ms",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "dmg",
    "one",
    "docm",
    "dotm",
    "xlsm",
    "xltm",
    "xlam",
    "xla",
    "xll",
    "xlsb",
    "pptm",
    "ppam",
    "desktop",
    "sh",
    "bash",
    "run",
    "appimage",
    "deb",
    "rpm",
    "apk",
    "appx",
    "application",
    "msc",
    "dll",
    "sys",
    "inf",
    "gadget",
]
"""Sixty extensions of programs, scripts, installers, images of disks and files with macros."""

DISGUISED: tuple[tuple[str, bytes], ...] = (
    ("报告\u202efdp.exe", EXE), ("报告\u202excod.pdf", PDF), ("名单.pdf" + " " * 60 + ".exe", EXE), ("名单.pdf.exe", PDF), ("照片.jpg", EXE),
    ("通知.pdf", b"\x7fELF\x02\x01\x01"), ("通知.docx", office("word/document.xml", macros=True)), ("a.pd\u200bf", PDF), ("材料.ехе", PDF),
    ("材料.ｅｘｅ", PDF), ("说明.txt", b"#!/bin/sh\nrm -rf ~\n"), ("说明2.txt", b"@echo off\r\ndel *"),
    ("快捷.txt", b"[InternetShortcut]\r\nURL=file://10.0.0.5/x\r\n"), ("表.xlsx", b"L\0\0\0\x01\x14\x02\0\0\0"),
    ("旧表.et", compound("Workbook", "_VBA_PROJECT_CUR")), ("安装.wps", compound("x", owner=bytes.fromhex("84100c0000000000c000000000000046"))),
    ("帮助.pdf", b"ITSF\x03\0\0\0"), ("盘.pdf", b"\0" * 32769 + b"CD001"), ("桌面.txt", b"[Desktop Entry]\nExec=sh\n"), ("x.exe. ", EXE),
)  # fmt: skip
"""Twenty files that pretend to be something harmless."""

CHOSEN = (
    "..\\..\\Windows\\x.dll", "..\\x.txt", "C:evil.txt", "C:\\Users\\x.txt", "\\\\10.0.0.5\\s\\x.txt", "CON", "con.txt", "nul.txt", "NUL", "AUX.pdf",
    "PRN.docx", "COM1.docx", "COM¹", "COM¹.txt", "LPT9.", "lpt1.txt", "CONOUT$", "CONIN$.txt", "CLOCK$", "CON .txt", "nul.tar.gz",
    "报告\u202efdp.exe", "报告\u202efdp.pdf", "零\u200b宽.pdf", "名单.pdf" + " " * 60 + ".exe", "汉" * 84 + ".t", "a" * 250 + ".txt", "汉" * 80,
    "王䶮.pdf", "\U0002cb4e.pdf", "𠮷" * 60 + ".jpg", "👨\u200d👩\u200d👧\u200d👦.jpg", "👍🏽.png", "🇨🇳.png", "e\u0301te\u0301.txt", "é.txt", "é.TXT", "A.pdf",
    "a.pdf", "ß.txt", "SS.txt", ".bashrc", ".", "...", "x.", "x .", " x.txt", "x.txt ", "x\u00a0.txt", "全　角.txt", "a\tb.txt", "a\nb.txt", "a\x7fb.txt",
    "a<b>.txt", 'a"b.txt', "a|b?.txt", "a*b.txt", "10:30 会议.txt", "file:stream.txt", "#井号%20.txt", "100%.txt", "$(x).txt", "`x`.txt", "'x'.txt", "-rf.txt",
    "--help", "~$x.docx", "desktop.ini", "autorun.inf", "Thumbs.db", "x.pdf.part", "x.json", "copy.json", "file", "x" * 16 + "." + "y" * 40, "无扩展名",
    "многоязычный.pdf", "مرحبا.pdf", "שלום.txt", "ไทย.txt", "देव\u200dनागरी.txt", "한글.txt", "\u1112\u1161\u11ab.txt", "か\u3099.txt",
    "\ue863.pdf", "\ufa19.pdf", "神.pdf", "a\u0300" * 60 + ".txt", "z" + "\u0335" * 100 + ".txt", "A\u030a.txt", "Å.txt", "\u2800.txt",
)  # fmt: skip
"""Names that have made trouble somewhere; the rest of the 150 are drawn."""


def names(count: int, seed: int) -> list[str]:
    """``count`` names: the chosen ones, then random ones that a file may carry."""
    dice = random.Random(seed)
    letters = "abcXYZ 0.-_()甲乙丙佐证材料𠮷𬭎é\u0301\u200d👩❤\ufe0f\u202e\u200b，。：/\\<>|?*\"'\t"
    made = list(CHOSEN[:count])
    while len(made) < count:
        made.append("".join(dice.choice(letters) for _ in range(dice.randint(1, 70))) + dice.choice((".txt", ".pdf", "", ".", " .docx")))
    return made


def _ledger(folder: Path) -> tuple[Any, int]:
    from dangjian_desktop.services.ledger_file import opening
    from tests.fakes import FixedClock

    services = opening.create_ledger(folder / "台账.djtz", "青石镇党委", clock=FixedClock(), actor="经办人01")
    spec = next(iter(services.catalogue.ledgers))
    return services, services.records.save(spec.key, {spec.date_field: "2022-05-12"}).ids[0]


def _tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def r16(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """Add under each name, look, save elsewhere, open where that is allowed; nothing outside its folder, the name never lost."""
    home, work, out = folder / "home", folder / "work", folder / "out"
    for made in (home, work, out):
        made.mkdir(parents=True)
    before = os.environ.get("DANGJIAN_HOME")
    os.environ["DANGJIAN_HOME"] = str(home)
    failures: list[str] = []
    try:
        services, pk = _ledger(work)
        saved: set[str] = set()
        for number, name in enumerate(names(trials, seed)):
            try:
                failures += [f"{name!r}: {said}" for said in _one_name(services, pk, name, number, out, saved)]
            except Exception as fault:  # noqa: BLE001 - any failure of one name is counted, the others still run
                failures.append(f"{name!r}: {fault!r}")
        services.evidence.wipe_copies()
        left = {path for path in _tree(home) if "/file/" in path}
        failures += [f"copy not wiped: {path}" for path in left]
        from dangjian_desktop.services.ledger_file import opening

        opening.close(services)
        strange = _tree(folder) - {"home", "work", "out"} - {f"out/{name}" for name in saved}
        strange = {path for path in strange if not path.startswith(("home/", "work/台账.djtz", "work/备份"))}
        failures += [f"written elsewhere: {path}" for path in sorted(strange)]
    finally:
        os.environ.pop("DANGJIAN_HOME")
        if before is not None:
            os.environ["DANGJIAN_HOME"] = before
    return trials, failures


def _one_name(services: Any, pk: int, name: str, number: int, out: Path, saved: set[str]) -> Iterator[str]:
    from dangjian_desktop.domain.errors import UserError
    from dangjian_desktop.domain.file_names import LIMIT, base_name, hidden, safe

    data = f"材料 {number}\n".encode()
    digest = hashlib.sha256(data).hexdigest()
    services.evidence.add_bytes(pk, name, data)
    piece = services.evidence.of(pk)[-1]
    if piece.name != base_name(name):
        yield f"kept as {piece.name!r}"
    if hidden(piece.shown):
        yield "something is hidden in what is shown"
    target = services.evidence.save_as(digest, piece.name, out)
    saved.add(target.name)
    if target.parent != out or target.read_bytes() != data:
        yield f"saved as {target}"
    if len(target.name.encode("utf-16-le")) // 2 > LIMIT or len(target.name.encode()) > 250 or hidden(target.name):
        yield f"name on disk {target.name!r}"
    if safe(target.name) != target.name:
        yield f"not safe: {target.name!r}"
    try:
        copy = services.evidence.open_copy(pk, digest, name=piece.name)
        if copy.read_bytes() != data or not piece.openable:
            yield "opened otherwise than said"
    except UserError as fault:
        if fault.code not in ("E-41", "E-44") or piece.openable:
            yield f"not opened: {fault.code}"


def kinds() -> list[tuple[str, bytes]]:
    """Sixty kinds, with contents that agree with the name and that do not, and twenty disguises."""
    contents = (EXE, PDF, b"echo x\n", office("word/document.xml"))
    return [(f"材料.{kind}", contents[n % 4]) for n, kind in enumerate(SIXTY)] + list(DISGUISED)


def r17(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """Every kind is asked to be opened: E-41 each time, no copy made. (Window and keys: tests/ui/test_evidence_panel.py.)"""
    from dangjian_desktop.domain.errors import UserError
    from dangjian_desktop.services.ledger_file import opening

    folder.mkdir(parents=True, exist_ok=True)
    services, pk = _ledger(folder)
    samples = (kinds() * (trials // 80 + 1))[:trials]
    random.Random(seed).shuffle(samples)
    failures: list[str] = []
    for name, data in samples:
        services.evidence.add_bytes(pk, name, data)
        piece = services.evidence.of(pk)[-1]
        if piece.openable:
            failures.append(f"{name!r} counts as openable")
        try:
            failures.append(f"{name!r} opened as {services.evidence.open_copy(pk, piece.sha256, name=piece.name)}")
        except UserError as fault:
            if fault.code != "E-41":
                failures.append(f"{name!r}: {fault.code}")
    opening.close(services)
    return len(samples), failures
