-- Touchpoints (docs/storage.md, "Touchpoints"): packed blocks of up to 8,192 rows; see archive/touchpoint_block.h for the bytes.
--
-- What changes (dead rows, places in the published order) is kept apart from what never does (the packed bytes), so that
-- no update rewrites a blob. `block` is the storage number and is never reused or shown; `position` is the public block
-- id: given at publication, ascending, NULL while the import that wrote the block is unfinished.

CREATE TABLE touchpoint_block (
  block INTEGER PRIMARY KEY AUTOINCREMENT,
  position INTEGER,
  first_position INTEGER,   -- of a merged block: the lowest position it took the place of; else equal to position
  revision INTEGER,         -- that published it (of a merged block: its last part)
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  dead_rows INTEGER NOT NULL DEFAULT 0,
  min_ms INTEGER NOT NULL,
  max_ms INTEGER NOT NULL,
  min_user INTEGER NOT NULL,
  max_user INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX touchpoint_block_position ON touchpoint_block (position) WHERE position IS NOT NULL;
CREATE INDEX touchpoint_block_import ON touchpoint_block (import_id);

-- The columns of a block, and the 64-bit identity hashes of its rows (in the order of the rows, then the hash of the hashes).
CREATE TABLE touchpoint_data (
  block INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
CREATE TABLE touchpoint_identity (
  block INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;

-- Where the rows of a merged block came from; an unmerged block has no rows here.
CREATE TABLE touchpoint_part (
  block INTEGER NOT NULL,
  part INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL,
  PRIMARY KEY (block, part)
) STRICT, WITHOUT ROWID;

-- Rows of a block superseded by an import: ascending 16-bit row numbers. They count once that import is published.
CREATE TABLE touchpoint_dead (
  block INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  published INTEGER NOT NULL DEFAULT 0,
  rows BLOB NOT NULL,
  PRIMARY KEY (block, import_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX touchpoint_dead_import ON touchpoint_dead (import_id);

-- An import that has stored touchpoints and is not published yet; `since` is the newest position that the identities of
-- all its rows have been compared with.
CREATE TABLE touchpoint_import (
  import_id INTEGER PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT;
-- How far each file of an unpublished import is stored, and what it came to, for the report of a resumed run.
CREATE TABLE touchpoint_progress (
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  created INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY (import_id, file)
) STRICT, WITHOUT ROWID;

-- One row. `rewrite_revision`: see Reads::touchpoint_rewrite_revision. `generation` counts changes of stored blocks
-- (merges, discarded imports), so that whoever keeps block numbers in memory knows when they are stale.
CREATE TABLE touchpoint_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  last_position INTEGER NOT NULL,
  rewrite_revision INTEGER NOT NULL,
  generation INTEGER NOT NULL
) STRICT;
INSERT INTO touchpoint_state VALUES (1, 0, 0, 0);
