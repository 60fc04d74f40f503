-- The books: append-only double entry. A tenant is a root merchant in a mode (test or live); merchant_id and mode are in
-- every key, so that the tables can be distributed by merchant. Keys are compared byte by byte (COLLATE "C"), which is
-- quicker, and is the order in which the books are sealed. Amounts are minor units.
--
-- The role that works on the books adds to them and changes nothing: it may insert, and update running balances only,
-- which are derived. Rights are given by name, for each table, at the end.

CREATE TABLE ledger_account (
  merchant_id text        COLLATE "C" NOT NULL,
  mode        text        COLLATE "C" NOT NULL CHECK (mode IN ('test', 'live')),
  account_id  text        COLLATE "C" NOT NULL,
  owner       text        COLLATE "C" NOT NULL,
  kind        text        COLLATE "C" NOT NULL,
  currency    text        COLLATE "C" NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  normal_side text        COLLATE "C" NOT NULL CHECK (normal_side IN ('debit', 'credit')),
  opened_at   timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, account_id),
  CHECK (account_id = owner || '.' || kind || '.' || currency)
);

CREATE INDEX ledger_account_owner ON ledger_account (merchant_id, mode, owner);

COMMENT ON TABLE ledger_account IS
  'Made with the first entry. The id says all of it, so nobody has to look an account up before posting to it.';
COMMENT ON COLUMN ledger_account.owner IS
  'The merchant itself, one of its connected accounts, or house: what is ours in this tenant''s dealings.';
COMMENT ON COLUMN ledger_account.normal_side IS 'On which an entry raises the balance.';

CREATE TABLE ledger_journal (
  merchant_id text        COLLATE "C" NOT NULL,
  mode        text        COLLATE "C" NOT NULL CHECK (mode IN ('test', 'live')),
  journal_id  text        COLLATE "C" NOT NULL,
  kind        text        COLLATE "C" NOT NULL,
  source_id   text        COLLATE "C" NOT NULL,
  details     jsonb       NOT NULL,
  posted_at   timestamptz NOT NULL,
  txid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (merchant_id, mode, journal_id),
  CHECK (journal_id = kind || '.' || source_id)
);

-- Journals in the order in which they are sealed; the rest of that order is the key.
CREATE INDEX ledger_journal_txid ON ledger_journal (txid);

COMMENT ON TABLE ledger_journal IS
  'One business event. Its id is its kind and what it is about, so the primary key is what makes an event count once.';
COMMENT ON COLUMN ledger_journal.source_id IS 'Such as the transaction that was captured.';
COMMENT ON COLUMN ledger_journal.details IS 'Why the amounts are what they are, such as the price list.';
COMMENT ON COLUMN ledger_journal.txid IS
  'Of the transaction that wrote it. Never given by the writer: its entries are let in by it, and seals follow it. Ids of '
  'a server only rise; a logical restore into another one has to begin above them (pg_resetwal --next-transaction-id).';

CREATE TABLE ledger_entry (
  merchant_id text        COLLATE "C" NOT NULL,
  mode        text        COLLATE "C" NOT NULL CHECK (mode IN ('test', 'live')),
  journal_id  text        COLLATE "C" NOT NULL,
  line        integer     NOT NULL CHECK (line > 0),
  account_id  text        COLLATE "C" NOT NULL,
  side        text        COLLATE "C" NOT NULL CHECK (side IN ('debit', 'credit')),
  amount      bigint      NOT NULL CHECK (amount > 0),
  currency    text        COLLATE "C" NOT NULL,
  number      bigint      NOT NULL CHECK (number > 0),
  balance     bigint      NOT NULL,
  posted_at   timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, journal_id, line),
  UNIQUE (merchant_id, mode, account_id, posted_at, number),
  CHECK (right(account_id, 4) = '.' || currency)
);

COMMENT ON TABLE ledger_entry IS
  'Entries of an account are numbered from 1 without a gap, and each carries the balance that it made: an account''s '
  'balance can be proved step by step, and its statement be read from any place.';
COMMENT ON COLUMN ledger_entry.line IS 'From 1, as the journal gives its entries.';
COMMENT ON COLUMN ledger_entry.number IS 'Of this entry among those of its account, from 1.';
COMMENT ON COLUMN ledger_entry.balance IS 'Of the account after this entry.';
COMMENT ON COLUMN ledger_entry.posted_at IS
  'The journal''s time, but never before that of the account''s entry before: entries are in one order by time and number.';

-- Room for new versions of a row beside the old one: a balance changes with each group of postings.
CREATE TABLE ledger_balance (
  merchant_id text        COLLATE "C" NOT NULL,
  mode        text        COLLATE "C" NOT NULL CHECK (mode IN ('test', 'live')),
  account_id  text        COLLATE "C" NOT NULL,
  balance     bigint      NOT NULL,
  entries     bigint      NOT NULL CHECK (entries > 0),
  posted_at   timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, mode, account_id),
  FOREIGN KEY (merchant_id, mode, account_id) REFERENCES ledger_account (merchant_id, mode, account_id)
    DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 50);

COMMENT ON TABLE ledger_balance IS 'Derived: what the account''s entries come to. Equals its last entry at any time.';
COMMENT ON COLUMN ledger_balance.balance IS 'Positive on the account''s normal side. May be negative.';

CREATE TABLE ledger_seal (
  shard           integer     NOT NULL CHECK (shard >= 0),
  batch           bigint      NOT NULL CHECK (batch > 0),
  first_txid      xid8        NOT NULL,
  last_txid       xid8        NOT NULL,
  journals        text[]      NOT NULL,
  leaves          bytea       NOT NULL,
  entries         bigint      NOT NULL,
  first_posted_at timestamptz NOT NULL,
  last_posted_at  timestamptz NOT NULL,
  previous_root   bytea       NOT NULL CHECK (length(previous_root) = 32),
  root            bytea       NOT NULL CHECK (length(root) = 32),
  sealed_at       timestamptz NOT NULL,
  PRIMARY KEY (shard, batch),
  CHECK (length(leaves) = 32 * cardinality(journals) AND cardinality(journals) > 0)
);

COMMENT ON TABLE ledger_seal IS
  'A hash chain over all journals of a database server in the order of their transactions, whoever''s they are. Therefore '
  'it has no tenant in its key: a chain for each tenant would be a seal for each posting.';
COMMENT ON COLUMN ledger_seal.shard IS 'Which server: transaction ids, the order of the chain, belong to one.';
COMMENT ON COLUMN ledger_seal.journals IS 'merchant_id/mode/journal_id of each, so that one that is gone can be named.';
COMMENT ON COLUMN ledger_seal.leaves IS 'SHA-256 of each journal with its entries, one behind the other.';
COMMENT ON COLUMN ledger_seal.root IS 'SHA-256 over the previous root and the leaves.';

-- Every statement's entries balance by themselves, for each journal and currency; so do all entries of a journal, however
-- many statements there were. Positive amounts that balance are two at least. Only the transaction that made a journal
-- may add to it. Tables are named with their schema, so that no temporary table can stand in for them; rows are looked up
-- by key, whatever the planner believes of a table that has just begun to grow.
CREATE FUNCTION ledger_check_entries() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  fault text;
BEGIN
  SELECT journal_id INTO fault FROM added
  GROUP BY merchant_id, mode, journal_id, currency
  HAVING sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) <> 0
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'debits and credits of journal % are not equal', fault USING ERRCODE = 'check_violation';
  END IF;

  SELECT e.journal_id INTO fault
  FROM (SELECT DISTINCT merchant_id, mode, journal_id FROM added) e
  LEFT JOIN public.ledger_journal j USING (merchant_id, mode, journal_id)
  WHERE j.txid IS DISTINCT FROM pg_current_xact_id()
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % was not made by this transaction', fault USING ERRCODE = 'check_violation';
  END IF;

  SELECT e.account_id INTO fault
  FROM (SELECT DISTINCT merchant_id, mode, account_id FROM added) e
  LEFT JOIN public.ledger_account a USING (merchant_id, mode, account_id)
  WHERE a.account_id IS NULL
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'there is no account %', fault USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER ledger_check_entries AFTER INSERT ON ledger_entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_entries();

-- A journal has entries when its transaction is committed: one look for each journal, not for each entry.
CREATE FUNCTION ledger_check_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM public.ledger_entry
  WHERE merchant_id = NEW.merchant_id AND mode = NEW.mode AND journal_id = NEW.journal_id
  LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'journal % has no entries', NEW.journal_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_check_journal AFTER INSERT ON ledger_journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_journal();

GRANT SELECT, INSERT ON ledger_account TO ${app};
GRANT SELECT, INSERT (merchant_id, mode, journal_id, kind, source_id, details, posted_at) ON ledger_journal TO ${app};
GRANT SELECT, INSERT ON ledger_entry TO ${app};
GRANT SELECT, INSERT, UPDATE (balance, entries, posted_at) ON ledger_balance TO ${app};
GRANT SELECT, INSERT ON ledger_seal TO ${app};
