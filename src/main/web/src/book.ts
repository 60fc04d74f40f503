import { add, compare } from "./decimal";

/** Price and quantity. */
export type Level = [string, string];

/** What channel book: carries: a whole book, or levels with their new quantities of which "0" removes one. */
export interface BookMessage {
  type: "snapshot" | "update";
  symbol: string;
  venue: string;
  sequence: number;
  bids: Level[];
  asks: Level[];
}

/** A level and the quantity of all levels up to it. */
export interface Depth {
  price: string;
  quantity: string;
  total: string;
}

/** One side, its best level first. */
class Side {
  private levels: Level[] = [];

  /** @param order below 0 where the first price is better */
  constructor(private readonly order: (a: string, b: string) => number) {}

  replace(levels: Level[]): void {
    this.levels = levels.filter(([, quantity]) => !isZero(quantity)).sort(([a], [b]) => this.order(a, b));
  }

  change(level: Level): void {
    const place = this.find(level[0]);
    const there = this.levels[place];
    const found = there !== undefined && this.order(there[0], level[0]) === 0;
    if (!isZero(level[1])) {
      this.levels.splice(place, found ? 1 : 0, level);
    } else if (found) {
      this.levels.splice(place, 1);
    }
  }

  best(count: number): Depth[] {
    let total = "0";
    return this.levels.slice(0, count).map(([price, quantity]) => {
      total = add(total, quantity);
      return { price, quantity, total };
    });
  }

  get size(): number {
    return this.levels.length;
  }

  /** Where this price is, or would be. */
  private find(price: string): number {
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.order(this.levels[middle]![0], price) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

function isZero(quantity: string): boolean {
  return !/[1-9]/.test(quantity);
}

/** An order book: the last snapshot and the updates behind it. */
export class Book {
  private readonly bidSide = new Side((a, b) => compare(b, a));
  private readonly askSide = new Side(compare);
  private sequence = -1;

  /** A snapshot replaces everything; an update that an earlier message already told is left out. */
  hear(message: BookMessage): void {
    if (message.type === "snapshot") {
      this.bidSide.replace(message.bids);
      this.askSide.replace(message.asks);
    } else if (this.sequence < 0 || message.sequence <= this.sequence) {
      return;
    } else {
      message.bids.forEach((level) => this.bidSide.change(level));
      message.asks.forEach((level) => this.askSide.change(level));
    }
    this.sequence = message.sequence;
  }

  get isKnown(): boolean {
    return this.sequence >= 0;
  }

  get levels(): number {
    return this.bidSide.size + this.askSide.size;
  }

  /** The highest first. */
  bids(count: number): Depth[] {
    return this.bidSide.best(count);
  }

  /** The lowest first. */
  asks(count: number): Depth[] {
    return this.askSide.best(count);
  }
}
