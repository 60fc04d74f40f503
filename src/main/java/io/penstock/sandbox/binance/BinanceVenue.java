package io.penstock.sandbox.binance;

import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.penstock.sandbox.venue.Answer;
import io.penstock.sandbox.venue.Blueprint;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.Replay;
import io.penstock.sandbox.venue.Session;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.VenueTools;
import io.penstock.sandbox.venue.WindowLimit;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Binance spot: streams at {@code /binance/ws/<stream>[/…]} and {@code
 * /binance/stream?streams=<stream>[/…]}, REST under {@code /binance/api/v3}.
 */
public final class BinanceVenue extends Venue {

  /** Of an address, within {@link #CONNECT_WINDOW}. */
  static final int CONNECTS = 300;

  static final Duration CONNECT_WINDOW = Duration.ofMinutes(5);

  private static final String RAW = "/binance/ws";
  private static final String COMBINED = "/binance/stream";
  private static final String GARBAGE =
      "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":17231612";

  private final BinanceMarket market;
  private final BinanceTimes times;
  private final WindowLimit connects;

  BinanceVenue(VenueTools tools, BinanceTimes times, BinanceMarket market) {
    super("binance", tools, new Listed(market::symbols));
    this.market = market;
    this.times = times;
    connects = new WindowLimit(CONNECTS, CONNECT_WINDOW, Duration.ZERO, tools.clock());
  }

  public static Blueprint<?, ?> blueprint(BinanceTimes times) {
    return new BinanceBlueprint(times);
  }

  @Override
  public void addTo(HttpServerRoutes routes) {
    socket(routes, BinanceVenue::isStream, this::refusal, this::session);
    new BinanceApi(market, listed(), tools().clock(), loop()).addTo(paths(routes));
  }

  @Override
  public Mono<Void> close() {
    return market.close();
  }

  /** Tells each connection {@code serverShutdown}; new ones are served, as by another server. */
  @Override
  public void announceShutdown(Duration notice) {
    sessions(session -> {
      if (session instanceof BinanceSession told) {
        told.announceShutdown(notice);
      }
    });
  }

  @Override
  protected @Nullable Replay replay() {
    return market.replay();
  }

  @Override
  protected String garbage() {
    return GARBAGE;
  }

  private static boolean isStream(HttpServerRequest request) {
    String path = path(request);
    return path.equals(RAW)
        || path.startsWith(RAW + "/")
        || path.equals(COMBINED)
        || path.equals(COMBINED + "/");
  }

  private Optional<Answer> refusal(String caller) {
    return connects.admits(caller)
        ? Optional.empty()
        : Optional.of(
            Answer.of(
                TOO_MANY_REQUESTS,
                BinanceMessages.error(
                    -1034,
                    "Too many connection attempts from IP; current limit is 300 per '5 minutes'.")));
  }

  private Session session(HttpServerRequest request) {
    QueryStringDecoder address = new QueryStringDecoder(request.uri());
    boolean combined = path(request).startsWith(COMBINED);
    String named =
        combined
            ? String.join("/", address.parameters().getOrDefault("streams", List.of()))
            : address.path().substring(RAW.length());
    List<String> streams =
        Arrays.stream(named.split("/", -1))
            .filter(name -> !name.isEmpty())
            .limit(BinanceSession.STREAMS)
            .toList();
    String unit = String.join("", address.parameters().getOrDefault("timeUnit", List.of()));
    boolean micros = unit.toLowerCase(Locale.ROOT).equals("microsecond");
    return new BinanceSession(
        market, listed(), times, new Dialect(combined, micros), streams, tools().clock());
  }

  private static String path(HttpServerRequest request) {
    int query = request.uri().indexOf('?');
    return query < 0 ? request.uri() : request.uri().substring(0, query);
  }
}
