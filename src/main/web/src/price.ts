import { scaleOf } from "./decimal";

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

export interface Trade {
  symbol: string;
  venue: string;
  tradeId: number;
  price: string;
  quantity: string;
  takerSide: "buy" | "sell";
  time: string;
}

/** Change since 24 hours ago in percent; undefined where the venue does not tell. For display and order only. */
export function change(price: Price): number | undefined {
  const open = Number(price.open24h);
  const last = Number(price.price);
  return open > 0 && last > 0 ? ((last - open) / open) * 100 : undefined;
}

export function direction(value: number | undefined): "up" | "down" | "none" {
  return !value ? "none" : value > 0 ? "up" : "down";
}

/** Digits behind the point that this symbol's prices have, as far as these tell; the wire leaves zeros out. */
export function scale(price: Price, known = 0): number {
  return [price.price, price.bid, price.ask].reduce(
    (most, decimal) => (decimal === undefined ? most : Math.max(most, scaleOf(decimal))),
    known,
  );
}

/** A price and when this page heard of it. */
export class Quote {
  /** Digits behind the point, as many as ever seen. */
  scale: number;
  private heardAt = performance.now();

  constructor(public price: Price) {
    this.scale = scale(price);
  }

  hear(price: Price): void {
    this.price = price;
    this.scale = scale(price, this.scale);
    this.heardAt = performance.now();
  }

  /** Without a connection no price is known to be fresh. */
  state(isLive: boolean): State {
    const { state } = this.price.freshness;
    return isLive || state === "closed" ? state : "stale";
  }

  /** By the server's clock up to the message, by ours since. */
  ageMs(): number {
    return this.price.freshness.ageMs + performance.now() - this.heardAt;
  }
}
