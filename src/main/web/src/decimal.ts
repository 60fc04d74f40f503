// Prices and quantities are decimals as text, such as "0.00001762", and stay text: nothing here rounds.

/** Below 0 when a is less than b, 0 when they are equal ("0.5" equals "0.50"), above 0 when a is more. */
export function compare(a: string, b: string): number {
  const negative = a.startsWith("-");
  if (negative !== b.startsWith("-")) {
    return negative ? -1 : 1;
  }
  return negative ? magnitudes(b.slice(1), a.slice(1)) : magnitudes(a, b);
}

function magnitudes(a: string, b: string): number {
  const [wholeA, fractionA] = split(a);
  const [wholeB, fractionB] = split(b);
  if (wholeA.length !== wholeB.length) {
    return wholeA.length - wholeB.length;
  }
  if (wholeA !== wholeB) {
    return wholeA < wholeB ? -1 : 1;
  }
  const digits = Math.max(fractionA.length, fractionB.length);
  const restA = fractionA.padEnd(digits, "0");
  const restB = fractionB.padEnd(digits, "0");
  return restA === restB ? 0 : restA < restB ? -1 : 1;
}

function split(decimal: string): [string, string] {
  const point = decimal.indexOf(".");
  return point < 0 ? [decimal, ""] : [decimal.slice(0, point), decimal.slice(point + 1)];
}

/** Digits behind the point: 2 for "61820.90". */
export function scaleOf(decimal: string): number {
  const point = decimal.indexOf(".");
  return point < 0 ? 0 : decimal.length - point - 1;
}

/** "0.1" and "0.25" make "0.35". */
export function add(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return text(unscaled(a, scale) + unscaled(b, scale), scale);
}

/** "61821.00" less "61820.9" makes "0.10". */
export function subtract(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return text(unscaled(a, scale) - unscaled(b, scale), scale);
}

function unscaled(decimal: string, scale: number): bigint {
  return BigInt(decimal.replace(".", "") + "0".repeat(scale - scaleOf(decimal)));
}

function text(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  const point = digits.length - scale;
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** With zeros behind it up to so many digits: "58920.5" becomes "58920.50". None is ever taken away. */
export function padded(decimal: string, scale: number): string {
  const missing = scale - scaleOf(decimal);
  if (missing <= 0) {
    return decimal;
  }
  return decimal + (decimal.includes(".") ? "" : ".") + "0".repeat(missing);
}
