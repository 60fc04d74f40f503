package io.penstock.market.tick;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.penstock.market.tick.wire.BarV1;
import io.penstock.market.tick.wire.DecimalV1;
import io.penstock.market.tick.wire.MarketEventV1;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Market events and bars as they travel in topics: Protobuf, by {@code
 * streams/schemas/market-event.v1.proto} and {@code bar.v1.proto}. What is decoded equals what was
 * encoded, the spelling of each decimal included.
 */
public final class TickCodec {

  private TickCodec() {}

  /**
   * @throws IllegalArgumentException when a time lies outside the years 1678 to 2261
   */
  public static byte[] encode(MarketEvent event) {
    Times times = event.times();
    MarketEventV1.MarketEvent.Builder wire =
        MarketEventV1.MarketEvent.newBuilder()
            .setSymbol(event.listing().symbol().value())
            .setVenue(event.listing().venue().value())
            .setTimeNs(Times.toEpochNanos(times.time()))
            .setReceivedNs(Times.toEpochNanos(times.received()));
    if (times.published() != null) {
      wire.setPublishedNs(Times.toEpochNanos(times.published()));
    }
    switch (event) {
      case Trade trade -> wire.setTrade(wire(trade));
      case Quote quote -> wire.setQuote(wire(quote));
      case BookChange change -> wire.setBookChange(wire(change));
      case FeedState state -> wire.setFeedState(wire(state));
    }
    return wire.build().toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are no market event of this version
   */
  public static MarketEvent decode(byte[] bytes) {
    MarketEventV1.MarketEvent wire;
    try {
      wire = MarketEventV1.MarketEvent.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no market event: " + e.getMessage(), e);
    }
    Listing listing = Listing.of(wire.getSymbol(), wire.getVenue());
    Times times =
        new Times(
            Times.ofEpochNanos(wire.getTimeNs()),
            Times.ofEpochNanos(wire.getReceivedNs()),
            wire.hasPublishedNs() ? Times.ofEpochNanos(wire.getPublishedNs()) : null);
    return switch (wire.getEventCase()) {
      case TRADE -> trade(listing, wire.getTrade(), times);
      case QUOTE -> quote(listing, wire.getQuote(), times);
      case BOOK_CHANGE -> bookChange(listing, wire.getBookChange(), times);
      case FEED_STATE -> feedState(listing, wire.getFeedState(), times);
      case EVENT_NOT_SET ->
          throw new IllegalArgumentException("market event of a kind unknown here");
    };
  }

  /**
   * @throws IllegalArgumentException when the bar's start lies outside the years 1678 to 2261
   */
  public static byte[] encodeBar(Bar bar) {
    return BarV1.Bar.newBuilder()
        .setSymbol(bar.listing().symbol().value())
        .setVenue(bar.listing().venue().value())
        .setInterval(bar.interval().code())
        .setStartNs(Times.toEpochNanos(bar.start()))
        .setOpen(wire(bar.open()))
        .setHigh(wire(bar.high()))
        .setLow(wire(bar.low()))
        .setClose(wire(bar.close()))
        .setVolume(wire(bar.volume()))
        .setNotional(wire(bar.notional()))
        .setTrades(bar.trades())
        .setFirstTradeId(bar.firstTradeId())
        .setLastTradeId(bar.lastTradeId())
        .setRevision(bar.revision())
        .setClosed(bar.closed())
        .build()
        .toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are no bar of this version
   */
  public static Bar decodeBar(byte[] bytes) {
    BarV1.Bar wire;
    try {
      wire = BarV1.Bar.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no bar: " + e.getMessage(), e);
    }
    if (!wire.hasOpen()
        || !wire.hasHigh()
        || !wire.hasLow()
        || !wire.hasClose()
        || wire.getTrades() < 1) {
      throw new IllegalArgumentException("bar without prices or trades");
    }
    BarInterval interval = BarInterval.ofCode(wire.getInterval());
    if (!interval.isStored()) {
      throw new IllegalArgumentException("bar of an interval that is not published");
    }
    return new Bar(
        Listing.of(wire.getSymbol(), wire.getVenue()),
        interval,
        Times.ofEpochNanos(wire.getStartNs()),
        decimal(wire.getOpen()),
        decimal(wire.getHigh()),
        decimal(wire.getLow()),
        decimal(wire.getClose()),
        wideDecimal(wire.getVolume()),
        wideDecimal(wire.getNotional()),
        wire.getTrades(),
        wire.getFirstTradeId(),
        wire.getLastTradeId(),
        wire.getRevision(),
        wire.getClosed());
  }

  private static MarketEventV1.Trade wire(Trade trade) {
    return MarketEventV1.Trade.newBuilder()
        .setTradeId(trade.tradeId())
        .setPrice(wire(trade.price()))
        .setQuantity(wire(trade.quantity()))
        .setTakerSide(
            switch (trade.takerSide()) {
              case BUY -> MarketEventV1.Side.SIDE_BUY;
              case SELL -> MarketEventV1.Side.SIDE_SELL;
            })
        .setLate(trade.isLate())
        .build();
  }

  private static Trade trade(Listing listing, MarketEventV1.Trade wire, Times times) {
    Side takerSide =
        switch (wire.getTakerSide()) {
          case SIDE_BUY -> Side.BUY;
          case SIDE_SELL -> Side.SELL;
          case SIDE_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("trade without a taker's side");
        };
    return new Trade(
        listing,
        wire.getTradeId(),
        decimal(wire.getPrice()),
        decimal(wire.getQuantity()),
        takerSide,
        times,
        wire.getLate());
  }

  private static MarketEventV1.Quote wire(Quote quote) {
    MarketEventV1.Quote.Builder wire =
        MarketEventV1.Quote.newBuilder()
            .setSequence(quote.sequence())
            .setBid(wire(quote.bid()))
            .setAsk(wire(quote.ask()));
    if (quote.bidQuantity() != null) {
      wire.setBidQuantity(wire(quote.bidQuantity()));
    }
    if (quote.askQuantity() != null) {
      wire.setAskQuantity(wire(quote.askQuantity()));
    }
    if (quote.last() != null) {
      wire.setLast(wire(quote.last()));
    }
    if (quote.open24h() != null) {
      wire.setOpen24H(wire(quote.open24h()));
    }
    if (quote.volume24h() != null) {
      wire.setVolume24H(wire(quote.volume24h()));
    }
    return wire.build();
  }

  private static Quote quote(Listing listing, MarketEventV1.Quote wire, Times times) {
    return new Quote(
        listing,
        wire.getSequence(),
        decimal(wire.getBid()),
        ifPresent(wire.hasBidQuantity(), wire.getBidQuantity()),
        decimal(wire.getAsk()),
        ifPresent(wire.hasAskQuantity(), wire.getAskQuantity()),
        ifPresent(wire.hasLast(), wire.getLast()),
        ifPresent(wire.hasOpen24H(), wire.getOpen24H()),
        ifPresent(wire.hasVolume24H(), wire.getVolume24H()),
        times);
  }

  private static MarketEventV1.BookChange wire(BookChange change) {
    return MarketEventV1.BookChange.newBuilder()
        .setKind(
            switch (change.kind()) {
              case SNAPSHOT -> MarketEventV1.BookChange.Kind.KIND_SNAPSHOT;
              case UPDATE -> MarketEventV1.BookChange.Kind.KIND_UPDATE;
            })
        .setSequence(change.sequence())
        .setBids(wire(change.bids()))
        .setAsks(wire(change.asks()))
        .build();
  }

  private static BookChange bookChange(
      Listing listing, MarketEventV1.BookChange wire, Times times) {
    BookChange.Kind kind =
        switch (wire.getKind()) {
          case KIND_SNAPSHOT -> BookChange.Kind.SNAPSHOT;
          case KIND_UPDATE -> BookChange.Kind.UPDATE;
          case KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("book change without a kind");
        };
    return new BookChange(
        listing, kind, wire.getSequence(), levels(wire.getBids()), levels(wire.getAsks()), times);
  }

  private static MarketEventV1.Levels wire(List<Level> levels) {
    if (levels.isEmpty()) {
      return MarketEventV1.Levels.getDefaultInstance();
    }
    MarketEventV1.Levels.Builder wire = MarketEventV1.Levels.newBuilder();
    int priceScale = levels.getFirst().price().scale();
    int quantityScale = levels.getFirst().quantity().scale();
    boolean onePriceScale = true;
    boolean oneQuantityScale = true;
    for (Level level : levels) {
      wire.addPriceUnits(level.price().unscaled());
      wire.addQuantityUnits(level.quantity().unscaled());
      onePriceScale &= level.price().scale() == priceScale;
      oneQuantityScale &= level.quantity().scale() == quantityScale;
    }
    for (Level level : onePriceScale ? levels.subList(0, 1) : levels) {
      wire.addPriceScales(level.price().scale());
    }
    for (Level level : oneQuantityScale ? levels.subList(0, 1) : levels) {
      wire.addQuantityScales(level.quantity().scale());
    }
    return wire.build();
  }

  private static List<Level> levels(MarketEventV1.Levels wire) {
    int count = wire.getPriceUnitsCount();
    if (wire.getQuantityUnitsCount() != count
        || !isColumnOfScales(wire.getPriceScalesCount(), count)
        || !isColumnOfScales(wire.getQuantityScalesCount(), count)) {
      throw new IllegalArgumentException("levels with columns of different lengths");
    }
    boolean onePriceScale = wire.getPriceScalesCount() == 1;
    boolean oneQuantityScale = wire.getQuantityScalesCount() == 1;
    List<Level> levels = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      levels.add(
          new Level(
              Decimal.of(wire.getPriceUnits(i), wire.getPriceScales(onePriceScale ? 0 : i)),
              Decimal.of(
                  wire.getQuantityUnits(i), wire.getQuantityScales(oneQuantityScale ? 0 : i))));
    }
    return levels;
  }

  private static boolean isColumnOfScales(int length, int levels) {
    return length == levels || (length == 1 && levels > 0);
  }

  private static MarketEventV1.FeedState wire(FeedState state) {
    return MarketEventV1.FeedState.newBuilder()
        .setStatus(
            switch (state.status()) {
              case LIVE -> MarketEventV1.FeedState.Status.STATUS_LIVE;
              case STALE -> MarketEventV1.FeedState.Status.STATUS_STALE;
              case ENDED -> MarketEventV1.FeedState.Status.STATUS_ENDED;
            })
        .setReason(state.reason())
        .build();
  }

  private static FeedState feedState(Listing listing, MarketEventV1.FeedState wire, Times times) {
    FeedState.Status status =
        switch (wire.getStatus()) {
          case STATUS_LIVE -> FeedState.Status.LIVE;
          case STATUS_STALE -> FeedState.Status.STALE;
          case STATUS_ENDED -> FeedState.Status.ENDED;
          case STATUS_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("feed state without a status");
        };
    return new FeedState(listing, status, wire.getReason(), times);
  }

  private static DecimalV1.Decimal wire(Decimal decimal) {
    return DecimalV1.Decimal.newBuilder()
        .setUnits(decimal.unscaled())
        .setScale(decimal.scale())
        .build();
  }

  private static Decimal decimal(DecimalV1.Decimal wire) {
    return Decimal.of(wire.getUnits(), wire.getScale());
  }

  private static @Nullable Decimal ifPresent(boolean present, DecimalV1.Decimal wire) {
    return present ? decimal(wire) : null;
  }

  private static DecimalV1.WideDecimal wire(BigDecimal number) {
    BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
    return DecimalV1.WideDecimal.newBuilder()
        .setUnits(ByteString.copyFrom(plain.unscaledValue().toByteArray()))
        .setScale(plain.scale())
        .build();
  }

  private static BigDecimal wideDecimal(DecimalV1.WideDecimal wire) {
    if (wire.getUnits().isEmpty()
        || wire.getScale() < 0
        || wire.getScale() > 2 * Decimal.MAX_SCALE) {
      throw new IllegalArgumentException("sum without units, or of an impossible scale");
    }
    return new BigDecimal(new BigInteger(wire.getUnits().toByteArray()), wire.getScale());
  }
}
