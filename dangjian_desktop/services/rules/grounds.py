"""依据: every provision that a rule, limit, duty or table rests on, where it is used, when it was last compared with the original.

The office's own comparison is a setting of the file and counts beside the shipped one. Compares nothing itself: it knows no text of a law.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dangjian_desktop.domain.basis import UNCHECKED, Basis, Comparisons, compared, gathered
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.duty import Duty
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Tie, Ties
from dangjian_desktop.domain.tie_functions import listed
from dangjian_desktop.ledgers.bases import load_documents
from dangjian_desktop.ledgers.duties import load_duties
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.ledgers.ties import load_ties
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.services.base.settings import Settings

BASES_CHECKED = "bases_checked"
"""The setting {Basis.key: ISO date of the office's own comparison}; what another version cites is kept in it."""
_RULES = {"measure": "统计数", "report": "报告文字"}
_EVERY = {"*": "各台账"}
HEADINGS = ("文件和条", "内容", "有效期", "用在哪里", "核对日期")
TABLE_HEADINGS = ("表", "查得", "依据")


@dataclass(frozen=True)
class Ground:
    """One provision, as the office has compared it; ``users`` say where it is used; ``stale``: it is to be compared (again)."""

    basis: Basis
    users: tuple[str, ...]
    stale: bool

    @property
    def validity(self) -> str:
        """Say from when to when it holds."""
        since, until = self.basis.since, self.basis.until
        if since and until:
            return f"{since} 至 {until}"
        return f"{since} 起" if since else f"到 {until} 为止" if until else "没有写明"

    @property
    def compared(self) -> str:
        """Say when it was last compared with the original."""
        if self.basis.checked_on is None:
            return "没有核对"
        return f"{self.basis.checked_on}{'（超过一年）' if self.stale else ''}"


def comparisons(settings: Settings) -> Comparisons:
    """Return what the office has compared, and when; E-05 for a setting that is none of ours."""
    kept = settings.get(BASES_CHECKED, {})
    try:
        return {key: date.fromisoformat(day) for key, day in kept.items()}
    except (AttributeError, TypeError, ValueError) as fault:
        raise DataFileError(Error.DAMAGED, count=1, earliest="", detail=BASES_CHECKED) from fault


class Grounds:
    """The provisions of one open file."""

    def __init__(self, catalogue: Catalogue, ties: Ties, duties: Callable[[], Iterable[Duty]], settings: Settings, clock: Clock) -> None:
        """``duties``: every one that ships."""
        self._cited = cited(catalogue, ties, duties())
        self._settings, self._clock = settings, clock

    def comparisons(self) -> Comparisons:
        """Return what the office has compared, and when."""
        return comparisons(self._settings)

    def rows(self) -> tuple[Ground, ...]:
        """Return every provision once, document by document."""
        office, today = self.comparisons(), self._clock.today()
        now = [(compared(basis, office), users) for basis, users in self._cited.items()]
        return tuple(Ground(basis, users, basis.stale(today)) for basis, users in now)

    def stale(self) -> tuple[Ground, ...]:
        """Return those in force that nobody has compared within a year."""
        return tuple(row for row in self.rows() if row.stale)

    def confirm(self, keys: Collection[str]) -> Change | None:
        """Note that the office has compared these (Basis.key) with the original today. None when that changes nothing."""
        today = self._clock.today().isoformat()
        kept = {key: day.isoformat() for key, day in self.comparisons().items()}
        titles = [basis.title for basis in self._cited if basis.key in keys and kept.get(basis.key) != today]
        if not titles:
            return None
        wanted = {**kept, **{basis.key: today for basis in self._cited if basis.key in keys}}
        more = f"等 {len(titles)} 条" if len(titles) > 1 else ""
        return self._settings.put(BASES_CHECKED, wanted, f"已与原文核对：{titles[0]}{more}")


def cited(catalogue: Catalogue, ties: Ties, duties: Iterable[Duty]) -> dict[Basis, tuple[str, ...]]:
    """Return every cited provision with where it is used: in the order of the documents, then what is written out in place."""
    found = gathered(_uses(catalogue, ties, duties))
    declared = [basis for articles in load_documents().values() for basis in articles.values()]
    place = {basis: number for number, basis in enumerate(declared)}
    return {basis: found[basis] for basis in sorted(found, key=lambda one: place.get(one, len(place)))}


def _uses(catalogue: Catalogue, ties: Ties, duties: Iterable[Duty]) -> Iterator[tuple[str, Basis]]:
    """(in the words of a clerk, provision) pairs."""
    for spec in catalogue:
        for name, table in spec.tables.items():
            yield from ((f"{spec.label}：{name}", basis) for basis in table.bases)
        for ask in spec.asks:
            yield from ((f"{spec.label}：{ask.label}", basis) for basis in ask.bases)
    for tie in ties.rules:
        yield from ((f"{_subject(tie)}的核对规则", basis) for basis in tie.bases)
    for param in ties.params.values():
        yield from ((param.label, basis) for basis in param.values.bases)
    for duty in duties:
        yield from ((f"应办事项：{duty.label}", basis) for basis in duty.bases)


def _subject(tie: Tie) -> str:
    return _RULES.get(tie.scope) or _EVERY.get(tie.ledger, tie.ledger)


def printed() -> str:
    """Print the declarations as a table in Markdown, for the handbook; of no office, so without a judgement of today."""
    catalogue = load_catalogue()
    ties = load_ties(catalogue)
    lines = [HEADINGS, ("---",) * len(HEADINGS)]
    for basis, users in cited(catalogue, ties, load_duties(catalogue, ties)[0]).items():
        row = Ground(basis, users, stale=False)
        lines.append((basis.title, basis.about, row.validity, "；".join(users), str(basis.checked_on or UNCHECKED)))
    return _markdown(lines)


def tables_printed() -> str:
    """Return every table that values are worked out from, with the provision beside each version, in Markdown for the handbook."""
    lines = [TABLE_HEADINGS, ("---",) * len(TABLE_HEADINGS)]
    for spec in load_catalogue():
        for name, table in spec.tables.items():
            for version in table.versions:
                said = "；".join(f"{word} {'、'.join(map(str, listed(found)))}" for word, found in version.value.items())
                lines.append((f"{spec.label}：{name}", said, "；".join(basis.cited for basis in version.bases)))
    return _markdown(lines)


def _markdown(lines: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
