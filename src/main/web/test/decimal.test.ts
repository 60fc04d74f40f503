import assert from "node:assert/strict";
import { test } from "node:test";
import { add, compare, padded, scaleOf, subtract } from "../src/decimal";

test("compares exactly, however a number is spelt", () => {
  for (const [less, more] of [
    ["9.99", "10"],
    ["0.00001762", "0.00001763"],
    ["61820.9", "61820.99"],
    ["-2", "-1.5"],
    ["-0.1", "0"],
    // A double takes these two for the same number.
    ["9007199254740993.00000001", "9007199254740993.00000002"],
  ] as const) {
    assert.ok(compare(less, more) < 0, `${less} < ${more}`);
    assert.ok(compare(more, less) > 0, `${more} > ${less}`);
  }
  assert.equal(compare("0.5", "0.500"), 0);
  assert.equal(compare("7", "7.0"), 0);
});

test("adds and subtracts without a double's errors", () => {
  assert.equal(add("0.1", "0.2"), "0.3");
  assert.equal(add("0", "0.00000001"), "0.00000001");
  assert.equal(add("9007199254740993", "0.01"), "9007199254740993.01");
  assert.equal(add("-0.5", "0.25"), "-0.25");
  assert.equal(subtract("61821.00", "61820.9"), "0.10");
  assert.equal(subtract("0.00001762", "0.00001763"), "-0.00000001");
  assert.equal(subtract("3", "3"), "0");
});

test("pads with zeros and takes none away", () => {
  assert.equal(padded("58920.5", 2), "58920.50");
  assert.equal(padded("58920", 2), "58920.00");
  assert.equal(padded("0.123", 2), "0.123");
  assert.equal(padded("7", 0), "7");
  assert.equal(scaleOf("0.00001762"), 8);
  assert.equal(scaleOf("966287997455"), 0);
});
