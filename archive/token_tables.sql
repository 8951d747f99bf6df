-- What the server keeps of its callers (tokens.h, idempotency.h). Neither table is part of the record of campaigns: they
-- make no revision and no history.

-- Access tokens. Only a hash of the secret is stored; times are UTC milliseconds, 0 = never.
CREATE TABLE token (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  hash BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  revoked_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Answers to requests that carried an Idempotency-Key, kept 24 hours. status 0: the request is being worked on.
CREATE TABLE kept_answer (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_answer_at ON kept_answer (at_ms);
