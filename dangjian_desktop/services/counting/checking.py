"""核对: ties between measures and inside records, and what is 待补, as findings with the records they speak of.

Reads in bulk: a ledger's records once, never a query per record. Knows no screen and no text of a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from dangjian_desktop.domain.finding import BASES, STRANGE, UNBOUND, Finding
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.domain.record_scope import RecordScope
from dangjian_desktop.domain.tie import Tie, Ties, broken
from dangjian_desktop.services.base.lookups import Lookups
from dangjian_desktop.services.counting.measuring import Measuring
from dangjian_desktop.services.counting.scopes import BoundScope, MeasureScope, NamedRecordScope, StoredNeighbours
from dangjian_desktop.services.rules.duties import Duties
from dangjian_desktop.services.rules.grounds import Grounds
from dangjian_desktop.storage.store import Store

_EVERY = "*"
_ADDITIVE = ("count", "sum", "rows")


class Checking:
    """Checks of one open file."""

    def __init__(self, store: Store, catalogue: Catalogue, ties: Ties, measuring: Measuring, duties: Duties, grounds: Grounds) -> None:
        self._store = store
        self._catalogue = catalogue
        self._measuring = measuring
        self._declared = ties
        self._duties, self._grounds = duties, grounds

    @property
    def ties(self) -> Ties:
        """Every rule, citing its provision as the office has compared it."""
        return self._declared.compared(self._grounds.comparisons())

    def _in_use(self) -> Ties:
        """Rules that the duties in force name are on although they are off by default."""
        return self.ties.switched(self._duties.watched_ties())

    def findings(self, period: Period, labels: Iterable[str] | None = None, *, changes: bool = True) -> tuple[Finding, ...]:
        """Find everything to be said about a period, gravest first.

        With ``labels`` only what concerns these measures and their ledgers. ``changes`` False leaves the comparison with
        last year (R39) out.
        """
        wanted = None if labels is None else set(labels)
        found = [
            *self.of_measures(period, wanted, changes=changes),
            *self.of_records(period, wanted),
            *self.missing(period, wanted),
            *self.of_bases(),
            *self.set_aside(),
            *self.strange(),
        ]
        order = {"must": 0, "warn": 1, "note": 2}
        return tuple(sorted(found, key=lambda finding: order[finding.level]))

    # -------------------------------------------------------------- between measures
    def of_measures(self, period: Period, labels: set[str] | None, *, changes: bool = True) -> list[Finding]:
        """Check what must agree between the measures of a period, or only those named."""
        scope = MeasureScope(self._measuring, self._store, self._catalogue, period)
        ties, found = self._in_use(), []
        for tie in ties.of_scope("measure"):
            if not tie.in_force(period.end):
                continue
            if tie.calls & {"first_half", "second_half"} and period.kind != "year":
                continue
            if "same_last_year" in tie.calls and not changes:
                continue
            for label in self._members(tie, labels, scope):
                bound = BoundScope(scope, label, ties.params_on(period.end))
                if broken(tie, bound):
                    found.append(self._measure_finding(tie, bound, label, period))
        return found

    def _members(self, tie: Tie, labels: set[str] | None, scope: MeasureScope) -> Sequence[str]:
        """Return what the rule runs over: its labels, those a description means, or once ("")."""
        if tie.for_each:
            members: Sequence[str] = tie.for_each
        elif "sent" in tie.calls:
            members = [label for label in scope.sent_values if label in self._catalogue.measures]
        elif tie.described:
            members = [measure.label for measure in self._catalogue.measures.values() if measure.how in _ADDITIVE]
        else:
            speaks = labels is None or labels & {
                self._catalogue.measures[name].label for name in tie.names if name in self._catalogue.measures
            }
            return [""] if speaks else []
        return [label for label in members if labels is None or label in labels]

    def _measure_finding(self, tie: Tie, scope: BoundScope, label: str, period: Period) -> Finding:
        sentence = tie.message.fill(scope, 标签=label)
        named = [label] if label else [name for name in tie.expression.names if name in self._catalogue.measures]
        ids = dict.fromkeys(pk for name in named for pk in scope.counts.measured(name).record_ids)
        key = f"{tie.id}|{label}|{period.code}"
        return Finding(
            tie.id, tie.level, sentence, place=period.label, why=tie.why(period.end), ids=tuple(ids), labels=tuple(named), key=key
        )

    # -------------------------------------------------------------- inside records
    def of_records(self, period: Period, labels: set[str] | None) -> list[Finding]:
        """Check each record of the period against the rules of its ledger."""
        lookups = Lookups(self._store.records)
        neighbours = StoredNeighbours(self._store, self._catalogue)
        ties, found = self._in_use(), []
        for spec in self._ledgers(labels):
            rules = [tie for tie in ties.of_ledger(spec.label) if not (tie.asks and tie.level == "must")]
            records = self._store.records.all_of(spec.key, period.start, period.end)
            begun = self._store.records.all_of(spec.key, None, period.end) if any(tie.of_limits for tie in rules) else ()
            lookups.load(_pointed(spec, (*records, *begun)))
            for tie in rules:
                if tie.ledger == _EVERY:
                    found += self._without_evidence(tie, spec, records)
                else:
                    found += self._of_rule(tie, spec, begun if tie.of_limits else records, lookups, neighbours, period)
        return found

    def _of_rule(
        self, tie: Tie, spec: LedgerSpec, records: Sequence[Stored], lookups: Lookups, neighbours: StoredNeighbours, period: Period
    ) -> list[Finding]:
        found = []
        for members in self._groups(tie, spec, records, lookups, neighbours, period):
            values = [one.values for one in members]
            day = spec.day_of(values[0])
            if not tie.in_force(day):
                continue
            scope = self._scope(spec, values, lookups, neighbours, period, grouped=bool(tie.group_by))
            if not broken(tie, scope):
                continue
            reasons = dict(members[0].reasons)
            reason = reasons.get(tie.id, "")
            level = "note" if reason else tie.level
            key = f"{tie.id}|{members[0].id}"
            words = tie.message.fill(scope, hidden=spec.secret_labels)
            place = _place(spec, members)
            ids = tuple(one.pk for one in members)
            found.append(Finding(tie.id, level, words, place=place, why=tie.why(day), ids=ids, key=key, reason=reason))
        return found

    def _groups(
        self, tie: Tie, spec: LedgerSpec, records: Sequence[Stored], lookups: Lookups, neighbours: StoredNeighbours, period: Period
    ) -> list[list[Stored]]:
        """Single records, or those that pass ``when`` gathered by equal values."""
        if not tie.group_by:
            return [[one] for one in records]
        keys = [spec.by_label[label].key for label in tie.group_by]
        grouped: dict[tuple[Any, ...], list[Stored]] = {}
        for one in records:
            shared = tuple(one.values.get(key) for key in keys)
            scope = self._scope(spec, [one.values], lookups, neighbours, period)
            if None not in shared and (tie.when is None or tie.when.evaluate(scope) is True):
                grouped.setdefault(shared, []).append(one)
        return list(grouped.values())

    def _scope(
        self,
        spec: LedgerSpec,
        values: Sequence[Mapping[str, Any]],
        lookups: Lookups,
        neighbours: StoredNeighbours,
        period: Period,
        *,
        grouped: bool = False,
    ) -> RecordScope:
        return NamedRecordScope(
            spec,
            values,
            lookups,
            specs=self._catalogue.by_key,
            params=self._declared.params_on(spec.day_of(values[0])),
            holidays=self._declared.holidays,
            period_end=period.end,
            neighbours=neighbours,
            grouped=grouped,
            names=lookups.names.title,
        )

    def _without_evidence(self, tie: Tie, spec: LedgerSpec, records: Sequence[Stored]) -> list[Finding]:
        """Speak once per ledger, not once per record, for a rule of every ledger."""
        bare = tuple(one.pk for one in records if not one.evidence)
        if not bare:
            return []
        words = f"{spec.label}有 {len(bare)} 条{tie.message.text}"
        return [Finding(tie.id, tie.level, words, place=spec.label, why=tie.why(None), ids=bare, key=f"{tie.id}|{spec.key}")]

    def missing(self, period: Period, labels: set[str] | None = None) -> list[Finding]:
        """Return one finding per ledger with records that are 待补."""
        found = []
        for spec in self._ledgers(labels):
            short = [one for one in self._store.records.all_of(spec.key, period.start, period.end) if one.missing]
            if short:
                names = "、".join(dict.fromkeys(label for one in short for label in one.missing))
                words = f"{spec.label}有 {len(short)} 条待补：{names}。"
                ids = tuple(one.pk for one in short)
                found.append(Finding("待补", "warn", words, place=spec.label, ids=ids, key=f"待补|{spec.key}|{period.code}"))
        return found

    def of_bases(self) -> list[Finding]:
        """Return one line about what the rules rest on; it speaks of no record and stops nothing."""
        stale = len(self._grounds.stale())
        words, why = f"{stale} 项依据没有核对或超过一年没有核对。", "条文由本单位对照正式文本核对，程序不联网、不会自己更新。"
        return [Finding(BASES, "note", words, why=why)] if stale else []

    def set_aside(self) -> list[Finding]:
        """Name what cannot be looked at here, because a ledger, field or measure it speaks of is not in force."""
        why = "用到的台账、字段或指标在这份台账里没有或已停用；其余照常核对。"
        faults = [*self._declared.aside, *self._duties.aside]
        words = [f"{fault.where} 暂不核对：{fault.message}" for fault in faults]
        return [Finding(UNBOUND, "note", said, place="声明", why=why, firm=True) for said in words]

    def strange(self) -> list[Finding]:
        """Name ledgers and fields of another version: nothing here counts them or looks at them."""
        why = "这份台账用别的版本登记过。这些内容在这里可以看、查、导出和移交，不能修改，也不统计；请安装那个版本再打开。"
        found = []
        for spec in (one for one in self._catalogue if one.not_ours):
            ids = self._store.records.pks(Query(spec.key)) if spec.stranger else ()
            if spec.stranger:
                words = f"{spec.label} 有 {len(ids)} 条记录，是用别的版本登记的。"
            else:
                words = f"{spec.label}有 {len(spec.foreign)} 栏不认识：{'、'.join(sorted(spec.foreign))}。"
            found.append(Finding(STRANGE, "warn", words, place=spec.label, why=why, ids=ids, key=f"{STRANGE}|{spec.key}"))
        return found

    def _ledgers(self, labels: set[str] | None) -> Sequence[LedgerSpec]:
        if labels is None:
            return self._catalogue.ledgers
        wanted = {self._catalogue.measures[label].ledger for label in labels}
        return [spec for spec in self._catalogue.ledgers if spec.key in wanted]


def _pointed(spec: LedgerSpec, records: Sequence[Stored]) -> list[int]:
    """Numbers of everything the records point at."""
    keys = [field.key for field in spec.fields if field.of.refers]
    found: dict[int, None] = {}
    for one in records:
        for key in keys:
            value = one.values.get(key, ())
            found.update(dict.fromkeys(value if isinstance(value, tuple) else (value,)))
    return list(found)


def _place(spec: LedgerSpec, members: Sequence[Stored]) -> str:
    """Ledger and day of the record, in front of the message."""
    days = sorted(one.occurred_on for one in members if isinstance(one.occurred_on, date))
    return f"{spec.label} {days[0]}" if days else spec.label
