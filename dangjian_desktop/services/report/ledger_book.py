"""台账清册 for the ledgers in force: which of their fields are printed. An open file makes its own, with whatever ledgers it has."""

from __future__ import annotations

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec

BOOK = "台账清册"
_COLUMNS = 6


def book(catalogue: Catalogue) -> bytes:
    """Return the template of a printed book of all ledgers."""
    from dangjian_desktop.reports.ledger_book import book_template  # Word libraries only when one is written

    return book_template(BOOK, [(spec.label, [(field.label, field.of.share) for field in _printed(spec)]) for spec in catalogue.ledgers])


def _printed(spec: LedgerSpec) -> list[Field]:
    """Choose what is printed: the day, then what must be filled in, then what may; no secrets, no long texts; the evidence last."""
    day = spec.field(spec.listed_under)
    open_ones = [field for field in spec.fields if not field.secret and not field.common and not field.of.prose and field != day]
    chosen = sorted(open_ones, key=lambda field: not field.required)[: _COLUMNS - 1]
    evidence = [field for field in (spec.evidence_field,) if field is not None]
    return [day, *(field for field in spec.fields if field in chosen), *evidence]
