-- The tables of version 1, as peewee wrote them into the first files. Released: nothing here is ever changed, not even a blank.
-- All are STRICT. No triggers, generated columns or virtual tables, and no JSON function: it would not run under the hardened settings.

-- one line per change, chained to the line before it
CREATE TABLE "audit" ("seq" INTEGER NOT NULL PRIMARY KEY, "id" TEXT NOT NULL, "at" TEXT NOT NULL, "tz" INTEGER NOT NULL, "actor" TEXT NOT NULL, "device" TEXT NOT NULL, "app" TEXT NOT NULL, "kind" TEXT NOT NULL, "label" TEXT NOT NULL, "ledgers" TEXT NOT NULL, "records" INTEGER NOT NULL, "undoes" INTEGER, "clock_suspect" INTEGER NOT NULL, "detail" TEXT, "content" TEXT NOT NULL, "alg" TEXT NOT NULL, "prev" TEXT NOT NULL, "h" TEXT NOT NULL) STRICT;
CREATE INDEX "audit_undoes" ON "audit" ("undoes") WHERE ("undoes" IS NOT NULL);

-- the records of all ledgers; seq is the last change of a record
CREATE TABLE "record" ("pk" INTEGER NOT NULL PRIMARY KEY, "id" TEXT NOT NULL, "ledger" TEXT NOT NULL, "occurred_on" TEXT, "voided_at" TEXT, "void_reason" TEXT, "reasons" TEXT NOT NULL DEFAULT '{}', "spec_version" INTEGER NOT NULL DEFAULT 1, "seq" INTEGER NOT NULL, "digest" TEXT NOT NULL, "data" TEXT NOT NULL, "created_at" TEXT NOT NULL, "updated_at" TEXT NOT NULL, CHECK ((voided_at IS NULL) = (void_reason IS NULL))) STRICT;
CREATE UNIQUE INDEX "record_id" ON "record" ("id");
CREATE INDEX "record_by_day" ON "record" ("ledger", "occurred_on", "pk") WHERE ("voided_at" IS NULL);
CREATE INDEX "record_voided" ON "record" ("ledger", "occurred_on", "pk") WHERE ("voided_at" IS NOT NULL);

-- an index over the dates of the payloads; can be rebuilt, as record_link and record_search can
CREATE TABLE "record_day" ("ledger" TEXT NOT NULL, "field" TEXT NOT NULL, "day" TEXT NOT NULL, "record" INTEGER NOT NULL, PRIMARY KEY ("ledger", "field", "day", "record"), FOREIGN KEY ("record") REFERENCES "record" ("pk")) STRICT, WITHOUT ROWID;
CREATE INDEX "record_day_record" ON "record_day" ("record");

-- what is being typed
CREATE TABLE "draft" ("key" TEXT NOT NULL PRIMARY KEY, "ledger" TEXT NOT NULL, "record" INTEGER, "data" TEXT NOT NULL, "at" TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- the bytes of evidence, each content once
CREATE TABLE "evidence" ("sha256" TEXT NOT NULL PRIMARY KEY, "size" INTEGER NOT NULL, "media" TEXT NOT NULL, "data" BLOB NOT NULL) STRICT;

-- which record has which evidence, under which name
CREATE TABLE "evidence_link" ("record" INTEGER NOT NULL, "seq" INTEGER NOT NULL, "sha256" TEXT NOT NULL, "name" TEXT NOT NULL, "added_at" TEXT NOT NULL, PRIMARY KEY ("record", "seq"), FOREIGN KEY ("record") REFERENCES "record" ("pk"), FOREIGN KEY ("sha256") REFERENCES "evidence" ("sha256")) STRICT, WITHOUT ROWID;
CREATE INDEX "evidence_link_sha256" ON "evidence_link" ("sha256");

-- every state a record ever had, and the change that made it
CREATE TABLE "history" ("record" INTEGER NOT NULL, "seq" INTEGER NOT NULL, "after" TEXT NOT NULL, "salt" TEXT NOT NULL, "digest" TEXT NOT NULL, PRIMARY KEY ("record", "seq"), FOREIGN KEY ("record") REFERENCES "record" ("pk"), FOREIGN KEY ("seq") REFERENCES "audit" ("seq")) STRICT, WITHOUT ROWID;
CREATE INDEX "history_seq" ON "history" ("seq");

-- an index over the references of the payloads
CREATE TABLE "record_link" ("record" INTEGER NOT NULL, "field" TEXT NOT NULL, "seq" INTEGER NOT NULL, "target" INTEGER NOT NULL, PRIMARY KEY ("record", "field", "seq"), FOREIGN KEY ("record") REFERENCES "record" ("pk"), FOREIGN KEY ("target") REFERENCES "record" ("pk")) STRICT, WITHOUT ROWID;
CREATE INDEX "record_link_target_field" ON "record_link" ("target", "field");

-- the steps that made this schema
CREATE TABLE "migration" ("name" TEXT NOT NULL PRIMARY KEY, "at" TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- reports, their frozen numbers, and the Word file as it was sent
CREATE TABLE "report" ("id" TEXT NOT NULL PRIMARY KEY, "kind" TEXT NOT NULL, "title" TEXT NOT NULL, "start" TEXT NOT NULL, "end" TEXT NOT NULL, "state" TEXT NOT NULL, "updated_at" TEXT NOT NULL, "data" TEXT NOT NULL, "frozen" TEXT, "mark" TEXT NOT NULL, "sha256" TEXT, "docx" BLOB) STRICT;

-- the title, the folded text and what is missing of each record
CREATE TABLE "record_search" ("record" INTEGER NOT NULL PRIMARY KEY, "title" TEXT NOT NULL, "text" TEXT NOT NULL, "missing" TEXT NOT NULL, "lacking" INTEGER NOT NULL, "mark" TEXT NOT NULL, FOREIGN KEY ("record") REFERENCES "record" ("pk")) STRICT;
CREATE INDEX "record_lacking" ON "record_search" ("record") WHERE ("lacking" > 0);

-- settings of this ledger, as JSON
CREATE TABLE "setting" ("key" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Word templates of this office
CREATE TABLE "template" ("key" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "sha256" TEXT NOT NULL, "added_at" TEXT NOT NULL, "data" BLOB NOT NULL) STRICT;
