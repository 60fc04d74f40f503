import { Bars, bucket, Folding, INTERVAL_MS, INTERVALS, isInterval, startOf, type Bar, type Interval } from "./bar";
import type { Chart } from "./chart";
import { element, mark, write } from "./dom";
import { LOSSLESS, type Feed } from "./feed";
import { compact, grouped } from "./format";
import { Drawing } from "./frames";
import { NoHistory, pageBefore, partsOf } from "./history";
import type { Quote } from "./price";

/** Bars asked for at first, and each time the reader goes further back. */
const PAGE: Record<Interval, number> = { "1s": 600, "1m": 600, "5m": 500, "15m": 500, "1h": 500, "1d": 365 };
const RETRY_MS = 10_000;
/** A chart is a large picture to draw anew. */
const CHART_PAUSE_MS = 250;
/** Bars that wait to be drawn one by one; where a page was not seen for long, all are drawn anew. */
const MOST_CHANGED = 100;
/** How often those who listen may be told of new bars. */
const TELL_MS = 5_000;

/** The chart of the chosen symbol: bars by REST, then live ones. */
export class Candles {
  private readonly drawing = new Drawing(() => this.draw(), CHART_PAUSE_MS);
  private readonly box = element("chart");
  private readonly legend = element("legend");
  private readonly sentence = element("chart-sentence");
  private readonly sentenceText = element("chart-sentence-text");
  private readonly again = element<HTMLButtonElement>("chart-again");
  private readonly summary = element("chart-summary");
  private readonly buttons = new Map<Interval, HTMLButtonElement>();
  private interval: Interval = kept();
  private quote: Quote | undefined;
  private chart: Chart | undefined;
  private bars = new Bars();
  private folding: Folding | undefined;
  private waiting: Bar[] = [];
  private loading: AbortController | undefined;
  private hasHistory = false;
  private lookingBack = false;
  private beginning = false;
  private stop = (): void => {};
  private retry: ReturnType<typeof setTimeout> | undefined;
  private pointed: number | undefined;
  private scale = -1;
  private anew = false;
  private newest = false;
  private readonly changed = new Map<number, Bar>();

  constructor(private readonly feed: Feed) {
    const group = element("intervals");
    for (const interval of INTERVALS) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = interval;
      button.addEventListener("click", () => this.choose(interval));
      group.append(button);
      this.buttons.set(interval, button);
    }
    this.again.addEventListener("click", () => this.load());
    this.box.addEventListener("keydown", (event) => this.key(event));
    setInterval(() => this.tell(), TELL_MS);
    this.showInterval();
  }

  /** Shows this symbol, or none. */
  show(quote: Quote | undefined): void {
    this.quote = quote;
    this.begin();
  }

  paint(): void {
    this.chart?.paint();
    this.anew = true;
    this.drawing.ask();
  }

  private choose(interval: Interval): void {
    if (interval === this.interval) {
      this.chart?.newest();
      return;
    }
    this.interval = interval;
    try {
      localStorage.setItem("interval", interval);
    } catch {
      // A browser that keeps nothing begins with minutes next time.
    }
    this.showInterval();
    this.begin();
  }

  private showInterval(): void {
    this.buttons.forEach((button, interval) =>
      button.setAttribute("aria-pressed", String(interval === this.interval)),
    );
  }

  private begin(): void {
    this.stop();
    this.stop = () => {};
    this.bars = new Bars();
    this.changed.clear();
    this.pointed = undefined;
    this.anew = true;
    this.newest = true;
    this.hasHistory = false;
    this.load();
    this.drawing.ask();
    if (this.quote !== undefined) {
      const finest = this.interval === "1s" ? "bars-1s" : "bars-1m";
      let first = true;
      this.stop = this.feed.listen<Bar>(`${finest}:${this.quote.price.symbol}`, LOSSLESS, {
        state: (bar) => {
          // What was traded while the line was away is in the history.
          if (!first) {
            this.load();
          }
          first = false;
          if (bar !== null) {
            this.hear(bar);
          }
        },
        message: (bar) => this.hear(bar),
        refused: () => {},
      });
    }
  }

  /** Loads the newest page; live bars wait meanwhile where they are parts of coarser ones. */
  private load(): void {
    this.loading?.abort();
    clearTimeout(this.retry);
    this.lookingBack = false;
    this.beginning = false;
    this.folding = this.isCoarse() ? new Folding(this.interval) : undefined;
    this.waiting = [];
    this.loading = undefined;
    if (this.quote === undefined) {
      this.say("none");
      return;
    }
    const loading = new AbortController();
    this.loading = loading;
    if (this.bars.all.length === 0) {
      this.say("loading");
    }
    const { symbol } = this.quote.price;
    const interval = this.interval;
    this.loadNewest(symbol, interval, loading.signal).then(
      (bars) => loading.signal.aborted || this.loaded(bars),
      (error: unknown) => loading.signal.aborted || this.failed(error),
    );
  }

  private async loadNewest(symbol: string, interval: Interval, signal: AbortSignal): Promise<Bar[]> {
    if (this.chart === undefined) {
      await this.open();
    }
    const now = venueNow(this.quote);
    const end = bucket(now, interval) + INTERVAL_MS[interval];
    const [bars, parts] = await Promise.all([
      pageBefore(symbol, interval, end, PAGE[interval], signal),
      this.isCoarse() ? partsOf(symbol, interval, now, signal) : undefined,
    ]);
    if (parts !== undefined && !signal.aborted) {
      this.folding?.begin(bucket(now, interval), parts);
    }
    return bars;
  }

  private async open(): Promise<void> {
    const { Chart } = await import("./chart");
    if (this.chart === undefined) {
      this.chart = new Chart(this.box, {
        nearStart: () => this.lookBack(),
        pointed: (start) => {
          this.pointed = start;
          this.drawLegend();
        },
      });
    }
  }

  private loaded(bars: Bar[]): void {
    this.loading = undefined;
    this.hasHistory = true;
    this.bars.hearAll(bars);
    this.beginning = bars.length === 0;
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((bar) => this.hear(bar));
    this.anew = true;
    this.say(this.bars.all.length === 0 ? "empty" : "none");
    this.drawing.ask();
  }

  private failed(error: unknown): void {
    this.loading = undefined;
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((bar) => this.hear(bar));
    const passes = !(error instanceof NoHistory) || error.passes;
    const message = error instanceof NoHistory ? error.message : "The chart could not be loaded.";
    this.say("failed", `${message} New bars are drawn as they come.`, passes);
    if (passes) {
      this.retry = setTimeout(() => this.load(), RETRY_MS);
    }
  }

  private lookBack(): void {
    const first = this.bars.first;
    if (!this.hasHistory || this.loading || this.lookingBack || this.beginning || !first || !this.quote) {
      return;
    }
    if (this.bars.isFull) {
      return;
    }
    this.lookingBack = true;
    const bars = this.bars;
    const { symbol } = this.quote.price;
    pageBefore(symbol, this.interval, startOf(first), PAGE[this.interval], new AbortController().signal).then(
      (older) => {
        if (bars === this.bars) {
          this.lookingBack = false;
          this.beginning = older.length === 0;
          bars.hearAll(older);
          this.anew = true;
          this.drawing.ask();
        }
      },
      () => {
        // Asked again when the reader scrolls on.
        if (bars === this.bars) {
          setTimeout(() => (this.lookingBack = false), RETRY_MS);
        }
      },
    );
  }

  private isCoarse(): boolean {
    return this.interval !== "1s" && this.interval !== "1m";
  }

  private hear(heard: Bar): void {
    if (this.loading !== undefined && this.folding !== undefined) {
      this.waiting.push(heard);
      return;
    }
    const bar = this.folding === undefined ? heard : this.folding.hear(heard);
    if (bar === undefined) {
      return;
    }
    const place = this.folding === undefined ? this.bars.hear(bar) : this.bars.hearFolded(bar);
    if (place === "nowhere") {
      return;
    }
    if (place === "between" || this.changed.size >= MOST_CHANGED) {
      this.anew = true;
      this.changed.clear();
    } else if (!this.anew) {
      this.changed.set(startOf(bar), bar);
    }
    if (this.hasHistory && !this.sentence.hidden) {
      this.say("none");
    }
    this.drawing.ask();
  }

  private draw(): void {
    if (this.chart === undefined) {
      return;
    }
    const scale = this.quote?.scale ?? 2;
    if (scale !== this.scale) {
      this.scale = scale;
      this.chart.digits(scale);
    }
    if (this.anew) {
      this.chart.set(this.bars.all, this.interval, this.newest);
      this.newest = this.newest && this.bars.all.length === 0;
      this.anew = false;
      this.tell();
    } else {
      [...this.changed.values()].sort((a, b) => startOf(a) - startOf(b)).forEach((bar) => this.chart?.update(bar));
    }
    this.changed.clear();
    mark(this.box, "bars", String(this.bars.all.length));
    this.drawLegend();
  }

  private drawLegend(): void {
    const bar = this.pointed === undefined ? this.bars.last : this.bars.at(this.pointed);
    this.legend.hidden = bar === undefined;
    if (bar === undefined) {
      return;
    }
    const values = [bar.open, bar.high, bar.low, bar.close].map((decimal) => grouped(decimal, this.scale));
    const places = this.legend.querySelectorAll<HTMLElement>("b");
    [...values, compact(bar.volume)].forEach((text, place) => {
      const target = places[place];
      if (target !== undefined) {
        write(target, text);
      }
    });
    mark(this.legend, "direction", Number(bar.close) >= Number(bar.open) ? "up" : "down");
  }

  /** What the chart shows, for those who do not see it. */
  private tell(): void {
    const { first, last } = this.bars;
    if (this.quote === undefined || first === undefined || last === undefined) {
      write(this.summary, "");
      return;
    }
    const time = (bar: Bar): string => new Date(bar.start).toLocaleString();
    write(
      this.summary,
      `${this.bars.all.length} bars of ${this.interval} of ${this.quote.price.symbol}, from ${time(first)} to ` +
        `${time(last)}. The last one: open ${last.open}, high ${last.high}, low ${last.low}, close ${last.close}.`,
    );
  }

  private say(state: "none" | "loading" | "empty" | "failed", text = "", passes = false): void {
    const texts = { none: "", loading: "Loading history…", empty: "No trades yet. Bars are drawn as they come.", failed: text };
    this.sentence.hidden = state === "none";
    mark(this.sentence, "state", state);
    write(this.sentenceText, texts[state]);
    this.again.hidden = !passes;
  }

  private key(event: KeyboardEvent): void {
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.chart?.scroll(-10),
      ArrowRight: () => this.chart?.scroll(10),
      "+": () => this.chart?.zoom(1.25),
      "-": () => this.chart?.zoom(0.8),
      End: () => this.chart?.newest(),
    };
    const action = actions[event.key];
    if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action();
    }
  }
}

/** The venue's clock, as far as the last price tells it: bars begin by that one, and ours may be wrong by days. */
function venueNow(quote: Quote | undefined): number {
  return quote === undefined ? Date.now() : Date.parse(quote.price.time) + quote.ageMs();
}

function kept(): Interval {
  let interval: string | null = null;
  try {
    interval = localStorage.getItem("interval");
  } catch {
    // Minutes then.
  }
  return isInterval(interval) ? interval : "1m";
}
