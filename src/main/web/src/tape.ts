import { scaleOf } from "./decimal";
import { element, make, mark, widen, write } from "./dom";
import { LOSSLESS, type Feed } from "./feed";
import { grouped } from "./format";
import { Drawing } from "./frames";
import type { Quote, Trade } from "./price";

/** Trades shown. */
const TRADES = 30;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const words = { buy: "bought", sell: "sold" };
const arrows = { buy: "▲", sell: "▼" };

/** A place in the list. Trades move through the places: text that changes costs less than rows that come and go. */
class Line {
  readonly element = make("div", "trade");
  private readonly arrow = make("i");
  private readonly number = make("span");
  private readonly word = make("span", "hidden");
  private readonly quantity = make("span", "quantity");
  private readonly time = make("span", "time");

  constructor() {
    this.element.setAttribute("role", "row");
    this.element.hidden = true;
    const price = make("span", "price");
    this.arrow.ariaHidden = "true";
    price.append(this.arrow, this.number, this.word);
    for (const cell of [price, this.quantity, this.time]) {
      cell.setAttribute("role", "cell");
      this.element.append(cell);
    }
  }

  draw(trade: Trade | undefined, prices: number, quantities: number): void {
    this.element.hidden = trade === undefined;
    if (trade !== undefined) {
      mark(this.element, "side", trade.takerSide);
      write(this.arrow, arrows[trade.takerSide]);
      write(this.number, grouped(trade.price, prices));
      write(this.word, ` ${words[trade.takerSide]}`);
      write(this.quantity, grouped(trade.quantity, quantities));
      write(this.time, clock.format(Date.parse(trade.time)));
    }
  }
}

/** The last trades of the chosen symbol, the newest on top. */
export class Tape {
  private readonly drawing = new Drawing(() => this.draw());
  private readonly lines = Array.from({ length: TRADES }, () => new Line());
  private readonly box = element("trades");
  private readonly sentence = element("trades-sentence");
  private quote: Quote | undefined;
  /** The newest first; never more than can be shown. */
  private trades: Trade[] = [];
  private stop = (): void => {};

  constructor(private readonly feed: Feed) {
    this.box.append(...this.lines.map((line) => line.element));
  }

  show(quote: Quote | undefined): void {
    this.stop();
    this.quote = quote;
    this.trades = [];
    this.drawing.ask();
    this.stop =
      quote === undefined
        ? () => {}
        : this.feed.listen<Trade>(`trades:${quote.price.symbol}`, LOSSLESS, {
            state: (trade) => trade && this.hear(trade),
            message: (trade) => this.hear(trade),
            refused: () => {},
          });
  }

  private hear(trade: Trade): void {
    const newest = this.trades[0];
    if (newest === undefined || trade.tradeId > newest.tradeId) {
      this.trades.unshift(trade);
      this.trades.length = Math.min(this.trades.length, TRADES);
      this.drawing.ask();
    }
  }

  private draw(): void {
    const quantities = Math.max(0, ...this.trades.map((trade) => scaleOf(trade.quantity)));
    this.lines.forEach((line, place) => line.draw(this.trades[place], this.quote?.scale ?? 0, quantities));
    widen(this.box, "--price", this.trades.map((trade) => grouped(trade.price, this.quote?.scale)));
    this.sentence.hidden = this.trades.length > 0;
  }
}
