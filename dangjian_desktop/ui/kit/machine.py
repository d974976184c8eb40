"""What belongs to this machine and not to the ledger: recent files, geometry, 大字. An INI file; what cannot be read is kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from dangjian_desktop.paths import own_folder
from dangjian_desktop.ui.kit.tokens import SCALES

_RECENT = 8
LOCK_AFTER, LOCK_LEAST, LOCK_MOST = 10, 3, 60
"""Minutes: unless chosen otherwise, at least, at most."""


class Machine:
    """Settings of this machine."""

    def __init__(self) -> None:
        self._file = QSettings(str(own_folder() / "machine.ini"), QSettings.Format.IniFormat)

    def recent(self) -> tuple[Path, ...]:
        """Newest first."""
        names = self._file.value("recent", [])
        listed = names if isinstance(names, list) else [names] if names else []
        return tuple(Path(str(name)) for name in listed)

    def remember(self, path: Path) -> None:
        kept: Sequence[Path] = [path, *(old for old in self.recent() if old != path)]
        self._file.setValue("recent", [str(one) for one in kept[:_RECENT]])
        self._file.sync()

    def forget_recent(self) -> None:
        """The list only; the files stay where they are."""
        self._file.remove("recent")
        self._file.sync()

    @property
    def scale(self) -> float:
        try:
            wanted = float(str(self._file.value("scale", 1.0)))
        except ValueError:
            return 1.0
        return min(SCALES, key=lambda one: abs(one - wanted))

    @property
    def contrast(self) -> bool:
        return str(self._file.value("contrast", "false")) == "true"

    def set_look(self, scale: float, *, contrast: bool) -> None:
        self._file.setValue("scale", scale)
        self._file.setValue("contrast", "true" if contrast else "false")
        self._file.sync()

    @property
    def lock_minutes(self) -> int:
        """After so many minutes without a touch a protected ledger is locked."""
        try:
            wanted = int(str(self._file.value("lock_minutes", LOCK_AFTER)))
        except ValueError:
            return LOCK_AFTER
        return wanted if LOCK_LEAST <= wanted <= LOCK_MOST else LOCK_AFTER

    def set_lock_minutes(self, minutes: int) -> None:
        self._file.setValue("lock_minutes", minutes)
        self._file.sync()

    @property
    def notice_read(self) -> bool:
        """Whether somebody on this machine has ticked what the program may be used for."""
        return str(self._file.value("notice_read", "false")) == "true"

    def set_notice_read(self) -> None:
        self._file.setValue("notice_read", "true")
        self._file.sync()

    def geometry(self) -> QByteArray | None:
        value = self._file.value("geometry")
        return value if isinstance(value, QByteArray) else None

    def set_geometry(self, value: QByteArray) -> None:
        self._file.setValue("geometry", value)
        self._file.sync()
