import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence } from "../src/operator";
import { facts, filterOf, letters, outcome, place, question, size, verdict } from "../src/words";

const tried = { matched: 5, done: 0, failed: 0, outcomes: { works: 3, fails: 1, not_replayable: 1 }, reasons: {}, more: false, asOf: "x" };

test("says in words what the server refuses, and when to come back", () => {
  assert.equal(sentence(409, { detail: "It was replayed by ana" }, null), "It was replayed by ana.");
  assert.equal(sentence(429, { detail: "Too many wrong keys came; wait." }, "42"), "Too many wrong keys came; wait. Try again in 42 s.");
  assert.equal(sentence(500, { title: "Internal Server Error" }, null), "Internal Server Error.");
  assert.equal(sentence(502, {}, "soon"), "The server answered 502.");
});

test("takes of the form what is filled in, times as instants", () => {
  assert.deepEqual(
    filterOf([
      ["state", "open"],
      ["flow", " bars "],
      ["venue", ""],
      ["cause", "no market"],
      ["from", "2026-11-21T10:00"],
      ["to", "never"],
    ]),
    { flow: "bars", cause: "no market", from: new Date(2026, 10, 21, 10).toISOString() },
  );
});

test("counts letters and bytes", () => {
  assert.deepEqual([0, 1, 2].map(letters), ["0 letters", "1 letter", "2 letters"]);
  assert.deepEqual([1, 999, 1_000, 7_999_999].map(size), ["1 byte", "999 bytes", "1.0 kB", "8.0 MB"]);
});

test("tells what would become of a letter", () => {
  const destinations = [{ topic: "market.feed.v1", partition: 2 }];
  assert.equal(
    verdict({ outcome: "works", detail: "trade 42 of BTC-USD@coinbase", destinations }),
    "It can be read now: trade 42 of BTC-USD@coinbase. It would go to market.feed.v1, partition 2.",
  );
  assert.equal(verdict({ outcome: "fails", detail: "no market event", destinations }), "It would fail again: no market event.");
  assert.equal(verdict({ outcome: "not_replayable", detail: "too old", destinations: [] }), "It cannot be replayed: too old.");
  assert.equal(
    verdict({ outcome: "unknown", detail: "only the flow can tell", destinations }),
    "It can be written again to market.feed.v1, partition 2; only the flow can tell.",
  );
});

test("says before many letters are touched how many they are", () => {
  assert.equal(question("replay", tried), "3 letters will be replayed. 2 letters will be left out:");
  assert.equal(question("discard", { ...tried, more: true }), "5 letters will be discarded (there are more; these are the newest).");
  assert.equal(outcome("replay", { ...tried, done: 3, failed: 1 }), "3 letters replayed, of 5. 1 letter could not be written and stay open.");
});

test("leaves out of a story what is not known", () => {
  const line = { id: "a-0-1", topic: "t", time: "2026-11-21T10:00:00Z", flow: "feed", bytes: 3, state: "open" as const };
  assert.deepEqual(
    facts(line).map(([name]) => name),
    ["Died", "Flow", "Size", "Letter"],
  );
  assert.equal(place({ topic: "t", partition: 1, offset: 0 }), "t, partition 1, offset 0");
});
