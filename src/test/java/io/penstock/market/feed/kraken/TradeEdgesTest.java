package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.TradeGap;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TradeEdgesTest {

  private static final Listing ABC = Listing.of("ABC-USD", "kraken");
  private static final Listing XYZ = Listing.of("XYZ-USD", "kraken");
  private static final Decimal ONE = Decimal.parse("1");

  private final TradeEdges edges = new TradeEdges();

  private static Trade trade(Listing listing, long id) {
    Instant time = Instant.ofEpochSecond(id);
    return new Trade(listing, id, ONE, ONE, Side.BUY, Times.of(time, time));
  }

  @Test
  void nothingIsKnownOfAHoleThatWasNotSeen() {
    edges.seen(trade(ABC, 7));
    edges.seen(trade(ABC, 8));

    assertThat(edges.before(new TradeGap(ABC, 8, 9))).isNull();
  }

  @Test
  void holesAreOfTheirListing() {
    edges.seen(trade(ABC, 7));
    edges.seen(trade(XYZ, 70));
    edges.seen(trade(ABC, 9));

    assertThat(edges.before(new TradeGap(ABC, 8, 8))).isEqualTo(Instant.ofEpochSecond(7));
    assertThat(edges.before(new TradeGap(XYZ, 8, 8))).isNull();
  }

  @Test
  void lateTradesMakeNoHole() {
    edges.seen(trade(ABC, 9));
    edges.seen(trade(ABC, 7));
    edges.seen(trade(ABC, 10));

    assertThat(edges.before(new TradeGap(ABC, 8, 9))).isNull();
  }

  @Test
  void restOfAHoleBeginsWhereItsFoundPartEnds() {
    edges.keep(trade(ABC, 20));

    assertThat(edges.before(new TradeGap(ABC, 21, 30))).isEqualTo(Instant.ofEpochSecond(20));
  }

  @Test
  void oldestIsForgottenWhenThereAreTooMany() {
    for (long id = 0; id <= TradeEdges.MOST; id++) {
      edges.keep(trade(ABC, id));
    }

    assertThat(edges.before(new TradeGap(ABC, 1, 1))).isNull();
    assertThat(edges.before(new TradeGap(ABC, 2, 2))).isEqualTo(Instant.ofEpochSecond(1));
  }
}
