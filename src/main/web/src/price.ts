/** A price as the server tells it; numbers are strings, so that none loses a digit. */
export interface Price {
  symbol: string;
  venue: string;
  currency?: string;
  price?: string;
  bid?: string;
  ask?: string;
  open24h?: string;
  volume24h?: string;
  time: string;
  received: string;
  freshness: { state: State; score: number; ageMs: number };
}

export type State = "fresh" | "delayed" | "stale" | "closed";

/** Change since 24 hours ago in percent; undefined where the venue does not tell. For display and order only. */
export function change(price: Price): number | undefined {
  const open = Number(price.open24h);
  const last = Number(price.price);
  return open > 0 && last > 0 ? ((last - open) / open) * 100 : undefined;
}

/** Digits in groups of three, none added, none lost: 61820.99 becomes 61,820.99. */
export function grouped(decimal: string | undefined): string {
  if (decimal === undefined) {
    return "–";
  }
  const [whole = "", fraction] = decimal.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** +2.41 %, with a true minus sign; without a sign when it rounds to nothing. */
export function percent(value: number | undefined): string {
  if (value === undefined) {
    return "–";
  }
  const digits = Math.abs(value).toFixed(2);
  const sign = Number(digits) === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${digits} %`;
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
  return `${Math.floor(seconds / 3600)} h`;
}
