import assert from "node:assert/strict";
import { test } from "node:test";
import { Bars, bucket, Folding, fold, supersedes, type Bar, type Interval } from "../src/bar";

function bar(interval: Interval, start: string, more: Partial<Bar> = {}): Bar {
  return {
    symbol: "BTC-USD",
    venue: "coinbase",
    interval,
    start: `2026-03-02T${start}Z`,
    open: "10.0",
    high: "10.5",
    low: "9.5",
    close: "10.1",
    volume: "0.1",
    trades: 2,
    revision: 0,
    closed: false,
    ...more,
  };
}

test("folds finer bars exactly", () => {
  const folded = fold(
    [
      bar("1m", "10:00:00", { open: "9.99", high: "10.00", low: "9.98", volume: "0.1" }),
      bar("1m", "10:01:00", { high: "10.000000001", low: "9.980", volume: "0.2" }),
      bar("1m", "10:03:00", { high: "9.995", low: "9.97", close: "9.985", volume: "0.00000001" }),
    ],
    "5m",
    Date.parse("2026-03-02T10:00:00Z"),
  );
  assert.deepEqual(
    [folded.open, folded.high, folded.low, folded.close, folded.volume, folded.trades],
    ["9.99", "10.000000001", "9.97", "9.985", "0.30000001", 6],
  );
  assert.equal(folded.start, "2026-03-02T10:00:00.000Z");
  assert.equal(folded.interval, "5m");
});

test("keeps of each start the bar of the highest revision, then most trades, then the closed one", () => {
  const known = bar("1m", "10:00:00", { revision: 1, trades: 5 });
  assert.equal(supersedes({ ...known, revision: 0, trades: 9, closed: true }, known), false);
  assert.equal(supersedes({ ...known, revision: 2, trades: 1 }, known), true);
  assert.equal(supersedes({ ...known, trades: 4 }, known), false);
  assert.equal(supersedes({ ...known, closed: true }, known), true);
  assert.equal(supersedes(known, { ...known, closed: true }), false);
});

test("says where a bar went", () => {
  const bars = new Bars();
  assert.equal(bars.hear(bar("1m", "10:02:00")), "last");
  assert.equal(bars.hear(bar("1m", "10:04:00")), "last");
  assert.equal(bars.hear(bar("1m", "10:02:00", { trades: 3 })), "earlier");
  assert.equal(bars.hear(bar("1m", "10:02:00", { trades: 1 })), "nowhere");
  assert.equal(bars.hear(bar("1m", "10:03:00")), "between");
  bars.hearAll([bar("1m", "10:01:00"), bar("1m", "10:04:00", { trades: 1 })]);
  assert.deepEqual(bars.all.map(({ start, trades }) => [start.slice(11, 16), trades]), [
    ["10:01", 2],
    ["10:02", 3],
    ["10:03", 2],
    ["10:04", 2],
  ]);
});

test("forgets the oldest beyond its bound", () => {
  const bars = new Bars(2);
  ["10:00:00", "10:01:00", "10:02:00"].forEach((start) => bars.hear(bar("1m", start)));
  assert.deepEqual(bars.all.map(({ start }) => start.slice(11, 16)), ["10:01", "10:02"]);
  assert.equal(bars.at(Date.parse("2026-03-02T10:00:00Z")), undefined);
});

test("never puts a folded bar in place of the server's closed one", () => {
  const bars = new Bars();
  bars.hear(bar("5m", "10:00:00", { revision: 3 }));
  assert.equal(bars.hearFolded(bar("5m", "10:00:00", { close: "11" })), "last");
  bars.hearAll([bar("5m", "10:00:00", { revision: 3, trades: 9, closed: true })]);
  assert.equal(bars.hearFolded(bar("5m", "10:00:00", { trades: 99 })), "nowhere");
});

test("makes the running coarse bar of what was before and what comes", () => {
  const folding = new Folding("5m");
  const start = Date.parse("2026-03-02T10:00:00Z");
  folding.begin(start, [bar("1m", "10:00:00", { open: "8" }), bar("1m", "10:01:00", { high: "12" })]);
  assert.equal(folding.hear(bar("1m", "09:59:00", { closed: true })), undefined);
  const running = folding.hear(bar("1m", "10:02:00", { close: "10.4" }));
  assert.deepEqual([running?.open, running?.high, running?.close, running?.volume], ["8", "12", "10.4", "0.3"]);
  const next = folding.hear(bar("1m", "10:05:00", { open: "10.4" }));
  assert.deepEqual([next?.start, next?.open, next?.volume], ["2026-03-02T10:05:00.000Z", "10.4", "0.1"]);
  const corrected = folding.hear(bar("1m", "10:02:00", { volume: "0.5", revision: 1 }));
  assert.deepEqual([corrected?.start, corrected?.volume], ["2026-03-02T10:00:00.000Z", "0.7"]);
});

test("counts an hour once, not its minutes besides", () => {
  const folding = new Folding("1d");
  folding.begin(Date.parse("2026-03-02T00:00:00Z"), [
    bar("1h", "00:00:00", { volume: "5", closed: true }),
    bar("1m", "01:00:00", { volume: "1" }),
  ]);
  assert.equal(folding.hear(bar("1m", "00:59:00", { volume: "9", closed: true })), undefined);
  assert.equal(folding.hear(bar("1m", "01:01:00", { volume: "2" }))?.volume, "8");
});

test("finds the start of an interval", () => {
  const time = Date.parse("2026-03-02T10:17:42.500Z");
  assert.equal(new Date(bucket(time, "15m")).toISOString(), "2026-03-02T10:15:00.000Z");
  assert.equal(new Date(bucket(time, "1d")).toISOString(), "2026-03-02T00:00:00.000Z");
});
