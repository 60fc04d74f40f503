-- Cards, sealed (payments.vault). In no publication: what is here goes nowhere.
CREATE TABLE vault_card (
  merchant_id  text NOT NULL,
  mode         text NOT NULL CHECK (mode IN ('test', 'live')),
  token_id     text NOT NULL,
  -- Number and expiry. Security codes are never written.
  sealed       bytea NOT NULL,
  bin          text NOT NULL,
  brand        text NOT NULL,
  last_four    text NOT NULL,
  created_at   timestamptz NOT NULL,
  -- Then the whole row goes.
  expires_at   timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, token_id)
);

CREATE INDEX vault_card_expiry ON vault_card (expires_at);

GRANT SELECT, INSERT, DELETE ON vault_card TO ${app};
