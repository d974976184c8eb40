"""The window. Asks services and shows their answers; decides nothing."""

import sys

import PySide6.QtCore  # noqa: F401 - it brings the module below

# WORKAROUND: to find ``from __feature__ import …``, which nobody uses here, PySide reads the source of every module imported after
# it and keeps it in memory; measured at the start of the window: 25 ms and 5 MB. A frozen program has no sources to read.
if "shibokensupport.feature" in sys.modules:
    vars(sys.modules["shibokensupport.feature"])["_mod_uses_pyside"] = lambda _module: False
