-- Who asked what under which key, and what was answered (platform.idempotency).
CREATE TABLE idempotency_key (
  merchant_id text NOT NULL,
  mode        text NOT NULL CHECK (mode IN ('test', 'live')),
  key         text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- Names the work that was done for it.
  holder      text NOT NULL,
  -- HMAC-SHA-256 of what was asked, without card fields.
  fingerprint text NOT NULL,
  -- Null: it is being worked.
  status      int,
  body        text,
  claimed_at  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, key),
  CHECK ((status IS NULL) = (body IS NULL))
);

-- For forgetting the oldest.
CREATE INDEX idempotency_key_age ON idempotency_key (claimed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO ${app};
