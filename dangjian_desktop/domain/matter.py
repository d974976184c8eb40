"""The words of a ledger's block for the matter a record is about: ``same``, ``unique`` and ``follows``.

Part of the grammar; whoever reads a block hands itself in. Compares no records: who asks for the same matter, for a repeated value or
for the record that is continued finds here only by which fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dangjian_desktop.domain.declaration import Fault
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, Follows, LedgerSpec
from dangjian_desktop.domain.worked_out import Reader

_WORDS = {"ledger", "by", "carry"}


def keys_of(reader: Reader, word: str) -> tuple[str, ...]:
    """Return the field keys after ``same`` or ``unique``; () where the block does not say the word."""
    said = reader.block.get(word, [])
    if isinstance(said, list) and all(isinstance(key, str) for key in said) and len(set(said)) == len(said):
        return tuple(said)
    reader.fault("L14", f"{word} 要写成互不相同的字段的键：[键, 键]。")
    return ()


def follows_of(reader: Reader) -> Follows | None:
    """Tell which ledger the records continue; None where the block does not say so."""
    said = reader.block.get("follows")
    if said is None:
        return None
    if not isinstance(said, Mapping) or not {"ledger", "by"} <= set(said) <= _WORDS:
        reader.fault("L15", "follows 要有 ledger、by，可以有 carry。")
        return None
    by, carry = said["by"], said.get("carry", {})
    pair = by if isinstance(by, Mapping) else {str(by): ""}
    if len(pair) != 1 or not isinstance(carry, Mapping):
        reader.fault("L15", "follows 的 by 是一个字段，或者一对 {本台账的字段: 那本台账的字段}；carry 是这样的几对。")
        return None
    ((own, theirs),) = pair.items()
    return Follows(str(said["ledger"]), str(own), str(theirs), tuple((str(ours), str(other)) for ours, other in carry.items()))


def faults_of(catalogue: Catalogue, spec: LedgerSpec) -> Iterator[Fault]:
    """Find what is wrong with these words of one ledger beside the others."""
    yield from (Fault("L14", spec.label, words) for words in _misfits(spec))
    if spec.follows:
        yield from (Fault("L15", spec.label, words) for words in _breaks(catalogue, spec, spec.follows))


def _misfits(spec: LedgerSpec) -> Iterator[str]:
    for word, keys in (("same", spec.same), ("unique", spec.unique)):
        for key in keys:
            field = spec.by_key.get(key)
            if field is None:
                yield f"{word} 里没有字段“{key}”（里面的行不能用）。"
            elif not (_tells_a_matter(field) if word == "same" else _can_be_unique(field)):
                yield f"{word} 里不能用“{field.label}”这一栏。"


def _tells_a_matter(field: Field) -> bool:
    """One value that is typed. A code that is secret may be compared, for that shows nothing; what was written down in secret is nobody's
    mark of a matter."""
    return field.of.fits_cell and not field.computed and not (field.secret and field.of.prose)


def _can_be_unique(field: Field) -> bool:
    """Tell a name or a number in one line, which may be shown: who repeats it is told which record has it already."""
    return field.of.telling and not field.of.choosable and not field.secret and not field.computed


def _breaks(catalogue: Catalogue, spec: LedgerSpec, follows: Follows) -> Iterator[str]:
    other = catalogue.by_key.get(follows.ledger)
    if other is None:
        yield f"follows 里没有台账“{follows.ledger}”。"
        return
    if _comes_back(catalogue, spec):
        yield f"follows 绕了一圈：从“{spec.label}”又回到它自己。"
    if not follows.of:
        link = spec.by_key.get(follows.by)
        if link is None or not link.of.refers or link.target != other.key:
            yield f"follows 的 by 里“{follows.by}”不是指向“{other.label}”的一栏。"
    for own, theirs in (*([(follows.by, follows.of)] if follows.of else ()), *follows.carry):
        here, there = spec.by_key.get(own), other.by_key.get(theirs)
        if here is None or there is None:
            yield f"follows 里没有字段“{theirs if here else own}”。"
        elif not _takes(here, there):
            yield f"follows 不能把“{there.label}”带进“{here.label}”。"


def _takes(here: Field, there: Field) -> bool:
    """Whether every value there may be stored here, and no secret comes into the open by it."""
    if here.computed or not here.of.fits_cell or (there.secret and not here.secret):
        return False
    return (here.kind, here.target) == (there.kind, there.target) and set(there.choices) <= set(here.choices)


def _comes_back(catalogue: Catalogue, spec: LedgerSpec) -> bool:
    seen: set[str] = set()
    step: LedgerSpec | None = spec
    while step and step.follows and step.key not in seen:
        seen.add(step.key)
        step = catalogue.by_key.get(step.follows.ledger)
    return step is spec
