import { Centrifuge } from "centrifuge";
import type { Price } from "./price";

export type Connection = "connecting" | "live" | "lost" | "ended";

export interface Listener {
  price(price: Price): void;
  connection(state: Connection): void;
}

/** What comes by a channel. */
export interface Hearer<T> {
  /** The present state, unless a subscription goes on where it was; null when there is none yet. */
  state(state: T | null): void;
  message(message: T): void;
  /** The server does not have this channel. */
  refused(reason: string): void;
}

/** How the server is to send: everything, or at most so many a second, the newest of each. */
export type Mode = { mode: "lossless" } | { mode: "conflated"; maxRate: number };

export const LOSSLESS: Mode = { mode: "lossless" };
export const READABLE: Mode = { mode: "conflated", maxRate: 5 };

/** Most subscriptions that the server gives one connection, less those of the chosen symbol. */
const MAX_SYMBOLS = 990;
/** How often symbols that are new are looked for. */
const LOOK_AGAIN_MS = 30_000;
const RETRY_MS = 2_000;

/** Prices of all symbols: the list by REST, each price by its channel. Recovers by itself from whatever ends. */
export class Feed {
  private readonly client: Centrifuge;
  private wasLive = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly listener: Listener) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.client = new Centrifuge(`${scheme}//${location.host}/connection/websocket`, {
      minReconnectDelay: 300,
      maxReconnectDelay: 5_000,
    });
    this.client.on("connected", () => {
      this.wasLive = true;
      listener.connection("live");
      void this.look();
    });
    this.client.on("connecting", () => listener.connection(this.wasLive ? "lost" : "connecting"));
    this.client.on("disconnected", () => listener.connection("ended"));
  }

  start(): void {
    this.client.connect();
  }

  /** Listens to a channel until the answer is called. */
  listen<T>(channel: string, mode: Mode, hearer: Hearer<T>): () => void {
    const subscription = this.client.newSubscription(channel, { data: mode });
    subscription.on("subscribed", (context) => {
      const state = (context.data as T | null | undefined) ?? null;
      // Without a state, a subscription that goes on where it was is told what it missed by messages.
      if (state !== null || !context.recovered) {
        hearer.state(state);
      }
    });
    subscription.on("publication", (context) => hearer.message(context.data as T));
    subscription.on("unsubscribed", (context) => {
      if (context.code !== 0) {
        hearer.refused(context.reason);
      }
    });
    subscription.subscribe();
    return () => {
      subscription.removeAllListeners();
      subscription.unsubscribe();
      this.client.removeSubscription(subscription);
    };
  }

  /** Subscribes to symbols that are not subscribed yet, now and from time to time. */
  private async look(): Promise<void> {
    clearTimeout(this.timer);
    let pause = LOOK_AGAIN_MS;
    try {
      const prices = await list();
      this.client.startBatching();
      prices.forEach((price) => this.ticker(price));
      this.client.stopBatching();
      if (prices.length === 0) {
        pause = RETRY_MS;
      }
    } catch {
      pause = RETRY_MS;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), pause);
  }

  private ticker(price: Price): void {
    const channel = `ticker:${price.symbol}`;
    const known = this.client.subscriptions();
    if (known[channel] !== undefined || Object.keys(known).length >= MAX_SYMBOLS) {
      return;
    }
    this.listener.price(price);
    this.listen<Price>(channel, READABLE, {
      state: (state) => state && this.listener.price(state),
      message: (message) => this.listener.price(message),
      refused: () => {},
    });
  }
}

/** All symbols with their last prices, page by page. */
async function list(): Promise<Price[]> {
  const prices: Price[] = [];
  let cursor = "";
  do {
    const answer = await fetch(`/stockPrices?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (!answer.ok) {
      throw new Error(`prices cannot be listed: ${answer.status}`);
    }
    const page = (await answer.json()) as { items: Price[]; nextCursor?: string };
    prices.push(...page.items);
    cursor = page.nextCursor ?? "";
  } while (cursor && prices.length < MAX_SYMBOLS);
  return prices;
}
