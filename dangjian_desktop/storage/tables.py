"""The tables of a ledger file, all STRICT. peewee writes the DDL; nothing but storage may look at them.

There are no triggers, generated columns or virtual tables, and no JSON function in the schema (it would not run under the
hardened settings). ``record`` is the one table for all ledgers; link, day and search are indexes over its payloads that
can be rebuilt. ``history`` holds every state a record ever had; ``audit`` chains them together. ``record.seq`` is the record's last change.
"""

from __future__ import annotations

import peewee as pw


class _Table(pw.Model):
    class Meta:
        strict_tables = True
        legacy_table_names = False


class RecordRow(_Table):
    pk = pw.AutoField()
    id = pw.TextField(unique=True)
    ledger = pw.TextField()
    occurred_on = pw.TextField(null=True)
    voided_at = pw.TextField(null=True)
    void_reason = pw.TextField(null=True)
    reasons = pw.TextField(constraints=[pw.SQL("DEFAULT '{}'")])
    spec_version = pw.IntegerField(constraints=[pw.SQL("DEFAULT 1")])
    seq = pw.IntegerField()
    digest = pw.TextField()
    data = pw.TextField()
    created_at = pw.TextField()
    updated_at = pw.TextField()

    class Meta:
        table_name = "record"
        constraints = (pw.Check("(voided_at IS NULL) = (void_reason IS NULL)"),)


RecordRow.add_index(
    RecordRow.index(RecordRow.ledger, RecordRow.occurred_on, RecordRow.pk, where=RecordRow.voided_at.is_null(), name="record_by_day")
)
RecordRow.add_index(
    RecordRow.index(RecordRow.ledger, RecordRow.occurred_on, RecordRow.pk, where=RecordRow.voided_at.is_null(False), name="record_voided")
)


class LinkRow(_Table):
    record = pw.ForeignKeyField(RecordRow, column_name="record", index=False)
    field = pw.TextField()
    seq = pw.IntegerField()
    target = pw.ForeignKeyField(RecordRow, column_name="target", index=False)

    class Meta:
        table_name = "record_link"
        without_rowid = True
        primary_key = pw.CompositeKey("record", "field", "seq")
        indexes = ((("target", "field"), False),)


class DayRow(_Table):
    ledger = pw.TextField()
    field = pw.TextField()
    day = pw.TextField()
    record = pw.ForeignKeyField(RecordRow, column_name="record")

    class Meta:
        table_name = "record_day"
        without_rowid = True
        primary_key = pw.CompositeKey("ledger", "field", "day", "record")


class SearchRow(_Table):
    record = pw.ForeignKeyField(RecordRow, column_name="record", primary_key=True)
    title = pw.TextField()
    text = pw.TextField()
    missing = pw.TextField()
    lacking = pw.IntegerField()
    mark = pw.TextField()

    class Meta:
        table_name = "record_search"


SearchRow.add_index(SearchRow.index(SearchRow.record, where=SearchRow.lacking > 0, name="record_lacking"))


class AuditRow(_Table):
    seq = pw.AutoField()
    id = pw.TextField()
    at = pw.TextField()
    tz = pw.IntegerField()
    actor = pw.TextField()
    device = pw.TextField()
    app = pw.TextField()
    kind = pw.TextField()
    label = pw.TextField()
    ledgers = pw.TextField()
    records = pw.IntegerField()
    undoes = pw.IntegerField(null=True)
    clock_suspect = pw.IntegerField()
    detail = pw.TextField(null=True)
    content = pw.TextField()
    alg = pw.TextField()
    prev = pw.TextField()
    h = pw.TextField()

    class Meta:
        table_name = "audit"


AuditRow.add_index(AuditRow.index(AuditRow.undoes, where=AuditRow.undoes.is_null(False), name="audit_undoes"))


class HistoryRow(_Table):
    record = pw.ForeignKeyField(RecordRow, column_name="record", index=False)
    seq = pw.ForeignKeyField(AuditRow, column_name="seq")
    after = pw.TextField()
    salt = pw.TextField()
    digest = pw.TextField()

    class Meta:
        table_name = "history"
        without_rowid = True
        primary_key = pw.CompositeKey("record", "seq")


class EvidenceRow(_Table):
    sha256 = pw.TextField(primary_key=True)
    size = pw.IntegerField()
    media = pw.TextField()
    data = pw.BlobField()

    class Meta:
        table_name = "evidence"


class EvidenceLinkRow(_Table):
    record = pw.ForeignKeyField(RecordRow, column_name="record", index=False)
    seq = pw.IntegerField()
    sha256 = pw.ForeignKeyField(EvidenceRow, column_name="sha256")
    name = pw.TextField()
    added_at = pw.TextField()

    class Meta:
        table_name = "evidence_link"
        without_rowid = True
        primary_key = pw.CompositeKey("record", "seq")


class SettingRow(_Table):
    key = pw.TextField(primary_key=True)
    value = pw.TextField()

    class Meta:
        table_name = "setting"
        without_rowid = True


class DraftRow(_Table):
    key = pw.TextField(primary_key=True)
    ledger = pw.TextField()
    record = pw.IntegerField(null=True)
    data = pw.TextField()
    at = pw.TextField()

    class Meta:
        table_name = "draft"
        without_rowid = True


class ReportRow(_Table):
    id = pw.TextField(primary_key=True)
    kind = pw.TextField()
    title = pw.TextField()
    start = pw.TextField()
    end = pw.TextField()
    state = pw.TextField()
    updated_at = pw.TextField()
    data = pw.TextField()
    frozen = pw.TextField(null=True)
    mark = pw.TextField()
    sha256 = pw.TextField(null=True)
    docx = pw.BlobField(null=True)

    class Meta:
        table_name = "report"


class TemplateRow(_Table):
    key = pw.TextField(primary_key=True)
    name = pw.TextField()
    kind = pw.TextField()
    sha256 = pw.TextField()
    added_at = pw.TextField()
    data = pw.BlobField()

    class Meta:
        table_name = "template"


class MigrationRow(_Table):
    name = pw.TextField(primary_key=True)
    at = pw.TextField()

    class Meta:
        table_name = "migration"
        without_rowid = True


ALL = (
    RecordRow, LinkRow, DayRow, SearchRow, AuditRow, HistoryRow, EvidenceRow, EvidenceLinkRow,
    SettingRow, DraftRow, ReportRow, TemplateRow, MigrationRow,
)  # fmt: skip
NAMES = tuple(model._meta.table_name for model in ALL)
