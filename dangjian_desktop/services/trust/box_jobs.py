"""What runs inside the child box, by name, and the other half that asks for it. Plain values only."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangjian_desktop import box
from dangjian_desktop.domain.errors import DataFileError, Error, TemplateError, UserError, WorkbookError
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.exchange.workbook_in import Sheet

if TYPE_CHECKING:
    from dangjian_desktop.reports.template import Reading  # Word libraries only in the child
    from dangjian_desktop.storage.engine.keys import Key

_SECONDS = 60.0
_TEMPLATE_SECONDS = 30.0
_LEDGER_SECONDS = 30.0


def _asked(
    job: str, data: bytes, seconds: float, refused: Callable[..., UserError], code: Error, wanted: Callable[[], None] | None = None
) -> Any:
    """The child's answer; what it refused as ``refused``, and so ``code`` when it died or took too long, E-71 when it had to be killed."""
    try:
        answer = box.run(job, data, seconds=seconds, wanted=wanted)
    except box.BoxError as fault:
        raise refused(Error.STUCK if isinstance(fault, box.StuckError) else code, detail=str(fault)) from fault
    if "error" in answer:
        raise refused(answer["error"], detail=answer["detail"], **answer["values"])
    return answer


def read_workbook(data: bytes, wanted: Callable[[], None] | None = None) -> tuple[Sheet, ...]:
    """The sheets of a table file, read in the child box; ``wanted`` as in box.run. WorkbookError as in exchange.workbook_in."""
    answer = _asked("workbook", data, _SECONDS, WorkbookError, Error.MALFORMED, wanted)
    return tuple(_sheet(one) for one in answer["sheets"])


def _sheet(data: dict[str, Any]) -> Sheet:
    rows = tuple(tuple(date.fromisoformat(cell["d"]) if isinstance(cell, dict) else cell for cell in row) for row in data["rows"])
    formulas, empty = (frozenset((line, column) for line, column in data[name]) for name in ("formulas", "empty_formulas"))
    return Sheet(data["name"], rows, formulas, empty, data["hidden"], data["merged"], data["unseen"], data["encoding"])


def read_template(data: bytes) -> Reading:
    """The texts of a Word template, read and tried out in the child box. TemplateError as in reports.intake."""
    from dangjian_desktop.reports.template import Reading, TemplateParagraph

    answer = _asked("template", data, _TEMPLATE_SECONDS, TemplateError, Error.MALFORMED)
    places = tuple(TemplateParagraph(text, in_body) for text, in_body in answer["places"])
    trial = tuple(TemplateFault(**fault) for fault in answer["trial"])
    return Reading(places, tuple(answer["notes"]), trial, tuple(answer["dropped"]))


def look_at_ledger(path: Path, key: str, *, many: int, wanted: Callable[[], None] | None = None) -> dict[str, Any]:
    """The verdict on a copy of a ledger (storage.vetting.look). A child that dies or takes too long is one: E-09."""
    asked = json.dumps({"path": str(path), "key": key, "many": many}).encode("utf-8")
    return dict(_asked("ledger", asked, _LEDGER_SECONDS, DataFileError, Error.NOT_INSPECTED, wanted))


def rehearse(path: Path, key: str, wanted: Callable[[], None] | None = None) -> dict[str, int]:
    """What a copy of a backup holds (storage.restoring.rehearse); what is against it as DataFileError."""
    asked = json.dumps({"path": str(path), "key": key}).encode("utf-8")
    return dict(_asked("rehearsal", asked, _LEDGER_SECONDS, DataFileError, Error.NOT_INSPECTED, wanted))


# ---------------------------------------------------------------------- inside the child
def _telling(job: Callable[[bytes], dict[str, Any]]) -> Callable[[bytes], dict[str, Any]]:
    """What the job refuses is an answer too."""

    def told(data: bytes) -> dict[str, Any]:
        try:
            return job(data)
        except UserError as fault:
            return {"error": fault.code, "detail": fault.detail, "values": fault.given}

    return told


@_telling
def template(data: bytes) -> dict[str, Any]:
    from dangjian_desktop.reports import rendering

    found = rendering.read(data)
    places = [[place.text, place.in_body] for place in found.places]
    return {"places": places, "notes": list(found.notes), "trial": [asdict(fault) for fault in found.trial], "dropped": list(found.dropped)}


@_telling
def workbook(data: bytes) -> dict[str, Any]:
    from dangjian_desktop.exchange import workbook_in

    return {"sheets": [_flat(sheet) for sheet in workbook_in.read(data)]}


def _flat(sheet: Sheet) -> dict[str, Any]:
    made = asdict(sheet)
    made["rows"] = [[{"d": cell.isoformat()} if isinstance(cell, date) else cell for cell in row] for row in sheet.rows]
    made["formulas"], made["empty_formulas"] = sorted(sheet.formulas), sorted(sheet.empty_formulas)
    return made


def ledger(data: bytes) -> dict[str, Any]:
    """``data`` is JSON: the path of a copy made for this, its key, and how many rows may be looked through."""
    from dangjian_desktop.storage.file import inspect_foreign

    asked = json.loads(data)
    return inspect_foreign.look(Path(asked["path"]), _key(asked), many=asked["many"])


@_telling
def rehearsal(data: bytes) -> dict[str, Any]:
    """``data`` is JSON: the path of a copy made for this, and its key."""
    from dangjian_desktop.storage.file import restoring

    asked = json.loads(data)
    return dict(restoring.rehearse(Path(asked["path"]), _key(asked)))


def _key(asked: dict[str, Any]) -> Key | None:
    from dangjian_desktop.storage.engine.keys import Key

    return Key(bytes.fromhex(asked["key"])) if asked["key"] else None


JOBS: dict[str, Callable[[bytes], Any]] = {"workbook": workbook, "template": template, "ledger": ledger, "rehearsal": rehearsal}


def main(name: str) -> int:
    return box.serve(JOBS, name)
