"""大字 and high contrast: the whole window in another look. Knows the window's parts, no ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from dangjian_desktop.ui.kit.theme import Theme


def change_look(window: Any, scale: float, *, contrast: bool) -> None:
    """The ledger is opened again in the new look, so that no half-typed form is lost."""
    window.machine.set_look(scale, contrast=contrast)
    path, key = Path(window.work.opened.path) if window.work else None, window.guard.key
    window.close_file()
    window.theme = Theme(scale, contrast)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        window.theme.apply(application)
    window.ask.theme = window.theme
    window.drop_start_page()
    window.menus.refresh()
    if path is not None:
        window.openings.open(path, key)
