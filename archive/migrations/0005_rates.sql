-- Migration 5: exchange rates. docs/storage.md explains every table.
--
-- Of a pair and day the row with the highest revision counts whose import has not been undone (archive/rates.cpp), so an
-- undone import uncovers the rate that was there before. The rate is digits × 10^-scale.
CREATE TABLE exchange_rate (
  from_currency TEXT NOT NULL,
  to_currency TEXT NOT NULL,
  day INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0,
  digits INTEGER NOT NULL,
  scale INTEGER NOT NULL,
  PRIMARY KEY (from_currency, to_currency, day, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX exchange_rate_import ON exchange_rate (import_id) WHERE import_id<>0;
