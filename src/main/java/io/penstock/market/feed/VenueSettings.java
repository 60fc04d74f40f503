package io.penstock.market.feed;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** The rules that the settings of all venues have in common. */
public final class VenueSettings {

  /** Instead of symbols: all that the venue lists. */
  private static final String EVERY = "*";

  private final String prefix;

  public VenueSettings(Venue venue) {
    prefix = "penstock.feeds." + venue + ".";
  }

  /**
   * @param rule "must be at least 1"
   * @throws IllegalArgumentException naming setting and rule, unless it holds
   */
  public void require(boolean holds, String setting, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(prefix + setting + " " + rule);
    }
  }

  public void requireSymbols(List<String> symbols, int symbolsPerRequest) {
    require(!symbols.isEmpty(), "symbols", "must name a symbol, or be *");
    require(
        !symbols.contains(EVERY) || symbols.size() == 1,
        "symbols",
        "must be * or symbols, not both");
    require(symbolsPerRequest > 0, "symbols-per-request", "must be at least 1");
  }

  /**
   * @param largest frame that the venue's parser takes, in bytes; whole megabytes
   */
  public void requireLine(Duration connectTimeout, DataSize maxFrame, int largest) {
    require(connectTimeout.isPositive(), "connect-timeout", "must be above zero");
    require(
        maxFrame.toBytes() > 0 && maxFrame.toBytes() <= largest,
        "max-frame",
        "must be 1B to " + DataSize.ofBytes(largest).toMegabytes() + "MB");
  }

  /** Empty where all that the venue lists is to be read. */
  public static List<Symbol> chosen(List<String> symbols) {
    return symbols.contains(EVERY) ? List.of() : symbols.stream().map(Symbol::new).toList();
  }
}
