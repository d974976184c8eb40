"""The one place that hands a file to another program. Only what is on the short list goes, by its content. Knows no office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.domain.file_kinds import media_of, obstacle
from dangjian_desktop.domain.file_names import visible

Launch = Callable[[QUrl], bool]


class Opener:
    """``launch`` is the system's; tests hand in one that only remembers."""

    def __init__(self, launch: Launch = QDesktopServices.openUrl) -> None:
        self._launch = launch

    def open(self, path: Path) -> None:
        """Show a document in the program that is meant for it. E-41 for everything else; E-44 when there is no such program."""
        if obstacle(path.name, media_of(path.read_bytes())):
            raise UserError(Error.PROGRAM_FILE, name=visible(path.name))
        if not self._launch(QUrl.fromLocalFile(str(path))):
            raise UserError(Error.NOT_SHOWN, name=visible(path.name), reason="这台电脑上没有能打开它的软件")
