-- Migration 4: people whose data was erased (archive/erase.h). docs/storage.md explains every table.

-- Keyed hashes of their keys, so that a re-import drops them. The key lies outside the data directory (archive/privacy.h); no number and no
-- time stands here, so that nothing in the directory leads from a hash to what is kept of the person.
CREATE TABLE erased_user (
  hash TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
