import { scaleOf } from "./decimal";
import { element, make } from "./dom";
import { LOSSLESS, type Feed } from "./feed";
import { grouped } from "./format";
import { draw } from "./frames";
import type { Quote, Trade } from "./price";

/** Trades shown. */
const TRADES = 30;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const words = { buy: "bought", sell: "sold" };

/** The last trades of the chosen symbol, the newest on top. */
export class Tape {
  private readonly rows = element("trades");
  private readonly sentence = element("trades-sentence");
  private quote: Quote | undefined;
  /** Not drawn yet, the newest last; never more than can be shown. */
  private news: Trade[] = [];
  private last = -1;
  /** Digits behind the point of quantities, as many as seen. */
  private scale = 0;
  private stop = (): void => {};

  constructor(private readonly feed: Feed) {}

  show(quote: Quote | undefined): void {
    this.stop();
    this.quote = quote;
    this.news = [];
    this.last = -1;
    this.scale = 0;
    this.rows.replaceChildren();
    this.sentence.hidden = false;
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
    if (trade.tradeId <= this.last) {
      return;
    }
    this.last = trade.tradeId;
    this.scale = Math.max(this.scale, scaleOf(trade.quantity));
    this.news.push(trade);
    if (this.news.length > TRADES) {
      this.news.shift();
    }
    draw(this.draw);
  }

  private readonly draw = (): void => {
    const fresh = this.news.map((trade) => this.row(trade)).reverse();
    this.news = [];
    this.rows.prepend(...fresh);
    while (this.rows.childElementCount > TRADES) {
      this.rows.lastElementChild?.remove();
    }
    this.sentence.hidden = this.rows.childElementCount > 0;
  };

  private row(trade: Trade): HTMLElement {
    const row = make("div", "trade");
    row.setAttribute("role", "row");
    row.dataset.side = trade.takerSide;
    const price = make("span", "price", grouped(trade.price, this.quote?.scale));
    price.append(make("span", "hidden", ` ${words[trade.takerSide]}`));
    const cells = [price, make("span", "quantity", grouped(trade.quantity, this.scale)), make("span", "time", clock.format(new Date(trade.time)))];
    cells.forEach((cell) => cell.setAttribute("role", "cell"));
    row.append(...cells);
    return row;
  }
}
