import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, compact, fitted, grouped, percent, relative, signed } from "../src/format";

test("groups the digits before the point only", () => {
  assert.equal(grouped("61820.99"), "61,820.99");
  assert.equal(grouped("1234567.1234567"), "1,234,567.1234567");
  assert.equal(grouped("999"), "999");
  assert.equal(grouped("58920.5", 2), "58,920.50");
  assert.equal(grouped(undefined, 2), "–");
});

test("signs what moved, and not what did not", () => {
  assert.equal(percent(2.414), "+2.41 %");
  assert.equal(percent(-0.3), "−0.30 %");
  assert.equal(percent(-0.004), "0.00 %");
  assert.equal(percent(undefined), "–");
  assert.equal(signed("-173.39", 2), "−173.39");
  assert.equal(signed("1173.4", 2), "+1,173.40");
  assert.equal(signed("0.00", 2), "0.00");
});

test("tells sizes and ages at a glance", () => {
  assert.equal(compact("13826.10835874"), "13.83K");
  assert.equal(compact("966287997455"), "966.3B");
  assert.equal(relative("0.01", "133.55"), "0.0075 %");
  assert.equal(relative("0.00000001", "0.00001763"), "0.057 %");
  assert.deepEqual([999, 1_000, 59_999, 60_000, 3_600_000, 86_400_000].map(ago), ["now", "1 s", "59 s", "1 min", "1 h", "1 d"]);
});

test("cuts a sum to its column, never its units", () => {
  assert.equal(fitted("11.88745406", 8), "11.88745");
  assert.equal(fitted("0.5", 8), "0.500000");
  assert.equal(fitted("118.688", 3), "118.688");
  assert.equal(fitted("1234567.5", 1), "1,234,567");
  assert.equal(fitted("1234567890.5", 8), "1.235B");
});
