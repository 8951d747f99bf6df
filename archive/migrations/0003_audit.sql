-- Migration 3: a hash of every version, the audit log, and lists of campaigns by more keys. docs/storage.md explains every table.

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

-- What lists of campaigns are sorted and filtered by (campaign_page.cpp). Days since 1970, amounts in 1/10,000 of the currency; what has no
-- value is the least integer that the column can have (no_value). Derived from the records, and filled from them.
DROP TABLE campaign_order;
CREATE TABLE campaign_order (
  number INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  theme TEXT NOT NULL,
  occasion TEXT NOT NULL,
  objective TEXT NOT NULL,
  type TEXT NOT NULL,
  owner TEXT NOT NULL,
  parent TEXT NOT NULL,
  start_day INTEGER NOT NULL,
  end_day INTEGER NOT NULL,
  budget INTEGER NOT NULL,
  spend INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_by_start ON campaign_order (start_day, code);
CREATE INDEX campaign_by_end ON campaign_order (end_day, code);
CREATE INDEX campaign_by_name ON campaign_order (name, code);
CREATE INDEX campaign_by_code ON campaign_order (code);
CREATE INDEX campaign_by_budget ON campaign_order (budget, code);
CREATE INDEX campaign_by_spend ON campaign_order (spend, code);
CREATE INDEX campaign_by_change ON campaign_order (revision, code);
CREATE INDEX campaign_by_status ON campaign_order (status, start_day, code);
CREATE INDEX campaign_by_theme ON campaign_order (theme, start_day, code);
CREATE INDEX campaign_by_occasion ON campaign_order (occasion, start_day, code);
CREATE INDEX campaign_by_objective ON campaign_order (objective, start_day, code);
CREATE INDEX campaign_by_type ON campaign_order (type, start_day, code);
CREATE INDEX campaign_by_owner ON campaign_order (owner, start_day, code);
CREATE INDEX campaign_by_parent ON campaign_order (parent, start_day, code) WHERE parent<>'';
