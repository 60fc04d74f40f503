-- Merchants, their keys and prices. Rows of a merchant lie together: merchant_id and mode are in every key, so that the
-- schema distributes by merchant. The exception is the merchant itself, who is the same in test and live.

CREATE TABLE merchant (
  merchant_id      text        NOT NULL CHECK (merchant_id ~ '^acct_[0-9a-hjkmnp-tv-z]{26}$'),
  name             text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  country          text        NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  default_currency text        NOT NULL CHECK (default_currency ~ '^[A-Z]{3}$'),
  created_at       timestamptz NOT NULL,
  PRIMARY KEY (merchant_id)
);

COMMENT ON TABLE merchant IS 'Who takes payments. Never changed, never deleted: the books refer to it.';
COMMENT ON COLUMN merchant.merchant_id IS 'acct_ and 26 characters that sort by the time of its making.';

CREATE TABLE merchant_key (
  merchant_id         text        NOT NULL REFERENCES merchant,
  mode                text        NOT NULL CHECK (mode IN ('test', 'live')),
  key_id              text        NOT NULL CHECK (key_id ~ '^pk_(test|live)_[0-9a-hjkmnp-tv-z]{48}$'),
  scopes              text[]      CHECK (scopes <> '{}'),
  allows_bearer       boolean     NOT NULL,
  requests_per_second integer     CHECK (requests_per_second > 0),
  burst               integer     CHECK (burst > 0),
  created_at          timestamptz NOT NULL,
  revoked_at          timestamptz,
  PRIMARY KEY (merchant_id, mode, key_id),
  CHECK (substr(key_id, 4, 4) = mode AND substr(key_id, 9, 26) = substr(merchant_id, 6)),
  CHECK ((requests_per_second IS NULL) = (burst IS NULL))
);

COMMENT ON TABLE merchant_key IS 'What a merchant''s programs call with. A revoked key stays, to be told apart from an unknown one.';
COMMENT ON COLUMN merchant_key.key_id IS
  'The publishable key: mode, the merchant''s own 26 characters, 80 random bits, and a check of 30 bits that only we can make.';
COMMENT ON COLUMN merchant_key.scopes IS 'What it may do; null: everything, also what is added later.';
COMMENT ON COLUMN merchant_key.allows_bearer IS 'Whether showing the secret itself is enough on paths that other dialects ask for.';
COMMENT ON COLUMN merchant_key.requests_per_second IS 'In the long run; with burst at once. Null: as the settings say.';

CREATE TABLE merchant_secret (
  merchant_id text        NOT NULL,
  mode        text        NOT NULL,
  key_id      text        NOT NULL,
  number      integer     NOT NULL CHECK (number > 0),
  sealed      bytea       NOT NULL,
  fingerprint bytea       NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz,
  PRIMARY KEY (merchant_id, mode, key_id, number),
  UNIQUE (merchant_id, mode, fingerprint),
  FOREIGN KEY (merchant_id, mode, key_id) REFERENCES merchant_key
);

COMMENT ON TABLE merchant_secret IS
  'The secrets of a key that sign now: one, or two while it is rotated. Gone with the revocation, and some time after they expire.';
COMMENT ON COLUMN merchant_secret.sealed IS 'By a key that the database does not have; opens in this row only.';
COMMENT ON COLUMN merchant_secret.fingerprint IS 'By which one that is shown is found.';
COMMENT ON COLUMN merchant_secret.expires_at IS 'Null: not before the next rotation.';

CREATE TABLE merchant_price (
  merchant_id  text        NOT NULL REFERENCES merchant,
  mode         text        NOT NULL CHECK (mode IN ('test', 'live')),
  currency     text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  basis_points integer     NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
  fixed_minor  bigint      NOT NULL CHECK (fixed_minor >= 0),
  changed_at   timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, currency)
);

COMMENT ON TABLE merchant_price IS 'What a payment costs its merchant. Where there is no row, the settings say it.';
COMMENT ON COLUMN merchant_price.basis_points IS 'Of the amount: 290 is 2.9 %.';
COMMENT ON COLUMN merchant_price.fixed_minor IS 'Added to it, in the currency''s smallest unit.';

-- Not logged, because what it holds is worth nothing after some minutes.
CREATE UNLOGGED TABLE merchant_nonce (
  merchant_id text        NOT NULL,
  mode        text        NOT NULL,
  key_id      text        NOT NULL,
  nonce       uuid        NOT NULL,
  kept_until  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, key_id, nonce)
);

CREATE INDEX merchant_nonce_kept_until ON merchant_nonce (kept_until);

COMMENT ON TABLE merchant_nonce IS 'Nonces that came while Redis was away; empty otherwise.';

GRANT SELECT, INSERT ON merchant TO ${app};
GRANT SELECT, INSERT, UPDATE (revoked_at) ON merchant_key TO ${app};
GRANT SELECT, INSERT, UPDATE (expires_at), DELETE ON merchant_secret TO ${app};
GRANT SELECT, INSERT, UPDATE (basis_points, fixed_minor, changed_at) ON merchant_price TO ${app};
GRANT SELECT, INSERT, DELETE ON merchant_nonce TO ${app};
