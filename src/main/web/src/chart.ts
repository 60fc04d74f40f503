import {
  CandlestickSeries,
  ColorType,
  createChartEx,
  CrosshairMode,
  defaultHorzScaleBehavior,
  HistogramSeries,
  TickMarkType,
  type IChartApiBase,
  type ISeriesApi,
  type Time,
  type TimeChartOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { INTERVAL_MS, startOf, type Bar, type Interval } from "./bar";
import { grouped } from "./format";
import { colour } from "./theme";

export interface ChartListener {
  /** The reader has come near the first bar. */
  nearStart(): void;
  /** The bar under the pointer; undefined where there is none. */
  pointed(start: number | undefined): void;
}

/** Bars between the first one and the left edge below which older ones are asked for. */
const NEAR_BARS = 40;
/** Pixels from bar to bar at most. */
const MAX_SPACING = 28;

const TimeScale = defaultHorzScaleBehavior();

/** Days, months and years begin where the reader's do; the library knows only UTC. */
class LocalTimeScale extends TimeScale {
  /** Days of the exchange stay days of UTC. */
  utc = false;

  override fillWeightsForPoints(points: Parameters<InstanceType<typeof TimeScale>["fillWeightsForPoints"]>[0], start: number): void {
    if (this.utc) {
      super.fillWeightsForPoints(points, start);
      return;
    }
    const local = points.map((point) => {
      const time = point.originalTime as number;
      const shifted = time - new Date(time * 1000).getTimezoneOffset() * 60;
      return { ...point, time: this.convertHorzItemToInternal(shifted as UTCTimestamp) };
    });
    super.fillWeightsForPoints(local, start);
    local.forEach(({ timeWeight }, index) => {
      points[index]!.timeWeight = timeWeight;
    });
  }
}

/** Candles and volume of one symbol. Numbers become numbers here only, to be drawn. */
export class Chart {
  private readonly chart: IChartApiBase<Time>;
  private readonly timeScale = new LocalTimeScale();
  private readonly candles: ISeriesApi<"Candlestick", Time>;
  private readonly volumes: ISeriesApi<"Histogram", Time>;
  private interval: Interval = "1m";
  private up = "";
  private down = "";
  private count = 0;
  private last = 0;

  constructor(container: HTMLElement, listener: ChartListener) {
    const scale: Partial<TimeChartOptions["timeScale"]> = {
      borderVisible: false,
      rightOffset: 6,
      barSpacing: 8,
      maxBarSpacing: MAX_SPACING,
      timeVisible: true,
      tickMarkFormatter: (time: Time, type: TickMarkType) => this.tick(time as number, type),
    };
    this.chart = createChartEx<Time, LocalTimeScale>(container, this.timeScale, {
      autoSize: true,
      // The logo brings a style element, which the page's policy forbids; the page names TradingView by a link.
      layout: { attributionLogo: false, fontSize: 11 },
      crosshair: { mode: CrosshairMode.Normal },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.12, bottom: 0.24 } },
      timeScale: scale,
      localization: { timeFormatter: (time: Time) => this.moment(time as number) },
    });
    this.volumes = this.chart.addSeries(HistogramSeries, {
      priceScaleId: "",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.volumes.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.candles = this.chart.addSeries(CandlestickSeries, { borderVisible: false });
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && this.count > 0 && range.from < NEAR_BARS) {
        listener.nearStart();
      }
    });
    this.chart.subscribeCrosshairMove((move) =>
      listener.pointed(move.time === undefined ? undefined : (move.time as number) * 1000),
    );
    this.paint();
  }

  /** In the colours of the present theme. */
  paint(): void {
    this.up = colour("--up");
    this.down = colour("--down");
    const line = colour("--grid");
    this.chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: colour("--panel") },
        textColor: colour("--quiet"),
        fontFamily: getComputedStyle(document.body).fontFamily,
      },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      crosshair: {
        vertLine: { color: colour("--faint"), labelBackgroundColor: colour("--label") },
        horzLine: { color: colour("--faint"), labelBackgroundColor: colour("--label") },
      },
    });
    this.candles.applyOptions({ upColor: this.up, downColor: this.down, wickUpColor: this.up, wickDownColor: this.down });
  }

  /** How prices of this symbol are written. */
  digits(scale: number): void {
    this.candles.applyOptions({
      priceFormat: {
        type: "custom",
        minMove: 10 ** -scale,
        formatter: (price: number) => grouped(price.toFixed(scale)),
      },
    });
  }

  /** All bars anew; the reader goes on looking at the same ones unless told to show the newest. */
  set(bars: readonly Bar[], interval: Interval, newest: boolean): void {
    this.interval = interval;
    this.timeScale.utc = interval === "1d";
    this.count = bars.length;
    this.last = bars.length === 0 ? 0 : startOf(bars[bars.length - 1]!);
    this.chart.applyOptions({ timeScale: { secondsVisible: interval === "1s" } });
    this.candles.setData(bars.map((bar) => this.candle(bar)));
    this.volumes.setData(bars.map((bar) => this.volume(bar)));
    if (newest) {
      this.chart.priceScale("right").applyOptions({ autoScale: true });
      this.chart.timeScale().resetTimeScale();
    }
  }

  /** A bar that follows the last, or replaces one. */
  update(bar: Bar): void {
    const earlier = startOf(bar) < this.last;
    this.last = Math.max(this.last, startOf(bar));
    this.candles.update(this.candle(bar), earlier);
    this.volumes.update(this.volume(bar), earlier);
  }

  scroll(bars: number): void {
    const scale = this.chart.timeScale();
    scale.scrollToPosition(scale.scrollPosition() + bars, false);
  }

  zoom(factor: number): void {
    const spacing = this.chart.timeScale().options().barSpacing * factor;
    this.chart.applyOptions({ timeScale: { barSpacing: Math.min(MAX_SPACING, Math.max(1, spacing)) } });
  }

  newest(): void {
    this.chart.timeScale().scrollToRealTime();
  }

  private candle(bar: Bar) {
    return {
      time: seconds(bar),
      open: Number(bar.open),
      high: Number(bar.high),
      low: Number(bar.low),
      close: Number(bar.close),
    };
  }

  private volume(bar: Bar) {
    const rising = Number(bar.close) >= Number(bar.open);
    return { time: seconds(bar), value: Number(bar.volume), color: faded(rising ? this.up : this.down) };
  }

  private tick(time: number, type: TickMarkType): string {
    const shapes: Record<TickMarkType, Intl.DateTimeFormatOptions> = {
      [TickMarkType.Year]: { year: "numeric" },
      [TickMarkType.Month]: { month: "short" },
      [TickMarkType.DayOfMonth]: { day: "numeric" },
      [TickMarkType.Time]: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
      [TickMarkType.TimeWithSeconds]: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
    };
    // A day alone is told as the time it begins.
    const isDay = this.interval === "1d" && "hour" in shapes[type];
    return this.written(time, shapes[isDay ? TickMarkType.DayOfMonth : type]);
  }

  private moment(time: number): string {
    const day = this.written(time, { day: "numeric", month: "short", year: "numeric" });
    if (this.interval === "1d") {
      return day;
    }
    const second = INTERVAL_MS[this.interval] < 60_000 ? ({ second: "2-digit" } as const) : {};
    return `${day} ${this.written(time, { hour: "2-digit", minute: "2-digit", ...second, hourCycle: "h23" })}`;
  }

  private written(time: number, shape: Intl.DateTimeFormatOptions): string {
    return format(shape, this.interval === "1d").format(time * 1000);
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(shape: Intl.DateTimeFormatOptions, utc: boolean): Intl.DateTimeFormat {
  const key = JSON.stringify([shape, utc]);
  const made = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", utc ? { ...shape, timeZone: "UTC" } : shape);
  formats.set(key, made);
  return made;
}

function seconds(bar: Bar): UTCTimestamp {
  return (startOf(bar) / 1000) as UTCTimestamp;
}

/** The colour of a candle, thin enough to stand behind candles. */
function faded(rgb: string): string {
  return rgb.replace(/^rgb\(([^)]+)\)$/, "rgba($1, 0.32)");
}
