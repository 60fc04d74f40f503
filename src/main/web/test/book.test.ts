import assert from "node:assert/strict";
import { test } from "node:test";
import { Book, type BookMessage, type Level } from "../src/book";

function message(type: BookMessage["type"], sequence: number, bids: Level[], asks: Level[]): BookMessage {
  return { type, symbol: "BTC-USD", venue: "coinbase", sequence, bids, asks };
}

function known(): Book {
  const book = new Book();
  book.hear(message("snapshot", 5, [["9.99", "1"], ["10.00", "0.1"]], [["10.02", "3"], ["10.01", "0.2"]]));
  return book;
}

test("puts the best level first and adds up exactly", () => {
  const book = known();
  assert.deepEqual(book.bids(12), [
    { price: "10.00", quantity: "0.1", total: "0.1" },
    { price: "9.99", quantity: "1", total: "1.1" },
  ]);
  assert.deepEqual(book.asks(1), [{ price: "10.01", quantity: "0.2", total: "0.2" }]);
  book.hear(message("update", 6, [], [["10.005", "0.1"]]));
  assert.equal(book.asks(2)[1]?.total, "0.3");
});

test("sets, replaces and removes levels, whatever their spelling", () => {
  const book = known();
  book.hear(message("update", 6, [["10.0", "0.5"], ["9.99", "0"], ["9.98", "0.0000"]], [["10.015", "7"]]));
  assert.deepEqual(book.bids(12).map(({ price, quantity }) => [price, quantity]), [["10.0", "0.5"]]);
  assert.deepEqual(book.asks(12).map(({ price }) => price), ["10.01", "10.015", "10.02"]);
});

test("leaves out what an earlier message told", () => {
  const book = known();
  book.hear(message("update", 5, [["10.00", "9"]], []));
  assert.equal(book.bids(1)[0]?.quantity, "0.1");
  book.hear(message("update", 9, [["10.00", "9"]], []));
  assert.equal(book.bids(1)[0]?.quantity, "9");
});

test("begins with a snapshot, and anew with each", () => {
  const book = new Book();
  book.hear(message("update", 6, [["10.00", "1"]], []));
  assert.equal(book.isKnown, false);
  assert.deepEqual(book.bids(12), []);
  book.hear(message("snapshot", 7, [["8.00", "1"]], []));
  book.hear(message("snapshot", 3, [["7.00", "1"]], [["7.01", "2"]]));
  assert.deepEqual(book.bids(12).map(({ price }) => price), ["7.00"]);
  assert.equal(book.levels, 2);
});

test("equals a book that is built from its levels, after any changes", () => {
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  const book = new Book();
  const truth = new Map<string, string>();
  book.hear(message("snapshot", 0, [], []));
  for (let sequence = 1; sequence < 3_000; sequence++) {
    const price = (100 + random(80) / 4).toFixed(2);
    const quantity = random(3) === 0 ? "0" : String(1 + random(9));
    book.hear(message("update", sequence, [[price, quantity]], []));
    if (quantity === "0") {
      truth.delete(price);
    } else {
      truth.set(price, quantity);
    }
  }
  const expected = [...truth].sort(([a], [b]) => Number(b) - Number(a));
  assert.deepEqual(book.bids(100).map(({ price, quantity }) => [price, quantity]), expected);
});
