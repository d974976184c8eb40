"""Values that are worked out from the others of a record each time it is read, so that they are never typed and never stale.

A field declared ``computed`` (影响期止) lies in no file: a table of law that changes changes what is shown, and nothing has to be
written again. Knows no ledger by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dangjian_desktop.domain.expression import Expression
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.record_scope import RecordScope


def completed(spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with everything that can be worked out from them; a later computed field may use an earlier one."""
    whole = {key: value for key, value in values.items() if not spec.by_key[key].computed}
    for field in spec.computed:
        assert field.computed is not None
        if (value := _evaluate(spec, field.computed, whole, {})) is not None:
            whole[field.key] = value
    return whole


def answers(spec: LedgerSpec, key: str, values: Mapping[str, Any], day: date) -> bool:
    """Whether a record (with what is worked out) answers yes to the question ``key`` for that day."""
    return _evaluate(spec, spec.ask(key).when, values, {"day": day}) is True


def _evaluate(spec: LedgerSpec, text: Expression, values: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    return text.evaluate(RecordScope(spec, [values], None, specs={}, params=given))
