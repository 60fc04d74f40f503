import { ago, change, grouped, percent, type Price } from "./price";

type SortKey = "symbol" | "price" | "change";

const FLASH_MS = 700;

/** One line of the table; writes to the page only what has changed. */
class Row {
  readonly element = document.createElement("tr");
  price: Price;
  private readonly symbol = this.cell("symbol", "th");
  private readonly last = this.cell("number last");
  private readonly bid = this.cell("number wide quiet");
  private readonly ask = this.cell("number wide quiet");
  private readonly change = this.cell("number change");
  private readonly venue = this.cell("wide quiet venue");
  private readonly state = this.cell("state");
  private readonly age = this.cell("number age quiet");
  private readonly badge = document.createElement("span");
  private heardAt = performance.now();
  private shown: string | undefined;
  private flashing: ReturnType<typeof setTimeout> | undefined;

  constructor(price: Price) {
    this.price = price;
    this.element.dataset.symbol = price.symbol;
    this.symbol.setAttribute("scope", "row");
    const [base, quote] = price.symbol.split("-");
    const name = document.createElement("span");
    name.textContent = base ?? price.symbol;
    this.symbol.append(name);
    if (quote) {
      const currency = document.createElement("small");
      currency.textContent = `-${quote}`;
      this.symbol.append(currency);
    }
    this.state.append(this.badge);
  }

  private cell(classes: string, tag = "td"): HTMLElement {
    const cell = document.createElement(tag);
    cell.className = classes;
    this.element.append(cell);
    return cell;
  }

  hear(price: Price): void {
    this.price = price;
    this.heardAt = performance.now();
  }

  draw(): void {
    const price = this.price;
    const moved = this.shown === undefined ? 0 : Number(price.price) - Number(this.shown);
    if (price.price !== this.shown) {
      this.shown = price.price;
      write(this.last, grouped(price.price));
    }
    if (moved !== 0) {
      this.flash(moved > 0 ? "up" : "down");
    }
    write(this.bid, grouped(price.bid));
    write(this.ask, grouped(price.ask));
    const percentage = change(price);
    write(this.change, percent(percentage));
    this.change.dataset.direction = !percentage ? "none" : percentage > 0 ? "up" : "down";
    write(this.venue, price.venue);
    this.drawAge();
  }

  drawAge(): void {
    const age = this.price.freshness.ageMs + performance.now() - this.heardAt;
    write(this.age, ago(age));
    const state = this.price.freshness.state;
    if (this.badge.dataset.state !== state) {
      this.badge.dataset.state = state;
      this.badge.className = "badge";
      write(this.badge, state);
    }
  }

  private flash(direction: "up" | "down"): void {
    clearTimeout(this.flashing);
    delete this.last.dataset.flash;
    // Read, so that the browser begins the animation anew.
    void this.last.offsetWidth;
    this.last.dataset.flash = direction;
    this.flashing = setTimeout(() => delete this.last.dataset.flash, FLASH_MS);
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** The prices of all symbols. Draws at most once a frame, however many prices arrive. */
export class Table {
  private readonly rows = new Map<string, Row>();
  private readonly dirty = new Set<Row>();
  private drawing = false;
  private unsorted = false;
  private key: SortKey = "symbol";
  private ascending = true;

  constructor(
    private readonly body: HTMLElement,
    private readonly headings: HTMLButtonElement[],
  ) {
    headings.forEach((heading) => heading.addEventListener("click", () => this.sortBy(heading.dataset.sort as SortKey)));
    setInterval(() => this.rows.forEach((row) => row.drawAge()), 1_000);
    setInterval(() => this.key !== "symbol" && this.sort(), 3_000);
  }

  hear(price: Price): void {
    let row = this.rows.get(price.symbol);
    if (row === undefined) {
      row = new Row(price);
      this.rows.set(price.symbol, row);
      this.unsorted = true;
    } else {
      row.hear(price);
    }
    this.dirty.add(row);
    if (!this.drawing) {
      this.drawing = true;
      requestAnimationFrame(() => this.draw());
    }
  }

  prices(): Price[] {
    return [...this.rows.values()].map((row) => row.price);
  }

  private draw(): void {
    this.drawing = false;
    this.dirty.forEach((row) => row.draw());
    this.dirty.clear();
    if (this.unsorted) {
      this.sort();
    }
  }

  private sortBy(key: SortKey): void {
    this.ascending = key === this.key ? !this.ascending : key === "symbol";
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

  private sort(): void {
    this.unsorted = false;
    const value = (row: Row): number =>
      (this.key === "price" ? Number(row.price.price) : change(row.price)) || Number.NEGATIVE_INFINITY;
    const sorted = [...this.rows.values()].sort((a, b) => {
      const byName = a.price.symbol.localeCompare(b.price.symbol);
      const order = this.key === "symbol" ? byName : value(a) - value(b) || byName;
      return this.ascending ? order : -order;
    });
    sorted.forEach((row, place) => {
      const there = this.body.children[place];
      if (there !== row.element) {
        this.body.insertBefore(row.element, there ?? null);
      }
    });
  }
}
