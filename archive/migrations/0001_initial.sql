-- Migration 1: the archive. docs/storage.md explains every table. What SQL there is keeps to what PostgreSQL shares
-- (no rowid tricks in queries); STRICT and WITHOUT ROWID are storage choices.

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per commit that changed anything.
CREATE TABLE revision (
  revision INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Which records a revision touched; touchpoints are logged by block (touchpoint_block.revision), not one by one.
CREATE TABLE change (
  revision INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (revision, kind, number)
) STRICT, WITHOUT ROWID;

-- Every key that anything names, numbered densely from 0 within its kind, never reused.
CREATE TABLE node (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX node_key ON node (kind, key);

-- Other names of channels, themes and segments, folded; the first spelling is the key.
CREATE TABLE alias (
  kind INTEGER NOT NULL,
  folded TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, folded)
) STRICT, WITHOUT ROWID;

-- The small vocabularies of touchpoints.
CREATE TABLE word (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX word_text ON word (kind, text);

-- The current version of each record. `body` is its JSON; `hash` the first 8 bytes of a BLAKE2b of kind, key and body;
-- `parent` the campaign of a lesson.
CREATE TABLE record (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  parent INTEGER,
  hash INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT;
CREATE INDEX record_parent ON record (kind, parent) WHERE parent IS NOT NULL;

-- Every version there ever was, the current one included.
CREATE TABLE record_version (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0,
  operation TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, number, version)
) STRICT;

-- What lists of campaigns are sorted and filtered by.
CREATE TABLE campaign_order (
  number INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  start_day INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_by_start ON campaign_order (start_day, code);
CREATE INDEX campaign_by_code ON campaign_order (code);
CREATE INDEX campaign_by_name ON campaign_order (name, code);
CREATE INDEX campaign_by_status ON campaign_order (status, start_day, code);

-- Declared links of campaigns to channels and products, outside the record's version.
CREATE TABLE campaign_link (
  campaign INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  target INTEGER NOT NULL,
  PRIMARY KEY (campaign, kind, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_link_target ON campaign_link (kind, target);

CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  state TEXT NOT NULL,
  actor TEXT NOT NULL,
  mapping TEXT NOT NULL,
  source TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  finished_ms INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  report TEXT NOT NULL DEFAULT 'null'
) STRICT;
CREATE INDEX import_fingerprint ON import (fingerprint, state);

CREATE TABLE import_reject (
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  reason_zh TEXT NOT NULL,
  raw TEXT NOT NULL,
  PRIMARY KEY (import_id, file, row, ordinal)
) STRICT, WITHOUT ROWID;
