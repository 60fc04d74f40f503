package io.penstock.market.feed.binance;

import io.penstock.market.feed.FeedRules;
import io.penstock.market.feed.Rate;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.VenueSettings;
import io.penstock.market.tick.Symbol;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How Binance spot is read.
 *
 * @param enabled whether at all
 * @param websocketUrl of its streams, without a path
 * @param restUrl of its REST API, without a slash at the end
 * @param symbols canonical ones, or the single element {@code *} for every product that trades
 * @param maxSymbols read at most; with its channels each takes a part of the 1,024 streams of a
 *     line
 * @param channels streamed for each symbol
 * @param symbolsPerRequest in one subscribe frame, as far as its bytes allow
 * @param microseconds whether times are asked for in them rather than in milliseconds
 * @param depth levels of each side that are asked for of a book, 1 to 5,000; what they weigh rises
 *     at 100, 500 and 1,000
 * @param bufferedUpdates of one book that are kept while it is fetched
 * @param snapshotsAtOnce books fetched at the same time
 * @param maxFrame a larger frame ends the line
 * @param connectTimeout of TCP, TLS and WebSocket together
 * @param pingAfter without any frame, after which we ask for a sign of life
 * @param silence without any frame, after which the line is dead
 * @param mute shortest time without ticks, while pings are answered, after which the line may be
 *     mute
 * @param lifetime of a line; Binance ends it after 24 hours
 * @param limits what Binance lets one address do
 * @see <a
 *     href="https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md#websocket-limits">its
 *     limits</a>
 */
@ConfigurationProperties("penstock.feeds.binance")
public record BinanceProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("wss://stream.binance.com:9443") URI websocketUrl,
    @DefaultValue("https://api.binance.com") URI restUrl,
    @DefaultValue("BTC-USDT") List<String> symbols,
    @DefaultValue("341") int maxSymbols,
    @DefaultValue({"trade", "bookTicker", "depth@100ms"}) List<String> channels,
    @DefaultValue("50") int symbolsPerRequest,
    @DefaultValue("true") boolean microseconds,
    @DefaultValue("1000") int depth,
    @DefaultValue("1000") int bufferedUpdates,
    @DefaultValue("4") int snapshotsAtOnce,
    @DefaultValue("4MB") DataSize maxFrame,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("2s") Duration pingAfter,
    @DefaultValue("5s") Duration silence,
    @DefaultValue("5s") Duration mute,
    @DefaultValue("1430m") Duration lifetime,
    @DefaultValue Limits limits) {

  private static final Set<String> KNOWN_CHANNELS =
      Set.of("trade", "bookTicker", "depth@100ms", "depth");

  private static final int STREAMS_OF_A_LINE = 1_024;
  private static final int DEEPEST = 5_000;
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);
  private static final VenueSettings SETTINGS = new VenueSettings(BinanceSymbols.VENUE);

  public BinanceProperties {
    symbols = List.copyOf(symbols);
    channels = List.copyOf(channels);
    SETTINGS.requireSymbols(symbols, symbolsPerRequest);
    SETTINGS.requireLine(connectTimeout, maxFrame, BinanceParser.MAX_FRAME_BYTES);
    SETTINGS.require(
        !channels.isEmpty() && KNOWN_CHANNELS.containsAll(channels),
        "channels",
        "must be among " + KNOWN_CHANNELS);
    SETTINGS.require(
        new HashSet<>(channels).size() == channels.size()
            && channels.stream().filter(BinanceProperties::isOfBooks).count() <= 1,
        "channels",
        "must name each once, and depth or depth@100ms, not both");
    SETTINGS.require(
        maxSymbols > 0 && maxSymbols <= STREAMS_OF_A_LINE / channels.size(),
        "max-symbols",
        "must be 1 to " + STREAMS_OF_A_LINE / channels.size() + " with so many channels");
    SETTINGS.require(depth > 0 && depth <= DEEPEST, "depth", "must be 1 to " + DEEPEST);
    SETTINGS.require(bufferedUpdates > 0, "buffered-updates", "must be at least 1");
    SETTINGS.require(snapshotsAtOnce > 0, "snapshots-at-once", "must be at least 1");
    SETTINGS.require(
        lifetime.isPositive() && lifetime.compareTo(LONGEST_LIFE) < 0,
        "lifetime",
        "must be above zero and below 24h");
    SETTINGS.require(
        limits.weightPerMinute() > 0 && limits.weightAtOnce() >= weight(depth),
        "limits",
        "must have weight for one book, " + weight(depth));
  }

  private static boolean isOfBooks(String channel) {
    return channel.startsWith("depth");
  }

  boolean readsBooks() {
    return channels.stream().anyMatch(BinanceProperties::isOfBooks);
  }

  /** Empty where every product is to be read. */
  List<Symbol> chosenSymbols() {
    return VenueSettings.chosen(symbols);
  }

  /** Combined streams, whose frames name the stream; which ones is said after connecting. */
  String streamPath() {
    return microseconds ? "/stream?timeUnit=MICROSECOND" : "/stream";
  }

  /** What one book costs of the weight. */
  int depthWeight() {
    return weight(depth);
  }

  /**
   * @see <a
   *     href="https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md#order-book">its
   *     table</a>
   */
  private static int weight(int depth) {
    if (depth <= 100) {
      return 5;
    }
    if (depth <= 500) {
      return 25;
    }
    return depth <= 1_000 ? 50 : 250;
  }

  VenueClient.Endpoints endpoints() {
    return new VenueClient.Endpoints(
        websocketUrl,
        restUrl,
        connectTimeout,
        Math.toIntExact(maxFrame.toBytes()),
        BinanceClient.MAX_ANSWER);
  }

  FeedRules rules() {
    return new FeedRules(
        new Rate(limits.connectsPerMinute(), Duration.ofMinutes(1), limits.connectsAtOnce()),
        Rate.perSecond(limits.requestsPerSecond(), limits.requestsAtOnce()),
        connectTimeout,
        silence,
        mute,
        false,
        maxSymbols,
        pingAfter,
        lifetime);
  }

  /**
   * @param connectsPerMinute tries to connect
   * @param connectsAtOnce after a rest
   * @param requestsPerSecond frames we send, besides answers to pings
   * @param requestsAtOnce after a rest
   * @param weightPerMinute of what is asked of the REST API
   * @param weightAtOnce after a rest
   */
  public record Limits(
      @DefaultValue("40") int connectsPerMinute,
      @DefaultValue("20") int connectsAtOnce,
      @DefaultValue("2") int requestsPerSecond,
      @DefaultValue("2") int requestsAtOnce,
      @DefaultValue("4000") int weightPerMinute,
      @DefaultValue("1000") int weightAtOnce) {}
}
