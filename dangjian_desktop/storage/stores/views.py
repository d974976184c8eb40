"""One readable SQL view per ledger, in Chinese, so that the file can be read without this program.

Written from the declaration, never read by the program. Void records, secret fields and what is worked out (domain/computed) are
left out; money is in yuan, flags are 是/否, references are names; child rows have a view of their own, such as 党委会议_议题.
"""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.storage.engine.database import Database


def statements(catalogue: Catalogue) -> dict[str, str]:
    """name → CREATE VIEW, in declared order."""
    return {name: sql for spec in catalogue if not spec.stranger for name, sql in _of_ledger(spec)}


def rewrite(database: Database, catalogue: Catalogue) -> None:
    """Make the file's views those of this catalogue; the caller holds the transaction."""
    for (name,) in list(database.run("SELECT name FROM sqlite_schema WHERE type = 'view'")):
        database.run(f"DROP VIEW {_quoted(name)}")
    for sql in statements(catalogue).values():
        database.run(sql)


def _of_ledger(spec: LedgerSpec) -> Iterator[tuple[str, str]]:
    columns = [f"{_top(spec, field)} AS {_quoted(field.label)}" for field in spec.fields if _shown(field)]
    head = f"r.id AS {_quoted('编号')}"
    where = f"r.ledger = '{spec.key}' AND r.voided_at IS NULL"
    order = "r.occurred_on, r.pk"
    yield spec.label, _view(spec.label, [head, *columns], f"record r WHERE {where} ORDER BY {order}")
    rows = spec.rows_field
    if rows:
        name = f"{spec.label}_{rows.label}"
        cells = [f"{_cell(rows, field)} AS {_quoted(field.label)}" for field in rows.rows if _shown(field)]
        parts = [head, f"r.occurred_on AS {_quoted(spec.field(spec.date_field).label)}", f"i.key + 1 AS {_quoted('序号')}", *cells]
        table = f"record r, json_each(r.data, '$.{rows.key}') i"
        yield name, _view(name, parts, f"{table} WHERE {where} ORDER BY {order}, i.key")


def _view(name: str, columns: list[str], rest: str) -> str:
    return f"CREATE VIEW {_quoted(name)} AS SELECT {', '.join(columns)} FROM {rest}"


def _shown(field: Field) -> bool:
    return not field.secret and not field.computed and field.of.fits_cell


def _top(spec: LedgerSpec, field: Field) -> str:
    if field.key == spec.date_field:
        return "r.occurred_on"
    return _expression(field, "r.data", f"l.field = '{field.key}'")


def _cell(rows: Field, field: Field) -> str:
    return _expression(field, "i.value", f"l.field = '{rows.key}.{field.key}' AND l.seq / 1000 = i.key")


def _expression(field: Field, source: str, link: str) -> str:
    value = f"json_extract({source}, '$.{field.key}')"
    if field.of.refers:
        names = "SELECT s.title AS name FROM record_link l JOIN record_search s ON s.record = l.target"
        return f"(SELECT group_concat(name, '、') FROM ({names} WHERE l.record = r.pk AND {link} ORDER BY l.seq))"
    if field.of.many:
        return f"(SELECT group_concat(value, '、') FROM (SELECT c.value FROM json_each({source}, '$.{field.key}') c ORDER BY c.key))"
    return field.of.sql.format(value=value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
