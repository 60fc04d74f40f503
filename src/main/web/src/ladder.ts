import { Book, type BookMessage, type Depth } from "./book";
import { scaleOf, subtract } from "./decimal";
import { element, make, mark, widen, write } from "./dom";
import { READABLE, type Feed } from "./feed";
import { fitted, grouped, relative, UNKNOWN } from "./format";
import { Drawing } from "./frames";
import type { Quote } from "./price";

/** Levels shown of each side. */
const LEVELS = 12;

class Line {
  readonly element = make("div", "level");
  private readonly price = this.cell("price");
  private readonly quantity = this.cell("quantity");
  private readonly total = this.cell("total");

  constructor() {
    this.element.setAttribute("role", "row");
  }

  private cell(name: string): HTMLElement {
    const cell = make("span", name);
    cell.setAttribute("role", "cell");
    this.element.append(cell);
    return cell;
  }

  draw(depth: Depth | undefined, prices: number, quantities: number, share: number): void {
    this.element.classList.toggle("bare", depth === undefined);
    write(this.price, depth === undefined ? "" : grouped(depth.price, prices));
    write(this.quantity, depth === undefined ? "" : grouped(depth.quantity, quantities));
    write(this.total, depth === undefined ? "" : fitted(depth.total, quantities));
    const exact = depth?.total ?? "";
    if (this.total.title !== exact) {
      this.total.title = exact;
    }
    this.element.style.setProperty("--share", share.toFixed(3));
  }
}

/** The book of the chosen symbol: the best levels, asks above bids, and how much stands up to each. */
export class Ladder {
  private readonly drawing = new Drawing(() => this.draw());
  private readonly askLines = lines(element("asks"));
  private readonly bidLines = lines(element("bids"));
  private readonly box = element("book");
  private readonly spread = element("book-spread");
  private readonly relative = element("book-spread-percent");
  private readonly sentence = element("book-sentence");
  private book = new Book();
  private quote: Quote | undefined;
  private stop = (): void => {};
  private missing = "";

  constructor(private readonly feed: Feed) {
    // The best ask stands next to the spread.
    this.askLines.reverse();
  }

  show(quote: Quote | undefined): void {
    this.stop();
    this.quote = quote;
    this.book = new Book();
    this.missing = "Waiting for the book…";
    this.stop =
      quote === undefined
        ? () => {}
        : this.feed.listen<BookMessage>(`book:${quote.price.symbol}`, READABLE, {
            state: (snapshot) => {
              this.book = new Book();
              if (snapshot !== null) {
                this.book.hear(snapshot);
              }
              this.drawing.ask();
            },
            message: (message) => {
              this.book.hear(message);
              this.drawing.ask();
            },
            refused: () => {
              this.missing = "No book is kept of this symbol.";
              this.drawing.ask();
            },
          });
    this.drawing.ask();
  }

  private draw(): void {
    const bids = this.book.bids(LEVELS);
    const asks = this.book.asks(LEVELS);
    const shown = [...bids, ...asks];
    this.sentence.hidden = shown.length > 0;
    write(this.sentence, this.book.isKnown ? "The book is empty." : this.missing);
    mark(this.box, "known", String(shown.length > 0));
    const prices = Math.max(this.quote?.scale ?? 0, ...shown.map((level) => scaleOf(level.price)));
    const quantities = Math.max(0, ...shown.map((level) => scaleOf(level.quantity)));
    const most = Math.max(Number(bids.at(-1)?.total ?? 0), Number(asks.at(-1)?.total ?? 0));
    const line = (target: Line, level: Depth | undefined): void =>
      target.draw(level, prices, quantities, level === undefined ? 0 : Number(level.total) / most);
    this.bidLines.forEach((target, place) => line(target, bids[place]));
    this.askLines.forEach((target, place) => line(target, asks[place]));
    widen(this.box, "--price", shown.map((level) => grouped(level.price, prices)));
    widen(this.box, "--total", shown.map((level) => fitted(level.total, quantities)));
    const bid = bids[0]?.price;
    const ask = asks[0]?.price;
    const spread = bid === undefined || ask === undefined ? undefined : subtract(ask, bid);
    write(this.spread, grouped(spread, prices));
    write(this.relative, spread === undefined || ask === undefined ? UNKNOWN : relative(spread, ask));
  }
}

function lines(side: HTMLElement): Line[] {
  const made = Array.from({ length: LEVELS }, () => new Line());
  side.append(...made.map((line) => line.element));
  return made;
}
