"""依据: the documents a rule rests on, each with its days of validity, and values that hold from one day to another.

Law has dates: what a rule, parameter, duty or table says is taken from the version in force on the record's date. Nothing here
knows a rule; the documents are declared in resources/bases.yaml, once each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, TypeVar

T = TypeVar("T")
_INLINE = {"text", "article", "since", "until", "checked_on", "about"}
_CITED = {"of", "article"}
_DOCUMENT = {"text", "since", "until", "articles"}
_ARTICLE = {"about", "checked_on"}
UNCHECKED = "请核对原文"


class BasisError(Exception):
    """A 依据 that cannot be read; the words say why."""


@dataclass(frozen=True)
class Basis:
    """One provision: ``text`` the document's title, ``article`` such as 第四十四条 ("" for a document of the office without one).

    In force from ``since`` to ``until``, both days included; None is open. ``checked_on`` is the day on which somebody compared it with
    the original, None when nobody did. ``of`` is the document's key in bases.yaml, "" where it is written out in place.
    """

    text: str
    article: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None
    checked_on: date | None = None
    of: str = ""

    @property
    def key(self) -> str:
        """Under this name the office's own check is remembered."""
        return f"{self.of or self.text} {self.article}".strip()

    @property
    def title(self) -> str:
        """Return the document with its article, such as 《…条例》第十条."""
        return f"{self.text}{self.article}"

    @property
    def cited(self) -> str:
        """As it is shown to people: a provision nobody has compared with the original says so."""
        return self.title if self.checked_on else f"{self.title}（{UNCHECKED}）"

    def in_force(self, day: date | None) -> bool:
        """Tell whether it holds on that day; without a day, whether it has not been replaced."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def stale(self, today: date) -> bool:
        """Tell whether nobody has compared it with the original within a year, although it still holds."""
        if not self.in_force(today):
            return False
        return self.checked_on is None or _a_year_before(today) > self.checked_on


def _a_year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February the day before."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


Comparisons = Mapping[str, date]
"""Basis.key → the day on which the office compared the provision with the original."""


class Resting(Protocol):
    """A frozen dataclass that rests on provisions: a rule, a duty, a question."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Return the provisions it rests on."""


R = TypeVar("R", bound=Resting)


def compared(basis: Basis, office: Comparisons) -> Basis:
    """Return it with the later of the shipped comparison and the office's own."""
    days = [day for day in (basis.checked_on, office.get(basis.key)) if day]
    return replace(basis, checked_on=max(days, default=None))


def resting(things: Iterable[R], office: Comparisons) -> tuple[R, ...]:
    """Return the same things, citing their provisions as the office has compared them."""
    return tuple(replace(one, bases=tuple(compared(basis, office) for basis in one.bases)) if one.bases else one for one in things)


def in_force(bases: Sequence[Basis], day: date | None) -> bool:
    """Tell whether a rule holds on that day: always without a declared provision, else while one of its provisions does."""
    return not bases or any(one.in_force(day) for one in bases)


def current(bases: Sequence[Basis], day: date | None) -> Basis | None:
    """Return the provision to cite for that day."""
    return next((one for one in bases if one.in_force(day)), None)


@dataclass(frozen=True)
class Version(Generic[T]):
    """A value and the provisions it rests on."""

    value: T
    bases: tuple[Basis, ...] = ()


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A value that may be another one from a certain day on; the first version in force is taken."""

    versions: tuple[Version[T], ...]

    def on(self, day: date | None) -> T | None:
        """Return the value on that day, None when no version was in force."""
        return next((one.value for one in self.versions if in_force(one.bases, day)), None)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Return the provisions of all versions."""
        return tuple(basis for one in self.versions for basis in one.bases)


# ---------------------------------------------------------------------- reading
Documents = Mapping[str, Mapping[str, Basis]]
"""Key of a document → article → its Basis."""


def documents_from(data: Mapping[str, Any]) -> Documents:
    """Read the whole of bases.yaml; raises BasisError."""
    if set(data) != {"documents"}:
        raise BasisError("要有 documents，别的词不认识。")
    return {str(key): dict(_articles(str(key), block)) for key, block in data["documents"].items()}


def _articles(key: str, block: Mapping[str, Any]) -> Iterator[tuple[str, Basis]]:
    if unknown := set(block) - _DOCUMENT:
        raise BasisError(f"“{key}”里不认识的词：{'、'.join(sorted(unknown))}。")
    if absent := [word for word in ("text", "articles") if word not in block]:
        raise BasisError(f"“{key}”缺少 {'、'.join(absent)}。")
    since, until = _borders(block)
    whole = Basis(str(block["text"]), since=since, until=until, of=key)
    for article, said in block["articles"].items():
        if unknown := set(said) - _ARTICLE:
            raise BasisError(f"“{key}”{article}里不认识的词：{'、'.join(sorted(unknown))}。")
        yield str(article), replace(whole, article=str(article), about=str(said.get("about", "")), checked_on=_day(said.get("checked_on")))


def bases_from(said: Any, documents: Documents) -> tuple[Basis, ...]:
    """Read ``{of: document, article: …}``, one written out in place, or a list of them; nothing gives none. Raises BasisError."""
    if said is None:
        return ()
    return tuple(_basis(one, documents) for one in (said if isinstance(said, (list, tuple)) else [said]))


def _basis(said: Any, documents: Documents) -> Basis:
    if not isinstance(said, Mapping):
        raise BasisError(f"看不懂依据“{said}”。")
    if set(said) == _CITED:
        found = documents.get(str(said["of"]), {}).get(str(said["article"]))
        if found is None:
            raise BasisError(f"没有依据“{said['of']} {said['article']}”。")
        return found
    if "text" not in said or (unknown := set(said) - _INLINE):
        words = "、".join(sorted(unknown)) if "text" in said else "没有写文件名称"
        raise BasisError(f"依据的写法不对：{words}。")
    since, until = _borders(said)
    return Basis(str(said["text"]), str(said.get("article", "")), str(said.get("about", "")), since, until, _day(said.get("checked_on")))


def _borders(said: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return first and last day; in the wrong order they would never hold, and nobody would notice."""
    since, until = _day(said.get("since")), _day(said.get("until"))
    if since and until and until < since:
        raise BasisError(f"“{said['text']}”施行到{until}，却从{since}起施行。")
    return since, until


def _day(said: Any) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise BasisError(f"“{said}”不是日期，请写成 2024-01-01。") from None


def versions_from(said: Mapping[str, Any], documents: Documents, word: str, read: Callable[[Any], T]) -> Dated[T]:
    """Read ``{versions: [{word, basis}, …]}`` or a single ``{word, basis}``; ``read`` makes the value of what stands under ``word``.

    Raises BasisError, also for a word it does not know: a mistyped basis would make law without dates.
    """
    lines = said["versions"] if set(said) == {"versions"} else [said]
    if any(word not in line or set(line) - {word, "basis"} for line in lines):
        raise BasisError(f"要写 {word} 和 basis，或者几个这样的 versions，别的词不认识。")
    return Dated(tuple(Version(read(line[word]), bases_from(line.get("basis"), documents)) for line in lines))


def gathered(bases: Iterable[tuple[str, Basis]]) -> dict[Basis, tuple[str, ...]]:
    """Gather (what rests on it, provision) pairs into provision → what rests on it, in order of first use."""
    found: dict[Basis, dict[str, None]] = {}
    for user, basis in bases:
        found.setdefault(basis, {})[user] = None
    return {basis: tuple(users) for basis, users in found.items()}
