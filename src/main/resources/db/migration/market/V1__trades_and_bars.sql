-- Market history. Numbers are exact (numeric), times are UTC to the microsecond: finer ones are cut off, never rounded,
-- so that a trade cannot slip into the next bar.

CREATE TABLE market_topic_positions (
  topic       text    NOT NULL,
  topic_id    text    NOT NULL,
  partition   integer NOT NULL CHECK (partition >= 0),
  next_offset bigint  NOT NULL DEFAULT 0 CHECK (next_offset >= 0),
  version     bigint  NOT NULL DEFAULT 1,
  unpublished text[]  NOT NULL DEFAULT '{}',
  PRIMARY KEY (topic, topic_id, partition)
);

COMMENT ON TABLE market_topic_positions IS
  'How far the records of a partition are stored. Moves in the transaction that stores them: a replay changes nothing.';
COMMENT ON COLUMN market_topic_positions.topic_id IS
  'The broker''s own id of the topic: a topic made anew counts its offsets from 0 again.';
COMMENT ON COLUMN market_topic_positions.next_offset IS
  'Every trade before it is stored. Batches without trades need not move it.';
COMMENT ON COLUMN market_topic_positions.version IS
  'Up by one with each change and each new owner: a writer who has another one in mind may write nothing.';
COMMENT ON COLUMN market_topic_positions.unpublished IS
  'The bars that the last transaction changed. A new owner publishes them again: nobody knows whether they got out.';

CREATE TABLE market_trades (
  symbol     text        NOT NULL,
  venue      text        NOT NULL,
  trade_id   bigint      NOT NULL,
  price      numeric     NOT NULL CHECK (price > 0),
  quantity   numeric     NOT NULL CHECK (quantity > 0),
  taker_side text        NOT NULL CHECK (taker_side IN ('BUY', 'SELL')),
  time       timestamptz NOT NULL,
  received   timestamptz NOT NULL,
  PRIMARY KEY (symbol, venue, trade_id, time)
) PARTITION BY RANGE (time);

-- Trades come nearly in order of time: a few bytes per range of pages find those of a bar.
CREATE INDEX market_trades_time ON market_trades USING brin (time) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE market_trades IS
  'Every trade once, by month. The key of a partitioned table has to hold the partition''s column, so the key alone '
  'would let a trade in twice under two times. Therefore the insert looks for (symbol, venue, trade_id) within a day '
  'of the batch''s times first. That is exact: all trades of a symbol are in one partition of the topic, and the '
  'position''s version lets only one writer of it commit. An id that returns after more than a day is another trade.';
COMMENT ON COLUMN market_trades.trade_id IS 'The venue''s own number.';
COMMENT ON COLUMN market_trades.taker_side IS 'The side of the order that took the price.';
COMMENT ON COLUMN market_trades.time IS 'By the venue''s clock.';
COMMENT ON COLUMN market_trades.received IS 'By our clock, at the socket.';

CREATE TABLE market_bars (
  symbol          text        NOT NULL,
  venue           text        NOT NULL,
  bar_interval    text        NOT NULL,
  start           timestamptz NOT NULL,
  open            numeric     NOT NULL,
  high            numeric     NOT NULL,
  low             numeric     NOT NULL,
  close           numeric     NOT NULL,
  volume          numeric     NOT NULL,
  notional        numeric     NOT NULL,
  trades          bigint      NOT NULL CHECK (trades > 0),
  first_trade_id  bigint      NOT NULL,
  last_trade_id   bigint      NOT NULL,
  revision        integer     NOT NULL CHECK (revision >= 0),
  closed          boolean     NOT NULL,
  closes_at       timestamptz NOT NULL,
  topic_partition integer     NOT NULL,
  PRIMARY KEY (symbol, venue, bar_interval, start)
) PARTITION BY RANGE (start);

-- A starting writer takes up the open bars of its partition.
CREATE INDEX market_bars_open ON market_bars (topic_partition) WHERE NOT closed;

COMMENT ON TABLE market_bars IS
  'The trades of a listing by interval, by month. Equals the fold of the stored trades at any time.';
COMMENT ON COLUMN market_bars.bar_interval IS '1s, 1m, ...';
COMMENT ON COLUMN market_bars.start IS 'Inclusive; a whole multiple of the interval since the epoch.';
COMMENT ON COLUMN market_bars.notional IS 'Sum of price times quantity, exact.';
COMMENT ON COLUMN market_bars.first_trade_id IS 'Of the trade that gave the open.';
COMMENT ON COLUMN market_bars.last_trade_id IS 'Of the trade that gave the close.';
COMMENT ON COLUMN market_bars.revision IS 'Up by one with each trade that came after the bar was closed.';
COMMENT ON COLUMN market_bars.closes_at IS
  'By our clock, when the bar is closed even if the venue says nothing more.';
COMMENT ON COLUMN market_bars.topic_partition IS 'Of the ticks'' topic; its owner closes the bar.';

-- Made on the side and attached then, which stops neither readers nor writers.
CREATE FUNCTION market_add_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  month_start timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
  month_end   timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
  parent      text;
  child       text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('market_add_month', 0));
  FOREACH parent IN ARRAY ARRAY['market_trades', 'market_bars'] LOOP
    child := parent || '_' || to_char(month, 'YYYYMM');
    IF to_regclass(child) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
      IF parent = 'market_bars' THEN
        -- Room for new versions of an open bar beside the old one.
        EXECUTE format('ALTER TABLE %I SET (fillfactor = 70)', child);
      END IF;
      EXECUTE format(
        'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, month_start, month_end);
    END IF;
  END LOOP;
END $$;

COMMENT ON FUNCTION market_add_month(date) IS
  'Makes the partitions that hold the month of a date, where they are missing.';
