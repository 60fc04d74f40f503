package io.penstock.market.feed.coinbase;

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
 * How Coinbase Exchange is read.
 *
 * @param enabled whether at all
 * @param websocketUrl of its feed
 * @param restUrl of its REST API, without a slash at the end
 * @param symbols canonical ones, or the single element {@code *} for every product that is online
 * @param maxSymbols read at most
 * @param channels subscribed for each symbol; {@code heartbeat} is needed to notice a dead line
 * @param symbolsPerRequest in one subscribe frame
 * @param maxFrame a larger frame ends the line
 * @param connectTimeout of TCP, TLS and WebSocket together
 * @param silence without any frame, after which the line is dead: heartbeats come every second
 * @param mute shortest time without ticks, while heartbeats tell of trades, after which the line is
 *     mute
 * @param limits what Coinbase lets one address do
 * @see <a href="https://docs.cdp.coinbase.com/exchange/websocket-feed/rate-limits">its limits</a>
 */
@ConfigurationProperties("penstock.feeds.coinbase")
public record CoinbaseProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("wss://ws-feed.exchange.coinbase.com") URI websocketUrl,
    @DefaultValue("https://api.exchange.coinbase.com") URI restUrl,
    @DefaultValue("BTC-USD") List<String> symbols,
    @DefaultValue("500") int maxSymbols,
    @DefaultValue({"ticker", "matches", "level2_batch", "heartbeat"}) List<String> channels,
    @DefaultValue("100") int symbolsPerRequest,
    @DefaultValue("16MB") DataSize maxFrame,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("4s") Duration silence,
    @DefaultValue("5s") Duration mute,
    @DefaultValue Limits limits) {

  private static final Set<String> KNOWN_CHANNELS =
      Set.of("ticker", "matches", "level2", "level2_batch", "heartbeat");

  private static final VenueSettings SETTINGS = new VenueSettings(CoinbaseSymbols.VENUE);

  public CoinbaseProperties {
    symbols = List.copyOf(symbols);
    channels = List.copyOf(channels);
    SETTINGS.requireSymbols(symbols, symbolsPerRequest);
    SETTINGS.requireLine(connectTimeout, maxFrame, CoinbaseParser.MAX_FRAME_BYTES);
    SETTINGS.require(
        KNOWN_CHANNELS.containsAll(channels), "channels", "must be among " + KNOWN_CHANNELS);
    SETTINGS.require(channels.contains("heartbeat"), "channels", "must contain heartbeat");
  }

  /** Empty where every product is to be read. */
  List<Symbol> chosenSymbols() {
    return VenueSettings.chosen(symbols);
  }

  VenueClient.Endpoints endpoints() {
    return new VenueClient.Endpoints(
        websocketUrl,
        restUrl,
        connectTimeout,
        Math.toIntExact(maxFrame.toBytes()),
        CoinbaseClient.MAX_ANSWER);
  }

  FeedRules rules() {
    return new FeedRules(
        Rate.perSecond(limits.connectsPerSecond(), limits.connectsAtOnce()),
        Rate.perSecond(limits.requestsPerSecond(), limits.requestsAtOnce()),
        connectTimeout,
        silence,
        mute,
        true,
        maxSymbols,
        null,
        null);
  }

  /**
   * @param connectsPerSecond tries to connect
   * @param connectsAtOnce after a rest
   * @param requestsPerSecond frames we send
   * @param requestsAtOnce after a rest
   */
  public record Limits(
      @DefaultValue("8") int connectsPerSecond,
      @DefaultValue("20") int connectsAtOnce,
      @DefaultValue("8") int requestsPerSecond,
      @DefaultValue("20") int requestsAtOnce) {}
}
