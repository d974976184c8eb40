"""未了事项: what the receiver must know on the first day, gathered from the declared rules, the duties and the drafts. Only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.duty import Duty, due_in, period_of
from dangjian_desktop.domain.expression import Sentence
from dangjian_desktop.domain.fields import plain
from dangjian_desktop.domain.handover import OpenMatter
from dangjian_desktop.domain.handover_rules import HandoverRules, OpenRule
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.limits import days_over
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.ledgers.handover import load_handover_rules
from dangjian_desktop.services.base.lookups import Lookups
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.counting.measuring import Measuring
from dangjian_desktop.services.counting.scopes import NamedRecordScope

DUTIES, DRAFTS = "应办事项还差", "草稿"
_LONGEST = 60


class Matters:
    """Open matters of one open file. The declarations are read when first asked for."""

    def __init__(self, file: OpenLedger, ties: Ties, measuring: Measuring, duties: Callable[[], Iterable[Duty]]) -> None:
        """``duties``: those in force now."""
        self._store, self._catalogue, self._clock = file.store, file.catalogue, file.clock
        self._ties, self._measuring, self._duties = ties, measuring, duties

    @cached_property
    def rules(self) -> HandoverRules:
        return load_handover_rules(self._catalogue, self._ties)

    def all(self) -> tuple[OpenMatter, ...]:
        """Group by group in declared order, within a group by limit."""
        found = [*self.of_records(), *self._of_duties(), *self._of_drafts()]
        groups = list(dict.fromkeys(one.group for one in found))
        return tuple(sorted(found, key=lambda one: (groups.index(one.group), one.due or date.max, one.title)))

    def _matter(self, group: str, title: str, content: str, who: str, due: date | None, state: str, ids: tuple[int, ...]) -> OpenMatter:
        late = None if due is None else days_over(due, self._clock.today())
        return OpenMatter(group, title, content, who, due, state, late, ids)

    # -------------------------------------------------------------- records
    def of_records(self) -> Iterator[OpenMatter]:
        """Records that a declared rule calls open; 工作台 shows those with a limit."""
        lookups = Lookups(self._store.records)
        duties = {duty.id for duty in self._duties()}
        records: dict[str, tuple[Stored, ...]] = {}
        for rule in self.rules.open:
            spec = self._catalogue.by_label[rule.ledger]
            if spec.key not in records:
                records[spec.key] = self._store.records.all_of(spec.key)
            for one in records[spec.key]:
                scope = self._scope(spec, one.values, lookups)
                if rule.when.evaluate(scope) is True:
                    limited = not rule.duty or rule.duty in duties
                    yield self._of_record(rule, spec, one, scope, lookups, limited=limited)

    def _scope(self, spec: LedgerSpec, values: Mapping[str, Any], lookups: Lookups) -> NamedRecordScope:
        today = self._clock.today()
        specs, names = self._catalogue.by_key, lookups.names.title
        params, holidays = self._ties.params_on(spec.day_of(values)), self._ties.holidays
        return NamedRecordScope(spec, [values], lookups, specs=specs, params=params, holidays=holidays, period_end=today, names=names)

    def _of_record(
        self, rule: OpenRule, spec: LedgerSpec, one: Stored, scope: NamedRecordScope, lookups: Lookups, *, limited: bool
    ) -> OpenMatter:
        due = next((day for text in rule.due if limited and isinstance(day := text.evaluate(scope), date)), None)
        people = (spec.by_label[label] for label in rule.who)
        who = next((name for field in people if (name := lookups.names.title(field.target, one.values.get(field.key, 0)))), "")
        state = spec.by_label[rule.state].word(str(one.values.get(spec.by_label[rule.state].key, ""))) if rule.state else ""
        return self._matter(rule.group, _said(rule.title, scope), _said(rule.content, scope), who, due, state, (one.pk,))

    # -------------------------------------------------------------- duties and drafts
    def _of_duties(self) -> Iterator[OpenMatter]:
        for duty in self._duties():
            if not duty.counts:
                continue
            period = period_of(duty, self._clock.today())
            found = self._measuring.at(duty.measure, period)
            have, unit = found.number or 0, found.unit
            want = (self._measuring.at(duty.target, period).number or 0) if duty.target else duty.times
            if have < want:
                words = f"{period.label}已有 {plain(have)} {unit}，应有 {plain(want)} {unit}"
                state = f"还差 {plain(want - have)} {unit}"
                yield self._matter(DUTIES, duty.label, words, duty.who, due_in(duty, period), state, ())

    def _of_drafts(self) -> Iterator[OpenMatter]:
        for draft in self._store.drafts.all():
            spec = self._catalogue.by_key.get(draft.ledger)
            ids = () if draft.pk is None else (draft.pk,)
            yield self._matter(DRAFTS, spec.label if spec else draft.ledger, f"没写完的草稿（{draft.at[:10]}）", "", None, "", ids)


def _said(sentence: Sentence, scope: NamedRecordScope) -> str:
    """In one line, not longer than a table takes."""
    text = " ".join(sentence.fill(scope).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
