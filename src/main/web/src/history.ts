import { bucket, INTERVAL_MS, startOf, type Bar, type Interval } from "./bar";

/** The server has no history to give, for now or at all; the message is a sentence for the reader. */
export class NoHistory extends Error {
  constructor(
    message: string,
    /** Whether asking again may help. */
    readonly passes: boolean,
  ) {
    super(message);
  }
}

interface Answer {
  history?: { items: Bar[]; nextCursor?: string };
}

/** Bars that begin from a moment on and before another, in the order of time. */
export async function history(
  symbol: string,
  interval: Interval,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Bar[]> {
  const bars: Bar[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      symbol,
      interval,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    });
    if (cursor !== undefined) {
      query.set("cursor", cursor);
    }
    const page = await ask(query, signal);
    bars.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return bars;
}

async function ask(query: URLSearchParams, signal: AbortSignal): Promise<NonNullable<Answer["history"]>> {
  const answer = await fetch(`/stockPrices?${query}`, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new NoHistory(`The server cannot be reached (${String(error)}).`, true);
  });
  if (answer.status === 404) {
    throw new NoHistory("No history is kept of this symbol.", false);
  }
  if (!answer.ok) {
    const passes = answer.status >= 500 || answer.status === 429;
    throw new NoHistory(passes ? "History is not available just now." : "History is not available.", passes);
  }
  const body = (await answer.json()) as Answer;
  if (body.history === undefined) {
    throw new NoHistory("This server keeps no history.", false);
  }
  return body.history;
}

/** How far back a stretch without bars may reach. */
const YEAR_MS = 365 * INTERVAL_MS["1d"];

/**
 * A page of bars before a moment. Where the stretch of the page has none (a market that was closed, a server that was
 * away), the page ends with the last bar before it, which days, hours and minutes lead to.
 */
export async function pageBefore(
  symbol: string,
  interval: Interval,
  end: number,
  count: number,
  signal: AbortSignal,
): Promise<Bar[]> {
  const length = count * INTERVAL_MS[interval];
  const page = await history(symbol, interval, end - length, end, signal);
  if (page.length > 0) {
    return page;
  }
  let from = end - length - YEAR_MS;
  let to = end - length;
  for (const coarse of ["1d", "1h", "1m"] as const) {
    if (INTERVAL_MS[coarse] > INTERVAL_MS[interval]) {
      const last = (await history(symbol, coarse, bucket(from, coarse), to, signal)).at(-1);
      if (last === undefined) {
        return [];
      }
      from = startOf(last);
      to = Math.min(to, from + INTERVAL_MS[coarse]);
    }
  }
  return history(symbol, interval, to - length, to, signal);
}

/**
 * The finer bars that the running bar of a coarse interval is made of: closed hours, where there are some, and
 * the minutes behind them.
 */
export async function partsOf(symbol: string, interval: Interval, now: number, signal: AbortSignal): Promise<Bar[]> {
  const start = bucket(now, interval);
  const end = start + INTERVAL_MS[interval];
  if (interval !== "1d") {
    return history(symbol, "1m", start, end, signal);
  }
  const hours = await history(symbol, "1h", start, end, signal);
  const open = hours.findIndex((hour) => !hour.closed);
  const closed = open < 0 ? hours : hours.slice(0, open);
  const last = closed.at(-1);
  const from = last === undefined ? start : startOf(last) + INTERVAL_MS["1h"];
  return [...closed, ...(await history(symbol, "1m", from, end, signal))];
}
