"""The floor of P6: for each declared measure the shortest SQL that gives the bare number and its parts, without the records behind them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
Statement = tuple[str, str, list[Any]]


def statements(start: date, end: date) -> list[Statement]:
    """(label, SQL, parameters): one statement for a total, one more for a split."""
    declared = yaml.safe_load((ROOT / "resources" / "ledgers.yaml").read_text(encoding="utf-8"))
    found = []
    for block in [*declared["registers"], *declared["ledgers"]]:
        for measure in block.get("measures", ()):
            found += _of_measure(block, measure, start.isoformat(), end.isoformat())
    return found


def _of_measure(block: dict[str, Any], measure: dict[str, Any], start: str, end: str) -> list[Statement]:
    kinds = {field[0]: field[2] for field in block["fields"]}
    where, params, joins = ["r.ledger = ?", "r.voided_at IS NULL"], [block["key"]], []
    day = measure.get("date", block.get("date_field"))
    column = "r.occurred_on" if day == block.get("date_field") else f"json_extract(r.data, '$.{day}')"
    if measure.get("at") == "end":
        where.append(f"({column} IS NULL OR {column} <= ?)")
        params.append(end)
        if "until" in measure:
            until = f"json_extract(r.data, '$.{measure['until']}')"
            where.append(f"({until} IS NULL OR {until} > ?)")
            params.append(end)
    elif column == "r.occurred_on":
        where.append("r.occurred_on BETWEEN ? AND ?")
        params += [start, end]
    else:
        joins.append("JOIN record_day d ON d.record = r.pk AND d.ledger = r.ledger")
        where.append("d.field = ? AND d.day BETWEEN ? AND ?")
        params += [day, start, end]
    _fits(measure.get("where", {}), kinds, "", where, params)
    _fits(measure.get("not", {}), kinds, "NOT ", where, params)
    what, parent = _what(block, measure, kinds, joins, where, params)
    rest = f"FROM record r {' '.join(joins)} WHERE {' AND '.join(where)}"
    made = [(measure["label"], f"SELECT {what} {rest}", params)]
    if "split" in measure:
        split = measure["split"].removeprefix("year of ")
        part = f"json_extract({parent}, '$.{split}')" if split != block.get("date_field") else "r.occurred_on"
        made.append((f"{measure['label']}.*", f"SELECT {part}, {what} {rest} GROUP BY 1", params))
    return made


def _fits(wanted: dict[str, Any], kinds: dict[str, str], negation: str, where: list[str], params: list[Any]) -> None:
    for key, value in wanted.items():
        values = value if isinstance(value, list) else [value]
        empty = "0" if kinds[key] == "flag" else "''"
        where.append(f"{negation}COALESCE(json_extract(r.data, '$.{key}'), {empty}) IN ({', '.join('?' * len(values))})")
        params += [int(one) if isinstance(one, bool) else one for one in values]


def _what(
    block: dict[str, Any], measure: dict[str, Any], kinds: dict[str, str], joins: list[str], where: list[str], params: list[Any]
) -> tuple[str, str]:
    """The aggregate and where its split lies."""
    verb, _, field = measure["how"].partition(" ")
    value, parent = f"json_extract(r.data, '$.{field}')", "r.data"
    if verb == "rows" or "." in field:
        joins.append("JOIN json_each(r.data, '$.items') i")
        value, parent = f"json_extract(i.value, '$.{field.partition('.')[2]}')", "i.value"
        for key, wanted in measure.get("where_row", {}).items():
            values = wanted if isinstance(wanted, list) else [wanted]
            marks = ", ".join("?" * len(values))
            where.append(f"EXISTS(SELECT 1 FROM json_each(i.value, '$.{key}') c WHERE c.value IN ({marks}))")
            params += values
    if kinds.get(field) in ("ref", "refs"):
        joins.append(f"JOIN record_link l ON l.record = r.pk AND l.field = '{field}'")
        value = "l.target"
    aggregate = {
        "count": "count(*)",
        "rows": "count(DISTINCT r.pk)" if measure.get("of") else "count(*)",
        "sum": f"sum({value})",
        "max": f"max({value})",
        "distinct": f"count(DISTINCT {value})",
        "list": f"count(DISTINCT {value})",
        "last": f"max(r.occurred_on), {value}",
        "ratio": "sum(json_extract(r.data, '$.present')), sum(json_extract(r.data, '$.due'))",
        "per": "sum(json_extract(r.data, '$.value'))",
    }
    return aggregate[verb], parent
