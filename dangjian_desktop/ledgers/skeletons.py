"""What ships for reports: skeletons with default sentences, and the Word templates. Data, read when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.report import TemplateInfo
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.paths import resources


@dataclass(frozen=True)
class ReportKind:
    """One kind of report: its template's key and its 事由."""

    template: str
    subject: str


@dataclass(frozen=True)
class SkeletonSection:
    """A section of a new report: its key, its title and the sentences it begins with."""

    key: str
    title: str
    text: str


class Skeletons:
    """The shipped skeletons and templates."""

    @cached_property
    def _data(self) -> Any:
        return read_yaml("templates/skeletons.yaml")

    def kind(self, kind: str) -> ReportKind:
        """Return what a report of that kind begins with."""
        return ReportKind(**self._data["kinds"][kind])

    def title(self, unit: str, period: str, subject: str) -> str:
        """Return the title of a new report."""
        return str(self._data["title"]).format(unit=unit, period=period, subject=subject)

    def sections(self) -> tuple[SkeletonSection, ...]:
        """Return the sections of a new report in their order."""
        return tuple(SkeletonSection(part["key"], part["title"], part["text"].strip()) for part in self._data["sections"])

    def templates(self) -> tuple[TemplateInfo, ...]:
        """Return the shipped templates that reports are made from."""
        names = dict.fromkeys(kind["template"] for kind in self._data["kinds"].values())
        kinds = {kind["template"]: key for key, kind in reversed(self._data["kinds"].items())}
        more = {name: "topic" for name in self._data["more"]}
        return tuple(TemplateInfo(name, name, {**kinds, **more}[name], shipped=True) for name in (*names, *more))

    def template(self, key: str) -> bytes | None:
        """Return the bytes of a shipped template, or None when none has that key."""
        path = resources() / "templates" / f"{key}.docx"
        return path.read_bytes() if key in {info.key for info in self.templates()} else None


def form(name: str) -> bytes:
    """Return a shipped Word template that is no report (数源索引, 移交清单)."""
    return (resources() / "templates" / f"{name}.docx").read_bytes()


def load_skeletons() -> Skeletons:
    """Return what ships for reports; its file is read when first asked for."""
    return Skeletons()
