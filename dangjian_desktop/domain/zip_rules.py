"""Is a zip container (xlsx, docx) what it says, and small enough to open? Judged before anything is parsed."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from dangjian_desktop.domain.errors import Error, UserError

MAX_MEMBERS = 2_000
MAX_BYTES = 200 * 1024 * 1024
MAX_RATIO = 100
_CHUNK = 1 << 16
_DOCTYPE = b"<!DOCTYPE"


def vetted(data: bytes) -> zipfile.ZipFile:
    """Return the open container; E-33 for what is too big, nested in lies, encrypted or with a document type."""
    try:
        box = zipfile.ZipFile(BytesIO(data))
        members = box.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise UserError(Error.MALFORMED, detail=repr(fault)) from fault
    names = [member.filename for member in members]
    plain = all(not name.startswith(("/", "\\")) and ".." not in name.split("/") and ":" not in name for name in names)
    if len(members) > MAX_MEMBERS or len(set(names)) < len(names) or not plain or any(member.flag_bits & 1 for member in members):
        raise UserError(Error.MALFORMED, detail="members")
    total = 0
    for member in members:
        total += _real_size(box, member, MAX_BYTES - total)
    return box


def _real_size(box: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    """Count the size while unpacking, for sizes in a directory can lie."""
    size, tail, typed = 0, b"", False
    limit = min(room, max(member.compress_size, 1024) * MAX_RATIO)
    try:
        with box.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                seen = tail + chunk.replace(b"\0", b"")  # UTF-16 is told as well
                typed, tail = typed or _DOCTYPE in seen.upper(), seen[-len(_DOCTYPE) :]
                if size > limit:
                    raise UserError(Error.MALFORMED, detail=f"{member.filename} unpacks to more than {limit}")
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, EOFError) as fault:
        raise UserError(Error.MALFORMED, detail=repr(fault)) from fault
    if typed:
        raise UserError(Error.MALFORMED, detail="document type")
    return size
