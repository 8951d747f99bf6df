-- Migration 6: a team's own synonyms and its saved searches. docs/storage.md explains every table.

-- A group of words that mean the same. `words` is a JSON array, as written, in the order given; `folded` is its first word folded, which
-- orders the groups. A word (folded) is in one group.
CREATE TABLE synonym_group (
  id INTEGER PRIMARY KEY,
  folded TEXT NOT NULL UNIQUE,
  words TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE TABLE synonym_word (
  folded TEXT PRIMARY KEY,
  group_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX synonym_word_group ON synonym_word (group_id);

-- `parameters` is a JSON object, as POST /search takes it.
CREATE TABLE saved_search (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  parameters TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_ms INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the last run that was marked as seen found: `ids` is a JSON array of graph ids, at most 10,000 of `total`.
CREATE TABLE saved_search_seen (
  name TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  revision INTEGER NOT NULL,
  total INTEGER NOT NULL,
  ids TEXT NOT NULL
) STRICT, WITHOUT ROWID;
