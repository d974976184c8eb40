"""The table kind → editor. There is no fallback: a kind without an editor stops the tests, it never becomes a text box.

Child rows and evidence are edited in a part of the screen of their own: the grid, the list of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.ui.kit.editors.base import Editor, Lookup, Tools
from dangjian_desktop.ui.kit.editors.date import DateEditor
from dangjian_desktop.ui.kit.editors.plain import (
    ChoiceEditor,
    ChoicesEditor,
    ComputedEditor,
    FlagEditor,
    LongEditor,
    NumberEditor,
    TextEditor,
)
from dangjian_desktop.ui.kit.editors.ref import RefEditor, RefsEditor

__all__ = ["EDITORS", "Editor", "Lookup", "Tools", "make_editor"]

EDITORS: Mapping[str, type[Editor]] = MappingProxyType(
    {
        "text": TextEditor,
        "long": LongEditor,
        "date": DateEditor,
        "whole": NumberEditor,
        "money": NumberEditor,
        "number": NumberEditor,
        "flag": FlagEditor,
        "choice": ChoiceEditor,
        "choices": ChoicesEditor,
        "ref": RefEditor,
        "refs": RefsEditor,
    }
)


def make_editor(field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> Editor:
    """``bare``: without a note below, for a cell of a grid. What is worked out is only shown."""
    made = ComputedEditor if field.fixed else EDITORS[field.kind]
    return made(field, tools, parent, bare=bare)
