package io.penstock.market.feed.contract;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.FrameTape;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.contract.LoopbackVenue.Answer;
import io.penstock.market.feed.contract.LoopbackVenue.Connection;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Side;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.values.Decimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Scheduler;

/**
 * A venue as the contract sees it: a small market of its own, and the vendor's words for what
 * happens in it. Each venue has one script; the contract knows no vendor's word. What is said
 * changes the market, whether or not it is sent: a trade that is not sent is a missing one.
 */
public abstract class VenueScript {

  /** Of the last trade before anything else happens. */
  public static final long FIRST_TRADE = 100;

  private static final Instant BEFORE = Instant.parse("2026-01-05T09:59:00Z");

  private final Map<String, Market> markets = new ConcurrentHashMap<>();
  private final Set<String> unlisted = ConcurrentHashMap.newKeySet();

  /** A trade that happened, with the digits it was written with. */
  public record Deal(long id, String price, String quantity, Side takerSide, Instant time) {}

  /**
   * What a vendor lets one address do.
   *
   * @param connects at most, in any {@code per}
   * @param requests at most, in any second
   */
  public record Limits(int connects, Duration per, int requests) {}

  /**
   * What an adapter is made of.
   *
   * @param scheduler of its pauses
   */
  public record Tools(LoopbackVenue venue, Clock clock, Scheduler scheduler, Guard guard) {

    /** Where the venue is, and these, as settings. */
    public Map<String, String> with(List<String> symbols, Map<String, String> settings) {
      Map<String, String> all = new TreeMap<>(settings);
      all.put("websocket-url", venue.websocketUrl().toString());
      all.put("rest-url", venue.restUrl().toString());
      all.put("symbols", String.join(",", symbols));
      return all;
    }

    public VenueClient client(VenueClient.Endpoints endpoints) {
      return new VenueClient(endpoints, WebClient.builder(), guard, FrameTape.OFF);
    }
  }

  /** One pair. */
  protected static final class Market {

    private final NavigableMap<Decimal, Level> bids = new TreeMap<>(Collections.reverseOrder());
    private final NavigableMap<Decimal, Level> asks = new TreeMap<>();
    private final List<Deal> deals = new ArrayList<>();

    private Market() {
      put(Side.BUY, Level.of("100.00", "1.00000000"));
      put(Side.BUY, Level.of("99.50", "2.00000000"));
      put(Side.SELL, Level.of("101.00", "1.50000000"));
      deals.add(new Deal(FIRST_TRADE, "100.50", "0.10000000", Side.BUY, BEFORE));
    }

    private synchronized void put(Side side, Level level) {
      Map<Decimal, Level> levels = side == Side.BUY ? bids : asks;
      if (level.quantity().isZero()) {
        levels.remove(level.price());
      } else {
        levels.put(level.price(), level);
      }
    }

    /** The highest first. */
    public synchronized List<Level> bids() {
      return List.copyOf(bids.values());
    }

    /** The lowest first. */
    public synchronized List<Level> asks() {
      return List.copyOf(asks.values());
    }

    /** The oldest first, without those that ids say happened later than others before them. */
    public synchronized List<Deal> deals() {
      return List.copyOf(deals);
    }

    private synchronized void add(Deal deal) {
      deals.add(deal);
    }
  }

  /** One of two pairs that the venue lists. */
  public String symbol() {
    return "BTC-USD";
  }

  /** The other one. */
  public String other() {
    return "ETH-USD";
  }

  /** So many other pairs that it lists. */
  public List<String> many(int count) {
    return IntStream.range(0, count).mapToObj("C%d-USD"::formatted).toList();
  }

  /** As the vendor spells it in requests. */
  public abstract String spelt(String symbol);

  /** The market of a pair, for the vendor's words. */
  protected final Market market(String symbol) {
    return markets.computeIfAbsent(symbol, name -> new Market());
  }

  /** The venue does not have this pair. */
  final void unlist(String symbol) {
    unlisted.add(symbol);
  }

  protected final boolean isListed(String symbol) {
    return !unlisted.contains(symbol);
  }

  /** Of every pair, before anything happens. */
  static List<Level> firstBids() {
    return new Market().bids();
  }

  static List<Level> firstAsks() {
    return new Market().asks();
  }

  final List<Level> bids(String symbol) {
    return market(symbol).bids();
  }

  final List<Level> asks(String symbol) {
    return market(symbol).asks();
  }

  /** Two orders meet; the next trade of the pair. */
  final String trade(String symbol, String price, String quantity, Instant time) {
    Market market = market(symbol);
    Deal deal = new Deal(market.deals().getLast().id() + 1, price, quantity, Side.BUY, time);
    market.add(deal);
    return words(symbol, deal);
  }

  /** The last one again. */
  final String lastTrade(String symbol) {
    return words(symbol, market(symbol).deals().getLast());
  }

  /** A level gets this quantity. */
  final String update(String symbol, Side side, String price, String quantity, Instant time) {
    Level level = Level.of(price, quantity);
    market(symbol).put(side, level);
    return words(symbol, side, level, time);
  }

  /** A change that the reader cannot take as the next one of its book. */
  final String brokenUpdate(String symbol, Instant time) {
    Level level = Level.of("98.00", "9.00000000");
    market(symbol).put(Side.BUY, level);
    return brokenWords(symbol, Side.BUY, level, time);
  }

  /** The venue does what it does by itself. */
  final LoopbackVenue opens(LoopbackVenue venue) {
    return venue.whenOpened(this::opened).whenAsked(this::asked).whenFetched(this::fetched);
  }

  /**
   * The real adapter, at this venue, with the vendor's real limits and watches.
   *
   * @param settings of {@code penstock.feeds.<venue>} that differ from the defaults
   */
  public abstract Feed feed(Tools tools, List<String> symbols, Map<String, String> settings);

  /** Settings with which as many requests as possible are made. */
  public abstract Map<String, String> chatty();

  public abstract Limits limits();

  /** A connection was opened. */
  protected void opened(Connection connection) {}

  /** A request came; the vendor acknowledges, refuses, and sends what it begins with. */
  protected abstract void asked(Connection connection, String request);

  /** The REST API was asked; null: not found. */
  protected abstract @Nullable Answer fetched(String uri);

  public abstract String quote(String symbol, String bid, String ask, Instant time);

  protected abstract String words(String symbol, Deal deal);

  protected abstract String words(String symbol, Side side, Level level, Instant time);

  protected abstract String brokenWords(String symbol, Side side, Level level, Instant time);

  /** Why the book is void after {@link #brokenUpdate}, as readers of prices are told. */
  public abstract String brokenReason();

  /** A frame of this pair in which something that is needed cannot be read. */
  public abstract String spoilt(String symbol);

  /** The whole book, unasked; null where this vendor never sends it so. */
  public abstract @Nullable String snapshot(String symbol);

  /**
   * Null where the vendor sends none.
   *
   * @param lastTrade what it names, where it names trades
   */
  public abstract @Nullable String heartbeat(String symbol, long lastTrade, Instant time);

  /** A refusal that is about no pair. */
  public abstract String refusal();

  /** The pair will not be traded any more; null where the vendor does not say so. */
  public abstract @Nullable String delisting(String symbol);

  /** The line is about to be closed; null where the vendor does not say so. */
  public abstract @Nullable String leaving();

  /** How many streams a connection holds, where the vendor counts them. */
  public int streams(Connection connection) {
    return 0;
  }

  /** How many it may hold. */
  public int mostStreams() {
    return Integer.MAX_VALUE;
  }

  protected static <T> T bound(String venue, Class<T> type, Map<String, String> settings) {
    String prefix = "penstock.feeds." + venue;
    Map<String, String> named = new TreeMap<>();
    settings.forEach((name, value) -> named.put(prefix + "." + name, value));
    return new Binder(new MapConfigurationPropertySource(named)).bindOrCreate(prefix, type);
  }
}
