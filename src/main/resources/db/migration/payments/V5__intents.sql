-- Payments from first request to last state (payments.intents).
CREATE TABLE intent (
  merchant_id     text NOT NULL,
  mode            text NOT NULL CHECK (mode IN ('test', 'live')),
  intent_id       text NOT NULL,
  -- Minor units.
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        text NOT NULL,
  capture_method  text NOT NULL CHECK (capture_method IN ('automatic', 'manual')),
  description     text,
  metadata        jsonb NOT NULL,
  -- As a list asks for it; what is derived from sums included.
  status          text NOT NULL,
  state           text NOT NULL CHECK (
    state IN ('created', 'processing', 'authorized', 'succeeded', 'failed', 'canceled')),
  -- Of processing: the transaction that may end it.
  transaction_id  text,
  -- What an issuer keeps ready, and until when.
  held            bigint CHECK (held > 0),
  held_until      timestamptz,
  captured        bigint NOT NULL CHECK (captured >= 0),
  refunded        bigint NOT NULL CHECK (refunded >= 0),
  refunding       bigint NOT NULL CHECK (refunding >= 0),
  unverified      int NOT NULL CHECK (unverified >= 0),
  -- Of failed and canceled.
  reason          text,
  version         int NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, intent_id),
  CHECK (captured <= amount AND refunded + refunding <= captured),
  CHECK ((state = 'processing') = (transaction_id IS NOT NULL)),
  CHECK ((held IS NULL) = (held_until IS NULL))
) WITH (fillfactor = 80);

CREATE INDEX intent_by_status ON intent (merchant_id, mode, status, intent_id DESC);
CREATE INDEX intent_held ON intent (held_until) WHERE state = 'authorized';

CREATE TABLE intent_transaction (
  merchant_id     text NOT NULL,
  mode            text NOT NULL,
  intent_id       text NOT NULL,
  transaction_id  text NOT NULL,
  type            text NOT NULL CHECK (type IN ('charge', 'capture', 'void', 'refund')),
  status          text NOT NULL CHECK (
    status IN ('pending', 'pending_verification', 'succeeded', 'failed')),
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        text NOT NULL,
  reason          text,
  fee             bigint NOT NULL CHECK (fee >= 0),
  card_token      text,
  card_bin        text,
  card_brand      text,
  card_last_four  text,
  -- Whether who asked for it hears of the intent, and not of it.
  answers_intent  boolean NOT NULL,
  -- The Idempotency-Key that it was asked for under.
  claim           text,
  -- When money that was taken may be paid out; null: there is none, or it may be already.
  available_at    timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, intent_id, transaction_id),
  FOREIGN KEY (merchant_id, mode, intent_id) REFERENCES intent
) WITH (fillfactor = 80);

CREATE INDEX intent_transaction_available ON intent_transaction (available_at)
  WHERE available_at IS NOT NULL;

-- What the networks know attempts by; none is ever used twice.
CREATE SEQUENCE intent_attempt_reference CACHE 100;

-- One row for each call of a network, written before it. Also the queue of what is not known yet.
CREATE TABLE intent_attempt (
  merchant_id         text NOT NULL,
  mode                text NOT NULL,
  intent_id           text NOT NULL,
  attempt_id          text NOT NULL,
  transaction_id      text NOT NULL,
  network             text NOT NULL,
  reference           bigint NOT NULL,
  operation           text NOT NULL CHECK (
    operation IN ('authorization', 'purchase', 'capture', 'reversal', 'refund')),
  amount              bigint NOT NULL CHECK (amount > 0),
  currency            text NOT NULL,
  state               text NOT NULL CHECK (state IN (
    'pending', 'pending_verification', 'approved', 'declined', 'not_sent', 'not_reached')),
  deadline            timestamptz NOT NULL,
  next_look_at        timestamptz,
  looks               int NOT NULL,
  not_found_since     timestamptz,
  authorization_code  text NOT NULL,
  reason              text,
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, intent_id, attempt_id),
  FOREIGN KEY (merchant_id, mode, intent_id, transaction_id) REFERENCES intent_transaction
) WITH (fillfactor = 80);

CREATE INDEX intent_attempt_due ON intent_attempt (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX intent_attempt_reference_number ON intent_attempt (reference);

-- What happened, in order. Read by change capture; what is written stays.
CREATE TABLE intent_event (
  merchant_id  text NOT NULL,
  mode         text NOT NULL,
  intent_id    text NOT NULL,
  -- The intent's version that it made; several may share it.
  version      int NOT NULL,
  line         int NOT NULL,
  event_id     text NOT NULL,
  type         text NOT NULL,
  -- As it was written, member by member.
  data         json NOT NULL,
  -- Who caused it, and with which request.
  actor        text NOT NULL,
  request_id   text NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, intent_id, version, line)
);

GRANT SELECT, INSERT, UPDATE ON intent, intent_transaction, intent_attempt TO ${app};
GRANT SELECT, INSERT ON intent_event TO ${app};
GRANT USAGE ON SEQUENCE intent_attempt_reference TO ${app};
