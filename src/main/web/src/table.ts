import { element, flash, make, mark, write } from "./dom";
import { ago, grouped, percent } from "./format";
import { Drawing } from "./frames";
import { change, direction, Quote, type Price } from "./price";

type SortKey = "symbol" | "price" | "change" | "spread" | "age";

/** One line of the table; writes to the page only what has changed. */
class Row {
  readonly element = document.createElement("tr");
  readonly link = document.createElement("a");
  readonly quote: Quote;
  /** Whether it is in sight; others are drawn when they come there. */
  inSight = true;
  private readonly venue = make("small", "venue");
  private readonly last = make("span", "last");
  private readonly change = make("span", "change");
  private readonly bid = make("span", "bid");
  private readonly ask = make("span", "ask");
  private readonly badge = make("span", "badge");
  private readonly age = make("span", "age");
  private shown: string | undefined;

  constructor(price: Price) {
    this.quote = new Quote(price);
    this.element.dataset.symbol = price.symbol;
    const symbol = make("th", "symbol");
    symbol.setAttribute("scope", "row");
    this.link.href = `#${encodeURIComponent(price.symbol)}`;
    this.link.tabIndex = -1;
    const [base, quote] = price.symbol.split("-");
    this.link.append(make("span", "base", base ?? price.symbol));
    if (quote) {
      this.link.append(make("span", "counter", `-${quote}`));
    }
    symbol.append(this.link, this.venue);
    this.element.append(
      symbol,
      cell("number", this.last),
      cell("number", this.change),
      cell("number quotes", this.bid, this.ask),
      cell("number state", this.badge, this.age),
    );
  }

  draw(isLive: boolean): void {
    const { price, scale } = this.quote;
    const moved = this.shown === undefined ? 0 : Number(price.price) - Number(this.shown);
    this.shown = price.price;
    write(this.last, grouped(price.price, scale));
    if (moved) {
      flash(this.last, moved > 0 ? "up" : "down");
    }
    write(this.bid, grouped(price.bid, scale));
    write(this.ask, grouped(price.ask, scale));
    const percentage = change(price);
    write(this.change, percent(percentage));
    mark(this.change, "direction", direction(percentage));
    write(this.venue, price.venue);
    const state = this.quote.state(isLive);
    mark(this.badge, "state", state);
    write(this.badge, state);
    this.drawAge();
  }

  drawAge(): void {
    write(this.age, ago(this.quote.ageMs()));
  }

  value(key: SortKey): number {
    const { price } = this.quote;
    switch (key) {
      case "price":
        return Number(price.price ?? Number.NaN);
      case "change":
        return change(price) ?? Number.NaN;
      case "spread":
        return (Number(price.ask) - Number(price.bid)) / Number(price.ask);
      case "age":
        return this.quote.ageMs();
      case "symbol":
        return 0;
    }
  }
}

function cell(className: string, ...content: HTMLElement[]): HTMLElement {
  const made = make("td", className);
  made.append(...content);
  return made;
}

/** How often rows change places when the order is of something that changes. */
const RESORT_MS = 3_000;

/** The prices of all symbols. */
export class Table {
  private readonly drawing = new Drawing(() => this.draw());
  private readonly body = element("rows");
  private readonly search = element<HTMLInputElement>("search");
  private readonly matches = element("matches");
  private readonly empty = element("empty");
  private readonly headings = [...document.querySelectorAll<HTMLButtonElement>("button[data-sort]")];
  private readonly rows = new Map<string, Row>();
  private readonly dirty = new Set<Row>();
  private readonly sight = new IntersectionObserver((seen) => this.seen(seen), { rootMargin: "100px" });
  private unsorted = false;
  private isLive = false;
  private key: SortKey = "symbol";
  private ascending = true;
  private chosen: string | undefined;

  /**
   * @param choose is told the symbol that the reader has chosen
   * @param grown is called when symbols have come to the list
   */
  constructor(
    private readonly choose: (symbol: string) => void,
    private readonly grown: () => void,
  ) {
    this.headings.forEach((heading) =>
      heading.addEventListener("click", () => this.sortBy(heading.dataset.sort as SortKey)),
    );
    this.body.addEventListener("click", (event) => this.click(event));
    this.body.addEventListener("keydown", (event) => this.keyInList(event));
    this.body.addEventListener("focusin", (event) => this.rove(event.target as HTMLElement));
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => this.searchKey(event));
    document.addEventListener("keydown", (event) => this.shortcut(event));
    setInterval(() => this.rows.forEach((row) => row.inSight && row.drawAge()), 1_000);
    setInterval(() => this.resort(), RESORT_MS);
  }

  /** The quote that this price belongs to. */
  hear(price: Price): Quote {
    let row = this.rows.get(price.symbol);
    if (row === undefined) {
      row = new Row(price);
      this.rows.set(price.symbol, row);
      this.unsorted = true;
    } else {
      row.quote.hear(price);
    }
    this.dirty.add(row);
    this.drawing.ask();
    return row.quote;
  }

  connection(isLive: boolean): void {
    this.isLive = isLive;
    this.rows.forEach((row) => this.dirty.add(row));
    this.drawing.ask();
  }

  quotes(): Quote[] {
    return [...this.rows.values()].map((row) => row.quote);
  }

  quote(symbol: string): Quote | undefined {
    return this.rows.get(symbol)?.quote;
  }

  link(quote: Quote | undefined): HTMLElement | undefined {
    return quote === undefined ? undefined : this.rows.get(quote.price.symbol)?.link;
  }

  /** The first symbol of the list as it stands; of what the search leaves. */
  first(): string | undefined {
    return this.listed()[0]?.quote.price.symbol;
  }

  /** Marks the row of this symbol. */
  mark(symbol: string | undefined): void {
    this.chosen = symbol;
    this.rows.forEach((row) => this.markRow(row));
    const row = symbol === undefined ? undefined : this.rows.get(symbol);
    if (row !== undefined) {
      row.element.scrollIntoView({ block: "nearest" });
      this.rove(row.link);
    }
  }

  private markRow(row: Row): void {
    row.element.classList.toggle("chosen-row", row.quote.price.symbol === this.chosen);
    if (row.quote.price.symbol === this.chosen) {
      row.link.setAttribute("aria-current", "true");
    } else {
      row.link.removeAttribute("aria-current");
    }
  }

  private draw(): void {
    if (this.unsorted) {
      this.sort();
      this.grown();
    }
    this.dirty.forEach((row) => {
      if (row.inSight) {
        row.draw(this.isLive);
        this.dirty.delete(row);
      }
    });
  }

  private seen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const row = this.rows.get((entry.target as HTMLElement).dataset.symbol ?? "");
      if (row !== undefined) {
        row.inSight = entry.isIntersecting;
      }
    }
    this.drawing.ask();
  }

  private sortBy(key: SortKey): void {
    this.ascending = key === this.key ? !this.ascending : key === "symbol" || key === "spread" || key === "age";
    this.key = key;
    for (const heading of this.headings) {
      const column = heading.closest("th");
      if (heading.dataset.sort === key) {
        column?.setAttribute("aria-sort", this.ascending ? "ascending" : "descending");
      } else {
        column?.removeAttribute("aria-sort");
      }
    }
    this.sort();
  }

  /** Not under the reader's pointer or while the keyboard is in the list: nobody likes to hit the wrong row. */
  private resort(): void {
    if (this.key !== "symbol" && !this.body.matches(":hover") && !this.body.contains(document.activeElement)) {
      this.sort();
    }
  }

  private sort(): void {
    this.unsorted = false;
    const values = new Map([...this.rows.values()].map((row) => [row, row.value(this.key)]));
    const sorted = [...this.rows.values()].sort((a, b) => {
      const [one, other] = [values.get(a)!, values.get(b)!];
      if (Number.isNaN(one) !== Number.isNaN(other)) {
        return Number.isNaN(one) ? 1 : -1;
      }
      const byName = a.quote.price.symbol.localeCompare(b.quote.price.symbol);
      const order = one - other || byName;
      return this.ascending ? order : -order;
    });
    const focused = document.activeElement;
    sorted.forEach((row, place) => {
      const there = this.body.children[place];
      if (there !== row.element) {
        if (!row.element.isConnected) {
          this.sight.observe(row.element);
          this.markRow(row);
          this.match(row);
        }
        this.body.insertBefore(row.element, there ?? null);
      }
    });
    if (focused instanceof HTMLElement && this.body.contains(focused) && focused !== document.activeElement) {
      focused.focus({ preventScroll: true });
    }
    if (this.body.querySelector("a[tabindex='0']") === null) {
      const link = this.body.querySelector("a");
      if (link !== null) {
        this.rove(link);
      }
    }
    this.showEmpty();
  }

  private filter(): void {
    this.rows.forEach((row) => this.match(row));
    const listed = this.listed();
    write(this.matches, this.search.value === "" ? "" : `${listed.length} of ${this.rows.size} symbols`);
    this.showEmpty();
    const reachable = listed.find((row) => row.link.tabIndex === 0) ?? listed[0];
    if (reachable !== undefined) {
      this.rove(reachable.link);
    }
  }

  private match(row: Row): void {
    const plain = (text: string): string => text.toLowerCase().replace(/[-/\s]/g, "");
    const { symbol, venue } = row.quote.price;
    const wanted = plain(this.search.value);
    row.element.hidden = !plain(symbol).includes(wanted) && !venue.includes(wanted);
  }

  private showEmpty(): void {
    this.empty.hidden = this.listed().length > 0;
    write(this.empty, this.rows.size === 0 ? "Waiting for the first prices…" : "No symbol matches the search.");
  }

  /** Rows in the order of the page, without those that the search hides. */
  private listed(): Row[] {
    return [...this.body.children]
      .map((child) => this.rows.get((child as HTMLElement).dataset.symbol ?? ""))
      .filter((row): row is Row => row !== undefined && !row.element.hidden);
  }

  private click(event: MouseEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>("tr");
    const selecting = document.getSelection()?.type === "Range";
    if (row?.dataset.symbol && !selecting && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.choose(row.dataset.symbol);
    }
  }

  /** Only one link is in the order of Tab; the arrows lead to the others. */
  private rove(target: HTMLElement): void {
    if (target instanceof HTMLAnchorElement) {
      this.body.querySelectorAll<HTMLAnchorElement>("a[tabindex='0']").forEach((link) => (link.tabIndex = -1));
      target.tabIndex = 0;
    }
  }

  private keyInList(event: KeyboardEvent): void {
    const listed = this.listed();
    const place = listed.findIndex((row) => row.link === event.target);
    const places: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + 10,
      PageUp: place - 10,
      Home: 0,
      End: listed.length - 1,
    };
    const next = places[event.key];
    if (next === undefined || place < 0 || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.preventDefault();
    if (event.key === "ArrowUp" && place === 0) {
      this.search.focus();
    } else {
      listed[Math.min(listed.length - 1, Math.max(0, next))]?.link.focus();
    }
  }

  private searchKey(event: KeyboardEvent): void {
    const first = this.listed()[0];
    if (event.key === "Escape") {
      event.preventDefault();
      this.search.value = "";
      this.filter();
    } else if (event.key === "ArrowDown" && first !== undefined) {
      event.preventDefault();
      first.link.focus();
    } else if (event.key === "Enter" && first !== undefined) {
      event.preventDefault();
      this.choose(first.quote.price.symbol);
    }
  }

  private shortcut(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.search.focus();
      this.search.select();
    }
  }
}
