package io.penstock.market.fanout;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Events as venues send them. */
final class Samples {

  static final Listing BTC = Listing.of("BTC-USD", "coinbase");
  static final Listing ETH = Listing.of("ETH-USD", "coinbase");

  static final Instant NOW = FakeStreams.WRITTEN.plusSeconds(1);

  static final Times TIMES = new Times(NOW.minusMillis(30), NOW.minusMillis(10), NOW);

  private Samples() {}

  static Trade trade(Listing listing, long id, String price) {
    return new Trade(listing, id, Decimal.parse(price), Decimal.parse("0.50"), Side.BUY, TIMES);
  }

  static Quote quote(Listing listing, long sequence, String bid, String ask) {
    return new Quote(
        listing,
        sequence,
        Decimal.parse(bid),
        Decimal.parse("1"),
        Decimal.parse(ask),
        Decimal.parse("2"),
        null,
        Decimal.parse("60000"),
        Decimal.parse("1234.5"),
        TIMES);
  }

  static BookChange snapshot(Listing listing, long sequence, List<Level> bids, List<Level> asks) {
    return new BookChange(listing, BookChange.Kind.SNAPSHOT, sequence, bids, asks, TIMES);
  }

  static BookChange update(Listing listing, long sequence, List<Level> bids, List<Level> asks) {
    return new BookChange(listing, BookChange.Kind.UPDATE, sequence, bids, asks, TIMES);
  }

  static FeedState state(Listing listing, FeedState.Status status) {
    return new FeedState(
        listing, status, status == FeedState.Status.LIVE ? "" : "no frame for 5 s", TIMES);
  }

  static Bar bar(Listing listing, BarInterval interval, Instant start, String close, int revision) {
    return new Bar(
        listing,
        interval,
        start,
        Decimal.parse("100.00"),
        Decimal.parse("110.00"),
        Decimal.parse("90.00"),
        Decimal.parse(close),
        new BigDecimal("2.0"),
        new BigDecimal("202.000"),
        2,
        7,
        8,
        revision,
        false);
  }
}
