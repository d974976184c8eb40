"""The colours of the program by name, light and high contrast. Literals stand here and nowhere else. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#FFFFFF", "ground": "#F6F4F0", "sunk": "#EEEBE6", "hover": "#F0EDE8",
    "ink": "#211E1A", "ink2": "#57514A", "ink3": "#6E675F", "dis": "#8C857B",
    "line": "#E6E2DC", "line2": "#D5CFC7", "border": "#928A80",
    "red": "#B5121B", "red-hover": "#980E16", "on-red": "#FFFFFF",
    "blue": "#1F4E85", "blue-tint": "#E8EEF6", "blue-edge": "#B9CBE2",
    "sel": "#E3EBF5", "on-sel": "#211E1A",
    "green": "#1C6A3A", "green-tint": "#E6F2EA", "green-edge": "#B7D8C2",
    "amber": "#86490A", "amber-tint": "#FCF0DA", "amber-edge": "#E8CFA0",
    "danger": "#A3240F", "danger-tint": "#FCEAE6", "danger-edge": "#EDBFB5",
    "grey": "#57514A", "grey-tint": "#EEEBE6", "grey-edge": "#D5CFC7",
    "bar": "#8C857B", "bar-last": "#D5CFC7", "scroll": "#B9B2A8",
    "matrix-0": "#FFFFFF", "matrix-1": "#EAEFF6", "matrix-2": "#CFDCEC", "matrix-3": "#A9C1DE",
}  # fmt: skip

CONTRAST: Mapping[str, str] = {
    "paper": "#FFFFFF", "ground": "#FFFFFF", "sunk": "#FFFFFF", "hover": "#E6E6E6",
    "ink": "#000000", "ink2": "#000000", "ink3": "#000000", "dis": "#595959",
    "line": "#767676", "line2": "#000000", "border": "#000000",
    "red": "#8B0000", "red-hover": "#000000", "on-red": "#FFFFFF",
    "blue": "#00308F", "blue-tint": "#FFFFFF", "blue-edge": "#00308F",
    "sel": "#00308F", "on-sel": "#FFFFFF",
    "green": "#004D1A", "green-tint": "#FFFFFF", "green-edge": "#004D1A",
    "amber": "#5C2E00", "amber-tint": "#FFFFFF", "amber-edge": "#5C2E00",
    "danger": "#8B0000", "danger-tint": "#FFFFFF", "danger-edge": "#8B0000",
    "grey": "#000000", "grey-tint": "#FFFFFF", "grey-edge": "#000000",
    "bar": "#000000", "bar-last": "#9A9A9A", "scroll": "#767676",
    "matrix-0": "#FFFFFF", "matrix-1": "#FFFFFF", "matrix-2": "#FFFFFF", "matrix-3": "#FFFFFF",
}  # fmt: skip

SCALES = (1.0, 1.15, 1.3, 1.5)
"""大字."""

FAMILIES = ("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "sans-serif")
