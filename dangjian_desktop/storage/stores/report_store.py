"""Reports and templates as they lie in the file. Knows neither Word nor wording; JSON and bytes in, JSON and bytes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground.chain import canonical, digest

_REPORT = "SELECT id, kind, title, start, end, state, updated_at, data, frozen FROM report"


@dataclass(frozen=True)
class StoredReport:
    """``data`` is the draft as JSON values, ``frozen`` its numbers as they went out (None before 定稿)."""

    id: str
    kind: str
    title: str
    start: str
    end: str
    state: str
    updated_at: str
    data: dict[str, Any]
    frozen: list[Any] | None = None


@dataclass(frozen=True)
class StoredTemplate:
    key: str
    name: str
    kind: str
    sha256: str
    added_at: str


class ReportStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, report: StoredReport) -> None:
        """Store a report anew or over its older self; the Word file made from it stays."""
        with self._database.transaction():
            self.put(report)

    def put(self, report: StoredReport, docx: bytes | None = None) -> None:
        """Inside a transaction of the caller's."""
        frozen = None if report.frozen is None else canonical(report.frozen)
        head = [report.id, report.kind, report.title, report.start, report.end, report.state, report.updated_at]
        values = [*head, canonical(report.data), frozen]
        sha256 = None if docx is None else hashlib.sha256(docx).hexdigest()
        self._database.run(
            "INSERT INTO report (id, kind, title, start, end, state, updated_at, data, frozen, mark, sha256, docx)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT(id) DO UPDATE SET kind = excluded.kind, title = excluded.title, start = excluded.start, end = excluded.end,"
            " state = excluded.state, updated_at = excluded.updated_at, data = excluded.data, frozen = excluded.frozen,"
            " mark = excluded.mark, sha256 = COALESCE(excluded.sha256, sha256), docx = COALESCE(excluded.docx, docx)",
            [*values, digest(canonical(values)), sha256, docx],
        )

    def vouched(self, identity: str) -> str:
        """What the log says of a report that went out, so that a changed one is found even when its mark was made anew."""
        ((mark, sha256),) = self._database.run("SELECT mark, sha256 FROM report WHERE id = ?", [identity])
        return canonical({"report": {"id": identity, "said": [mark, sha256]}})

    def get(self, identity: str) -> StoredReport | None:
        return next((_report(row) for row in self._database.run(f"{_REPORT} WHERE id = ?", [identity])), None)

    def all(self) -> tuple[StoredReport, ...]:
        """Last worked on first."""
        return tuple(_report(row) for row in self._database.run(f"{_REPORT} ORDER BY updated_at DESC, id"))

    def docx(self, identity: str) -> bytes | None:
        """The Word file as it was finalised."""
        return next((row[0] for row in self._database.run("SELECT docx FROM report WHERE id = ?", [identity])), None)

    def differing(self, reports: Mapping[str, Any], templates: Mapping[str, Any]) -> Iterator[str]:
        """Titles of reports and names of templates that are not what was written; ``reports`` and ``templates`` are what the log says.

        A report that did not go out yet stands in no log and is only asked for its own mark.
        """
        missing = {**reports, **templates}
        for title, mark, sha256, docx, *values in self._database.stream(
            "SELECT title, mark, sha256, docx, id, kind, title, start, end, state, updated_at, data, frozen FROM report"
        ):
            identity, out = values[0], values[5] != "draft"
            whole = mark == digest(canonical(values)) and sha256 == (None if docx is None else hashlib.sha256(docx).hexdigest())
            if not whole or missing.pop(identity, None) != ([mark, sha256] if out else None):
                yield title
        for key, *said, data in self._database.stream("SELECT key, name, kind, added_at, sha256, data FROM template"):
            if hashlib.sha256(data).hexdigest() != said[-1] or missing.pop(key, None) != said:
                yield said[0]
        yield from missing

    # -------------------------------------------------------------- templates
    def put_template(self, key: str, name: str, kind: str, data: bytes, at: str) -> str:
        """Inside a transaction of the caller's; what the log says of it."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._database.run(
            "INSERT OR REPLACE INTO template (key, name, kind, sha256, added_at, data) VALUES (?, ?, ?, ?, ?, ?)",
            [key, name, kind, sha256, at, data],
        )
        return canonical({"template": {"id": key, "said": [name, kind, at, sha256]}})

    def templates(self) -> tuple[StoredTemplate, ...]:
        rows = self._database.run("SELECT key, name, kind, sha256, added_at FROM template ORDER BY added_at, key")
        return tuple(StoredTemplate(*row) for row in rows)

    def template(self, key: str) -> bytes | None:
        return next((row[0] for row in self._database.run("SELECT data FROM template WHERE key = ?", [key])), None)


def _report(row: tuple[Any, ...]) -> StoredReport:
    identity, kind, title, start, end, state, at, data, frozen = row
    return StoredReport(identity, kind, title, start, end, state, at, json.loads(data), json.loads(frozen) if frozen else None)
