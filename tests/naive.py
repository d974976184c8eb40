"""A second, naive way to count: plain loops over the raw declaration of ledgers.yaml and records as dicts.

Written apart from the product's counting and sharing nothing with it, so that the two can disagree.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

import yaml


def count(block, words, records, start, end, names):
    """{"value", "split"?, "numerator"?, "denominator"?} of one declared measure.

    ``records``: dicts of clean values, oldest entry first, with "_id" and "_void". ``names``: number → name.
    """
    kinds = {line[0]: line[2] for line in block["fields"]}
    rows_key = next((line[0] for line in block["fields"] if line[2] == "rows"), None)
    if rows_key:
        options = next(line for line in block["fields"] if line[0] == rows_key)[-1]
        row_kinds = {line[0]: line[2] for line in options["rows"]}
    else:
        row_kinds = {}
    date_key = words.get("date", block.get("date_field"))
    kept = [r for r in records if not r["_void"] and _dated(r, words, date_key, start, end)]
    kept = [r for r in kept if _fits(r, words.get("where", {}), kinds, names) and not _unfits(r, words.get("not", {}), kinds, names)]
    kept = [r for r in kept if _condition(r, words.get("condition"), start, end)]
    kept.sort(key=lambda r: (r.get(date_key) is not None, r.get(date_key) or start, r["_id"]))
    how = words["how"]
    if how.startswith("per "):
        return _figures(block, how, kept)
    lines = _lines(kept, how, words, rows_key, row_kinds, names)
    total = _total(lines, how, words, kinds, names)
    answer = {"value": total[0], "ids": total[1]}
    if len(total) == 4:
        answer["numerator"], answer["denominator"] = total[2], total[3]
    if "split" in words:
        answer["split"] = _split(lines, how, words, kinds, names)
    return answer


def _dated(record, words, date_key, start, end):
    day = record.get(date_key)
    if words.get("at") == "end":
        over = record.get(words.get("until"))
        return (day is None or day <= end) and (over is None or over > end)
    return day is not None and start <= day <= end


def _fits(record, where, kinds, names):
    return all(_one_of(record.get(key), wanted, kinds[key], names) for key, wanted in where.items())


def _unfits(record, where, kinds, names):
    return any(_one_of(record.get(key), wanted, kinds[key], names) for key, wanted in where.items())


def _one_of(value, wanted, kind, names):
    wanted = wanted if isinstance(wanted, list) else [wanted]
    if kind == "flag":
        return bool(value) in wanted
    if kind == "choices":
        return bool(set(value or ()) & set(wanted))
    return value in wanted


def _condition(record, sentence, start, end):
    if not sentence:
        return True
    if found := re.fullmatch(r"year of (\w+) == year of period start - 1", sentence):
        day = record.get(found[1])
        return day is not None and day.year == start.year - 1
    due, done = record.get("due_on"), record.get("done_on")
    assert sentence == "due_on < end and (done_on empty or done_on > end)"
    return due is not None and due < end and (done is None or done > end)


def _lines(kept, how, words, rows_key, row_kinds, names):
    """(record, row or None) pairs."""
    where_row = words.get("where_row", {})
    if how == "rows" or "." in how:
        return [(r, row) for r in kept for row in r.get(rows_key, ()) if _fits(row, where_row, row_kinds, names)]
    if where_row:
        kept = [r for r in kept if any(_fits(row, where_row, row_kinds, names) for row in r.get(rows_key, ()))]
    return [(r, None) for r in kept]


def _total(lines, how, words, kinds, names):
    ids = list(dict.fromkeys(r["_id"] for r, _ in lines))
    if how == "count":
        return len(lines), ids
    if how == "rows":
        return (len(ids) if words.get("of") == "records" else len(lines)), ids
    verb, _, name = how.partition(" ")
    if verb == "ratio":
        above, below = name.split(" / ")
        both = [r for r, _ in lines if r.get(above) is not None and r.get(below) is not None]
        a, b = sum(r[above] for r in both), sum(r[below] for r in both)
        value = (Decimal(100 * a) / b).quantize(Decimal("0.01"), ROUND_HALF_UP) if b else None
        return value, [r["_id"] for r in both], a, b
    key = name.rpartition(".")[2]
    values = []
    for record, row in lines:
        value = (row if row is not None else record).get(key)
        values += [(record["_id"], one) for one in (value if isinstance(value, tuple) else [value]) if one is not None]
    filled = list(dict.fromkeys(i for i, _ in values))
    if verb == "sum":
        return sum(v for _, v in values), ids
    if verb == "max":
        return max((v for _, v in values), default=0), filled
    if verb == "distinct":
        return len({v for _, v in values}), filled
    if verb == "last":
        return (values[-1][1], [values[-1][0]]) if values else (None, [])
    assert verb == "list"
    firsts = list(dict.fromkeys(v for _, v in values))
    return tuple(names.get(v, v) if kinds[key].startswith("ref") else v for v in firsts), filled


def _split(lines, how, words, kinds, names):
    key, by_year = words["split"], False
    if key.startswith("year of "):
        key, by_year = key.removeprefix("year of "), True
    wanted = words.get("where_row", {}).get(key)
    parts = {}
    for record, row in lines:
        value = (row if row is not None else record).get(key)
        for one in value if isinstance(value, tuple) else [value]:
            if one is not None and (wanted is None or one in wanted):
                parts.setdefault(str(one.year) if by_year else str(one), []).append((record, row))
    found = {name: _total(members, how, words, kinds, names)[0] for name, members in parts.items()}
    return {name: value for name, value in found.items() if value}


def _figures(block, how, kept):
    found = re.fullmatch(r"per (\S+): (\S+) -> last (\w+) dated in the period, (\S+) -> sum (\w+) in the period", how)
    keys = {line[1]: line[0] for line in block["fields"]}
    name_key, value_key = keys[found[1]], found[3]
    nature_key = next(line[0] for line in block["fields"] if isinstance(line[-1], dict) and found[2] in line[-1].get("choices", []))
    groups = {}
    for record in kept:
        if record.get(name_key) is not None and record.get(value_key) is not None:
            groups.setdefault(record[name_key], []).append(record)
    split = {}
    for name, members in groups.items():
        nature = members[-1].get(nature_key)
        same = [m for m in members if m.get(nature_key) == nature]
        split[name] = sum(m[value_key] for m in same) if nature == found[4] else same[-1][value_key]
    return {"value": None, "split": {k: v for k, v in split.items() if v}, "ids": [m["_id"] for ms in groups.values() for m in ms]}


def variant(words):
    """The same measure counted the other way, from the sentence that declares it."""
    return {**{key: words[key] for key in ("label", "unit")}, **yaml.safe_load("{" + words["variant_b"] + "}")}


def declarations(path):
    """Every (block, measure) of the raw file, without going through the product's own reader."""
    with open(path, encoding="utf-8") as stream:
        data = yaml.safe_load(stream)
    return [(block, words) for block in (*data["registers"], *data["ledgers"]) for words in block.get("measures", [])]
