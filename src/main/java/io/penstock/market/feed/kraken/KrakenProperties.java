package io.penstock.market.feed.kraken;

import io.penstock.market.feed.FeedRules;
import io.penstock.market.feed.Rate;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.VenueSettings;
import io.penstock.market.tick.Symbol;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How Kraken is read.
 *
 * @param enabled whether at all
 * @param websocketUrl of its feed, version 2
 * @param restUrl of its REST API, without a slash at the end
 * @param symbols canonical ones, or the single element {@code *} for every pair that is online
 * @param maxSymbols read at most
 * @param channels subscribed; {@code instrument} tells of pairs that are delisted
 * @param depth levels of a book on each side
 * @param symbolsPerRequest in one subscribe frame
 * @param maxFrame a larger frame ends the line
 * @param connectTimeout of TCP, TLS and WebSocket together
 * @param silence without any frame, after which the line is dead: where nothing else is said,
 *     heartbeats come every second
 * @param mute shortest time without ticks, while other frames come, after which the line may be
 *     mute
 * @param limits what Kraken lets one address do
 * @see <a href="https://docs.kraken.com/exchange/guides/websockets/reconnection">its advice on dead
 *     lines</a>
 */
@ConfigurationProperties("penstock.feeds.kraken")
public record KrakenProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("wss://ws.kraken.com/v2") URI websocketUrl,
    @DefaultValue("https://api.kraken.com") URI restUrl,
    @DefaultValue("BTC-USD") List<String> symbols,
    @DefaultValue("500") int maxSymbols,
    @DefaultValue({"ticker", "trade", "book", "instrument"}) List<String> channels,
    @DefaultValue("100") int depth,
    @DefaultValue("100") int symbolsPerRequest,
    @DefaultValue("16MB") DataSize maxFrame,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("4s") Duration silence,
    @DefaultValue("5s") Duration mute,
    @DefaultValue Limits limits) {

  private static final Set<Integer> DEPTHS = Set.of(10, 25, 100, 500, 1_000);

  private static final VenueSettings SETTINGS = new VenueSettings(KrakenSymbols.VENUE);

  public KrakenProperties {
    symbols = List.copyOf(symbols);
    channels = List.copyOf(channels);
    SETTINGS.requireSymbols(symbols, symbolsPerRequest);
    SETTINGS.requireLine(connectTimeout, maxFrame, KrakenParser.MAX_FRAME_BYTES);
    SETTINGS.require(!channels.isEmpty(), "channels", "must name a channel");
    SETTINGS.require(
        KrakenRequests.CHANNELS.containsAll(channels),
        "channels",
        "must be among ticker, trade, book and instrument");
    SETTINGS.require(DEPTHS.contains(depth), "depth", "must be 10, 25, 100, 500 or 1000");
  }

  /** Empty where every pair is to be read. */
  List<Symbol> chosenSymbols() {
    return VenueSettings.chosen(symbols);
  }

  VenueClient.Endpoints endpoints() {
    return new VenueClient.Endpoints(
        websocketUrl,
        restUrl,
        connectTimeout,
        Math.toIntExact(maxFrame.toBytes()),
        KrakenClient.MAX_ANSWER);
  }

  FeedRules rules() {
    return new FeedRules(
        new Rate(limits.connectsInTenMinutes(), Duration.ofMinutes(10), limits.connectsAtOnce()),
        Rate.perSecond(limits.requestsPerSecond(), limits.requestsAtOnce()),
        connectTimeout,
        silence,
        mute,
        false,
        maxSymbols,
        null,
        null);
  }

  /**
   * @param connectsInTenMinutes tries to connect, besides those at once
   * @param connectsAtOnce after a rest
   * @param requestsPerSecond frames we send, and questions to the REST API
   * @param requestsAtOnce after a rest
   */
  public record Limits(
      @DefaultValue("120") int connectsInTenMinutes,
      @DefaultValue("10") int connectsAtOnce,
      @DefaultValue("5") int requestsPerSecond,
      @DefaultValue("10") int requestsAtOnce) {}
}
