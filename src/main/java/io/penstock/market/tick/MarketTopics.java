package io.penstock.market.tick;

/**
 * The market's topics, as {@code streams/market.yaml} declares them. Keyed by symbol, unless said
 * otherwise.
 */
public final class MarketTopics {

  /** What the feeds read, not yet arbitrated: {@link MarketEvent}s. */
  public static final String FEED = "market.feed.v1";

  /** The price pipeline's truth: each {@link MarketEvent} once, in order. */
  public static final String TICKS = "market.ticks.v1";

  /** {@link Bar}s, each time one changes. */
  public static final String BARS = "market.bars.v1";

  /** All that a venue lists, by venue; the last list of each stays. */
  public static final String INSTRUMENTS = "market.instruments.v1";

  /** What could not be parsed or worked, as it came, with its cause in headers. */
  public static final String DEAD_LETTERS = "market.dead-letters.v1";

  /** Header of records of feed and ticks: the line that brought it, {@code coinbase#ingest-0}. */
  public static final String LINE = "line";

  private MarketTopics() {}
}
