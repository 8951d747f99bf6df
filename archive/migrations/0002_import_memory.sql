-- Migration 2: what the archive remembers about imports. docs/storage.md explains every table.
--
-- Nothing of an undone import is removed from these tables: what belongs to an import whose state is 'undone' is not
-- read, so undoing the undoing brings it back.

ALTER TABLE import ADD COLUMN undoes INTEGER NOT NULL DEFAULT 0;  -- the import that this one took back; 0: none
ALTER TABLE import ADD COLUMN undo TEXT NOT NULL DEFAULT 'null';  -- what taking it back changed besides records

-- Versions and links by import, for undoing it.
CREATE INDEX record_version_import ON record_version (import_id, kind, number) WHERE import_id<>0;
ALTER TABLE campaign_link ADD COLUMN import_id INTEGER NOT NULL DEFAULT 0;  -- that added it; 0: none, or before format 2
CREATE INDEX campaign_link_import ON campaign_link (import_id) WHERE import_id<>0;

-- Links that an import removed (added = 0), or that an undoing put back (added = 1). `earlier` is the import_id that the
-- link had or got.
CREATE TABLE link_log (
  import_id INTEGER NOT NULL,
  campaign INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  target INTEGER NOT NULL,
  added INTEGER NOT NULL,
  earlier INTEGER NOT NULL,
  PRIMARY KEY (import_id, campaign, kind, target)
) STRICT, WITHOUT ROWID;

-- Provenance: one row for each file (or sheet of one) that an import took records from, and one for each record that it
-- said something of. `source` is what makes the file the same one in a later import.
CREATE TABLE provenance_file (
  id INTEGER PRIMARY KEY,
  import_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  sheet TEXT NOT NULL,
  mapping TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX provenance_file_of ON provenance_file (import_id, source, sheet, mapping);

-- `said` is the JSON of all that the file says of the record, `row` the row that says it, `rows` the fields that other
-- rows say: {"goals/gmv": 14}.
CREATE TABLE provenance (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  rows TEXT NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (kind, number, file)
) STRICT;

-- Bytes and texts of documents, in pieces of 1 MB under the SHA-256 of the whole, each kept once.
CREATE TABLE content (
  hash TEXT NOT NULL,
  piece INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (hash, piece)
) STRICT;

-- A document's node key is the SHA-256 of its bytes.
CREATE TABLE document (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  title TEXT NOT NULL,
  date TEXT NOT NULL,
  format TEXT NOT NULL,
  file_name TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE document_import (
  document INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  PRIMARY KEY (document, import_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_campaign (
  document INTEGER NOT NULL,
  campaign INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  PRIMARY KEY (document, campaign, import_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_campaign_of ON document_campaign (campaign);

-- Values found in documents that are not certain: in no figure until somebody confirms them.
CREATE TABLE unconfirmed (
  id INTEGER PRIMARY KEY,
  import_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  evidence TEXT NOT NULL,
  document INTEGER,
  file TEXT NOT NULL,
  row INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  decided_ms INTEGER NOT NULL DEFAULT 0,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX unconfirmed_once ON unconfirmed (kind, number, field, value);

-- Pairs of keys that may mean the same thing (a < b), and what was decided about them.
CREATE TABLE likely_duplicate (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  code TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  reason_zh TEXT NOT NULL,
  import_id INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  leader TEXT NOT NULL DEFAULT '',
  decided_ms INTEGER NOT NULL DEFAULT 0,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX likely_duplicate_once ON likely_duplicate (kind, a, b);

-- Keys that stand for another one: a decision, or the code of a campaign that was known without one.
CREATE TABLE same_as (
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  leader TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
