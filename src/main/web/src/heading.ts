import { subtract } from "./decimal";
import { element, flash, mark, write } from "./dom";
import { ago, compact, grouped, percent, signed, UNKNOWN } from "./format";
import { Drawing } from "./frames";
import { change, direction, type Quote } from "./price";

/** Name, price and the day of the chosen symbol. */
export class Heading {
  private readonly drawing = new Drawing(() => this.draw());
  private readonly name = element("chosen-name");
  private readonly venue = element("chosen-venue");
  private readonly price = element("chosen-price");
  private readonly change = element("chosen-change");
  private readonly bid = element("chosen-bid");
  private readonly ask = element("chosen-ask");
  private readonly spread = element("chosen-spread");
  private readonly open = element("chosen-open");
  private readonly volume = element("chosen-volume");
  private readonly badge = element("chosen-badge");
  private readonly age = element("chosen-age");
  private quote: Quote | undefined;
  private shown: string | undefined;
  private isLive = false;

  constructor() {
    setInterval(() => this.tick(), 1_000);
  }

  show(quote: Quote | undefined): void {
    this.quote = quote;
    this.shown = undefined;
    delete this.price.dataset.flash;
    this.hear();
    this.tick();
  }

  connection(isLive: boolean): void {
    this.isLive = isLive;
    this.hear();
  }

  /** The quote has changed. */
  hear(): void {
    this.drawing.ask();
  }

  private draw(): void {
    const quote = this.quote;
    if (quote === undefined) {
      return;
    }
    const { price, scale } = quote;
    write(this.name, price.symbol);
    write(this.venue, price.venue);
    if (this.shown !== undefined && price.price !== this.shown) {
      flash(this.price, Number(price.price) > Number(this.shown) ? "up" : "down");
    }
    this.shown = price.price;
    write(this.price, grouped(price.price, scale));
    const percentage = change(price);
    const moved = percentage === undefined ? UNKNOWN : signed(subtract(price.price ?? "0", price.open24h ?? "0"), scale);
    write(this.change, percentage === undefined ? UNKNOWN : `${moved} (${percent(percentage)})`);
    mark(this.change, "direction", direction(percentage));
    write(this.bid, grouped(price.bid, scale));
    write(this.ask, grouped(price.ask, scale));
    const spread = price.bid === undefined || price.ask === undefined ? undefined : subtract(price.ask, price.bid);
    write(this.spread, grouped(spread, scale));
    write(this.open, grouped(price.open24h, scale));
    const base = price.symbol.split("-")[0] ?? "";
    write(this.volume, price.volume24h === undefined ? UNKNOWN : `${compact(price.volume24h)} ${base}`);
    this.volume.title = price.volume24h === undefined ? "" : `${grouped(price.volume24h)} ${base}`;
    this.drawAge(quote);
  }

  private drawAge(quote: Quote): void {
    const state = quote.state(this.isLive);
    mark(this.badge, "state", state);
    write(this.badge, state);
    write(this.age, ago(quote.ageMs()));
  }

  /** Once a second: ages, and the price in the browser's tab. */
  private tick(): void {
    const quote = this.quote;
    const title =
      quote === undefined
        ? "Penstock · Live prices"
        : `${grouped(quote.price.price, quote.scale)} ${quote.price.symbol} · Penstock`;
    if (document.title !== title) {
      document.title = title;
    }
    if (quote !== undefined) {
      this.drawAge(quote);
    }
  }
}
