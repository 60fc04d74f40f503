import { add, compare } from "./decimal";

/** What was traded in one interval; numbers are strings, exact. */
export interface Bar {
  symbol: string;
  venue: string;
  interval: Interval;
  start: string;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  trades: number;
  revision: number;
  closed: boolean;
}

export const INTERVAL_MS = {
  "1s": 1_000,
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "1d": 86_400_000,
} as const;

export type Interval = keyof typeof INTERVAL_MS;

export const INTERVALS = Object.keys(INTERVAL_MS) as Interval[];

export function isInterval(text: string | null): text is Interval {
  return text !== null && text in INTERVAL_MS;
}

export function startOf(bar: Bar): number {
  return Date.parse(bar.start);
}

/** Whether the bar tells more of its interval than the other: highest revision, then most trades, then closed. */
export function supersedes(bar: Bar, other: Bar): boolean {
  if (bar.revision !== other.revision) {
    return bar.revision > other.revision;
  }
  if (bar.trades !== other.trades) {
    return bar.trades > other.trades;
  }
  return bar.closed || !other.closed;
}

/** Where a bar came to stand among others. */
export type Place = "last" | "earlier" | "between" | "nowhere";

/** Bars of one interval in the order of time, of each start the one that tells most. Keeps so many, the newest. */
export class Bars {
  private items: Bar[] = [];
  private readonly places = new Map<number, Bar>();

  constructor(private readonly most = 20_000) {}

  get all(): readonly Bar[] {
    return this.items;
  }

  get first(): Bar | undefined {
    return this.items[0];
  }

  get last(): Bar | undefined {
    return this.items.at(-1);
  }

  get isFull(): boolean {
    return this.items.length >= this.most;
  }

  at(start: number): Bar | undefined {
    return this.places.get(start);
  }

  /** Says where it went: last, in place of an earlier one, between others, or nowhere, since better is known. */
  hear(bar: Bar): Place {
    const known = this.places.get(startOf(bar));
    return known !== undefined && !supersedes(bar, known) ? "nowhere" : this.put(bar, known);
  }

  /** A bar that this page made itself: it stands until the server's own closed one is there. */
  hearFolded(bar: Bar): Place {
    const known = this.places.get(startOf(bar));
    return known?.closed ? "nowhere" : this.put(bar, known);
  }

  private put(bar: Bar, known: Bar | undefined): Place {
    const start = startOf(bar);
    this.places.set(start, bar);
    if (known !== undefined) {
      const place = this.items.lastIndexOf(known);
      this.items[place] = bar;
      return place === this.items.length - 1 ? "last" : "earlier";
    }
    const last = this.last;
    if (last === undefined || start > startOf(last)) {
      this.items.push(bar);
      if (this.items.length > this.most) {
        this.items.splice(0, this.items.length - this.most).forEach((old) => this.places.delete(startOf(old)));
      }
      return "last";
    }
    this.sort();
    return "between";
  }

  /** Many at once. */
  hearAll(bars: readonly Bar[]): void {
    for (const bar of bars) {
      const start = startOf(bar);
      const known = this.places.get(start);
      if (known === undefined || supersedes(bar, known)) {
        this.places.set(start, bar);
      }
    }
    this.sort();
  }

  private sort(): void {
    const sorted = [...this.places.entries()].sort(([a], [b]) => a - b).slice(-this.most);
    this.places.clear();
    sorted.forEach(([start, bar]) => this.places.set(start, bar));
    this.items = sorted.map(([, bar]) => bar);
  }
}

/** One bar of what finer bars, in the order of time, tell of its interval. */
export function fold(parts: readonly Bar[], interval: Interval, start: number): Bar {
  const [first, ...rest] = parts;
  if (first === undefined) {
    throw new Error("a bar needs parts");
  }
  const bar = { ...first, interval, start: new Date(start).toISOString(), revision: 0, closed: false };
  for (const part of rest) {
    bar.high = compare(part.high, bar.high) > 0 ? part.high : bar.high;
    bar.low = compare(part.low, bar.low) < 0 ? part.low : bar.low;
    bar.close = part.close;
    bar.volume = add(bar.volume, part.volume);
    bar.trades += part.trades;
  }
  return bar;
}

/**
 * Makes bars of a coarse interval out of one-minute bars as they come. What its first interval had before them is given
 * as closed bars of an hour and bars of a minute that do not overlap. Remembers the newest interval and the one before,
 * whose last minute may be corrected after its end; tells nothing of intervals whose beginning it did not hear.
 */
export class Folding {
  private readonly parts = new Map<number, Bar>();
  private from: number | undefined;

  constructor(private readonly interval: Interval) {}

  /** What is known of the interval that begins there. */
  begin(start: number, parts: readonly Bar[]): void {
    this.from = start;
    parts.forEach((part) => this.take(part));
  }

  /** The bar of the minute's interval with this minute in it; undefined when it tells nothing new. */
  hear(minute: Bar): Bar | undefined {
    const start = bucket(startOf(minute), this.interval);
    this.from ??= start;
    if (start < this.from || !this.take(minute)) {
      return undefined;
    }
    this.from = Math.max(this.from, start - INTERVAL_MS[this.interval]);
    const end = start + INTERVAL_MS[this.interval];
    const own: Bar[] = [];
    for (const [time, part] of [...this.parts].sort(([a], [b]) => a - b)) {
      if (time < this.from) {
        this.parts.delete(time);
      } else if (time >= start && time < end) {
        own.push(part);
      }
    }
    return fold(own, this.interval, start);
  }

  private take(part: Bar): boolean {
    const start = startOf(part);
    const hour = this.parts.get(bucket(start, "1h"));
    if (part.interval === "1m" && hour?.interval === "1h") {
      return false;
    }
    const known = this.parts.get(start);
    if (known !== undefined && !supersedes(part, known)) {
      return false;
    }
    this.parts.set(start, part);
    return true;
  }
}

/** Start of the interval that this moment lies in. */
export function bucket(time: number, interval: Interval): number {
  return time - (time % INTERVAL_MS[interval]);
}
