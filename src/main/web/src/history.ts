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
