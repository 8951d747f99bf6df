-- Migration 3: a hash of every version, and the audit log. docs/storage.md explains every table.

ALTER TABLE record_version ADD COLUMN hash INTEGER NOT NULL DEFAULT 0;  -- of all other columns (row_hash.h)

-- One row for each revision, and for what reads people's data or works on the whole archive (export_user, erase_user, backup, …).
-- Each hash covers its row and the hash before it. `changes` and `versions` count the rows of the change log and of
-- record_version that the revision wrote, the sums are those of their hashes (modulo 2^64).
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  revision INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  change_sum INTEGER NOT NULL,
  versions INTEGER NOT NULL,
  version_sum INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_action ON audit (action, id);
CREATE UNIQUE INDEX audit_revision ON audit (revision) WHERE revision<>0;
