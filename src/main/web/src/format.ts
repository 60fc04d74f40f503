import { padded } from "./decimal";

/** What stands where nothing is known. */
export const UNKNOWN = "–";

/** Digits in groups of three, none lost: 61820.99 becomes 61,820.99; with zeros behind it up to the scale. */
export function grouped(decimal: string | undefined, scale = 0): string {
  if (decimal === undefined) {
    return UNKNOWN;
  }
  const [whole = "", fraction] = padded(decimal, scale).split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** +2.41 %, with a true minus sign; without a sign when it rounds to nothing. */
export function percent(value: number | undefined): string {
  if (value === undefined) {
    return UNKNOWN;
  }
  const digits = Math.abs(value).toFixed(2);
  const sign = Number(digits) === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${digits} %`;
}

/** A decimal with a true sign: "-0.10" becomes −0.10, "0.10" becomes +0.10. */
export function signed(decimal: string, scale: number): string {
  const bare = decimal.replace(/^-/, "");
  const sign = /[1-9]/.test(bare) ? (bare === decimal ? "+" : "−") : "";
  return sign + grouped(bare, scale);
}

const large = new Intl.NumberFormat("en", { notation: "compact", minimumSignificantDigits: 3, maximumSignificantDigits: 4 });

/** A quantity's size at a glance: 13826.10835874 becomes 13.83K. Rounded, so never the only place it is told. */
export function compact(decimal: string | undefined): string {
  return decimal === undefined ? UNKNOWN : large.format(Number(decimal));
}

/** How long ago, in the largest unit that fits. */
export function ago(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) {
    return "now";
  }
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** A sum that fits its column: 11.88745406 becomes 11.88745, and what has no room for its units is 1.235B. */
export function fitted(decimal: string, scale: number, digits = 7): string {
  const [whole = "", fraction = ""] = padded(decimal, scale).split(".");
  if (whole.length > digits) {
    return compact(decimal);
  }
  const kept = fraction.slice(0, digits - whole.length);
  return grouped(kept === "" ? whole : `${whole}.${kept}`);
}

const small = new Intl.NumberFormat("en", { maximumSignificantDigits: 2, maximumFractionDigits: 20 });

/** A spread's part of the price, such as 0.0075 %. */
export function relative(spread: string, price: string): string {
  const percentage = (Number(spread) / Number(price)) * 100;
  return Number.isFinite(percentage) ? `${small.format(percentage)} %` : UNKNOWN;
}
