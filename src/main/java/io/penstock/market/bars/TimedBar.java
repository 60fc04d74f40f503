package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Trade;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bar, and when its time is over by our clock even if the venue says nothing more: when its last
 * trade came, plus what was left of the bar then, plus 5 s.
 */
record TimedBar(Bar bar, Instant closesAt) {

  /** How long after its end a bar waits for late trades, by our clock. */
  static final Duration OUR_GRACE = Duration.ofSeconds(5);

  /** How long after its end a bar waits for late trades, by the venue's clock. */
  static final Duration VENUE_GRACE = Duration.ofSeconds(2);

  /** The bar with a trade more, or of this first trade; a closed one is revised. */
  static TimedBar with(@Nullable TimedBar before, BarInterval interval, Trade trade) {
    if (before == null) {
      Bar first = BarFold.of(interval, trade);
      return new TimedBar(first, closesAt(first, trade.times().time(), trade.times().received()));
    }
    Bar bar = BarFold.with(before.bar, trade);
    Instant closesAt =
        bar.lastTradeId() == trade.tradeId()
            ? closesAt(bar, trade.times().time(), trade.times().received())
            : before.closesAt;
    return new TimedBar(bar.closed() ? copy(bar, bar.revision() + 1, true) : bar, closesAt);
  }

  /** By the time of the bar's last trade, and when it came. */
  static Instant closesAt(Bar bar, Instant time, Instant received) {
    return received.plus(Duration.between(time, bar.end())).plus(OUR_GRACE);
  }

  TimedBar close() {
    return new TimedBar(copy(bar, bar.revision(), true), closesAt);
  }

  /** Other values for the same bar, which stays as closed and as often revised as it is. */
  TimedBar recomputed(TimedBar values) {
    return new TimedBar(copy(values.bar, bar.revision(), bar.closed()), values.closesAt);
  }

  private static Bar copy(Bar bar, int revision, boolean closed) {
    return new Bar(
        bar.listing(),
        bar.interval(),
        bar.start(),
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        bar.notional(),
        bar.trades(),
        bar.firstTradeId(),
        bar.lastTradeId(),
        revision,
        closed);
  }
}
