package io.penstock.market.fanout;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a publication says. Kept as objects, which never change, and spelt out only when somebody is
 * to hear it: what nobody subscribes to costs no encoding.
 */
interface Payload {

  /** In UTF-8; the same bytes each time. */
  byte[] json();

  /** About how much memory it takes until it is forgotten, its encoding included. Bytes. */
  int weight();

  record OfPrice(Price price) implements Payload {

    @Override
    public byte[] json() {
      return bytes(Payloads.ticker(price));
    }

    @Override
    public int weight() {
      return 800;
    }
  }

  record OfTrade(Trade trade) implements Payload {

    @Override
    public byte[] json() {
      return bytes(Payloads.trade(trade));
    }

    @Override
    public int weight() {
      return 500;
    }
  }

  record OfBar(Bar bar) implements Payload {

    @Override
    public byte[] json() {
      return bytes(Payloads.bar(bar));
    }

    @Override
    public int weight() {
      return 700;
    }
  }

  /**
   * A whole book or, when it is no snapshot, the levels that changed.
   *
   * @param bids best first, likewise the asks
   */
  record OfBook(
      Listing listing, boolean isSnapshot, long sequence, List<Level> bids, List<Level> asks)
      implements Payload {

    @Override
    public byte[] json() {
      return bytes(
          isSnapshot
              ? Payloads.bookSnapshot(listing, sequence, bids, asks)
              : Payloads.bookUpdate(listing, sequence, bids, asks));
    }

    @Override
    public int weight() {
      return 300 + 100 * (bids.size() + asks.size());
    }
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
