package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.TradeGap;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TradeTimesTest {

  private static final Listing ABC = Listing.of("ABC-USD", "kraken");
  private static final Listing XYZ = Listing.of("XYZ-USD", "kraken");
  private static final Decimal ONE = Decimal.parse("1");

  private final TradeTimes times = new TradeTimes();

  private static Trade trade(Listing listing, long id) {
    Instant time = Instant.ofEpochSecond(id);
    return new Trade(listing, id, ONE, ONE, Side.BUY, Times.of(time, time));
  }

  private void seen(long first, long last) {
    for (long id = first; id <= last; id++) {
      times.seen(trade(ABC, id));
    }
  }

  /** Of the trade from which on a hole's history is asked for. */
  private @Nullable Long before(Listing listing, long firstId) {
    Instant time = times.before(new TradeGap(listing, firstId, firstId + 10));
    return time == null ? null : time.getEpochSecond();
  }

  @Test
  void nothingIsKnownBeforeTheFirstTrade() {
    seen(7, 8);

    assertThat(before(ABC, 7)).isNull();
    assertThat(before(XYZ, 8)).isNull();
  }

  @Test
  void tradeBeforeEachHoleIsKept() {
    seen(7, 20);
    times.seen(trade(XYZ, 70));
    seen(25, 30);

    assertThat(before(ABC, 21)).isEqualTo(20);
    assertThat(before(ABC, 20)).isEqualTo(7);
  }

  @Test
  void oneInManyIsKeptForHolesThatWereNotSeen() {
    seen(1, 2_000);

    assertThat(before(ABC, 501)).isEqualTo(1);
    assertThat(before(ABC, 502)).isEqualTo(501);
    assertThat(before(ABC, 1_700)).isEqualTo(1_501);
  }

  @Test
  void holeTooFarBehindIsNotReached() {
    seen(1, 1);

    assertThat(before(ABC, 1 + TradeTimes.EVERY)).isEqualTo(1);
    assertThat(before(ABC, 2 + TradeTimes.EVERY)).isNull();
  }

  @Test
  void lateTradesMakeNoHole() {
    seen(7, 9);
    times.seen(trade(ABC, 8));
    seen(10, 10);

    assertThat(before(ABC, 10)).isEqualTo(7);
  }

  @Test
  void restOfAHoleBeginsWhereItsFoundPartEnds() {
    seen(1, 1);
    times.keep(trade(ABC, 900));

    assertThat(before(ABC, 901)).isEqualTo(900);
  }

  @Test
  void oldestIsForgottenWhenThereAreTooMany() {
    for (long n = 0; n <= TradeTimes.MOST; n++) {
      times.keep(trade(ABC, 1 + n * 1_000));
    }

    assertThat(before(ABC, 2)).isNull();
    assertThat(before(ABC, 1_002)).isEqualTo(1_001);
  }
}
