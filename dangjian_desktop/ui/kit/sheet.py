"""The style sheet, made from tokens and sizes. Widgets name what they are by the properties ``kind``, ``role``, ``state``.

Buttons: primary secondary quiet danger link filter icon tall number. Grounds (QFrame): paper panel page card side rail sections
strip bar banner group popup reading … Labels by role: page-title panel-title label caption strong result number warning fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtGui import QColor

from dangjian_desktop.paths import resources


class Look(Protocol):
    """What the sheet needs to know of a theme."""

    @property
    def contrast(self) -> bool: ...
    def px(self, size: float) -> int: ...
    def control(self, size: float) -> int: ...
    def spacing(self, size: float) -> int: ...
    def color(self, token: str) -> QColor: ...


_PAPER = (
    "paper", "panel", "page", "side-panel", "strip", "toolbar", "filters", "findings", "finding", "page-head", "page-foot", "page-form",
    "panel-form", "form-head", "form-foot", "rows", "desk-card", "inner", "menu-row",
)  # fmt: skip
_GROUND = ("ground", "side", "rail", "sections", "group", "reading", "desk", "status")


def sheet(look: Look, pictures: Mapping[str, str]) -> str:
    """``pictures`` are files: down, down-dis, up, tick."""
    colors = {name: look.color(name).name() for name in _TOKENS}
    sizes = {f"t{size}": f"{look.px(size)}px" for size in (11, 12, 13, 14, 15, 16, 20, 24, 26)}
    heights = {f"h{size}": look.control(size) for size in (22, 24, 28, 32, 36, 40)}
    boxes = {
        "h30": f"{heights['h32'] - 2}px", "h28i": f"{heights['h32'] - 4}px", "f26": f"{heights['h28'] - 2}px",
        "big": f"{heights['h40'] - 2}px",
        "s22": f"{heights['h24'] - 2}px", "r": f"{(heights['h28']) // 2}px", "row": f"{heights['h32']}px",
    }  # fmt: skip
    boxes["mark"] = f"{look.spacing(16) + look.px(14) + look.spacing(8)}px"
    spaces = {f"s{size}": f"{look.spacing(size)}px" for size in (4, 5, 7, 8, 11, 12, 13, 15, 16)}
    values = {**colors, **sizes, **boxes, **spaces, **{f"pic-{name}": path for name, path in pictures.items()}}
    folder = resources() / "theme"
    text = (folder / "program.qss").read_text(encoding="utf-8").replace("@frames@", _frames())
    if look.contrast:
        text += (folder / "contrast.qss").read_text(encoding="utf-8")
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}@", values[name])
    return text


_TOKENS = (
    "paper", "ground", "sunk", "hover", "ink", "ink2", "ink3", "dis", "line", "line2", "border", "red", "red-hover", "on-red", "blue",
    "blue-tint", "blue-edge", "sel", "on-sel", "green", "green-tint", "green-edge", "amber", "amber-tint", "amber-edge", "danger",
    "danger-tint", "danger-edge", "grey", "grey-tint", "grey-edge", "bar", "scroll", "matrix-1", "matrix-2", "matrix-3",
)  # fmt: skip


def _frames() -> str:
    paper = ", ".join(f'QFrame[kind="{kind}"], QWidget[kind="{kind}"]' for kind in _PAPER)
    ground = ", ".join(f'QFrame[kind="{kind}"], QWidget[kind="{kind}"]' for kind in _GROUND)
    return f"{paper} {{ background: @paper@; }}\n{ground} {{ background: @ground@; }}\n"
