-- Migration 7: what imports changed of synonyms and saved searches, for undoing. docs/storage.md explains every table.

-- `is_synonyms`: else a saved search. `before` and `after` are JSON arrays: of groups, each an array of words, or of searches
-- {"name", "title", "parameters"}; empty where there was or is none. `place` counts the changes of the import.
CREATE TABLE searching_log (
  import_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  is_synonyms INTEGER NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  PRIMARY KEY (import_id, place)
) STRICT, WITHOUT ROWID;
