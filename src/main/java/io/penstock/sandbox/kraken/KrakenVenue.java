package io.penstock.sandbox.kraken;

import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import io.penstock.sandbox.venue.Answer;
import io.penstock.sandbox.venue.Blueprint;
import io.penstock.sandbox.venue.HttpDoor;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.RateLimit;
import io.penstock.sandbox.venue.Replay;
import io.penstock.sandbox.venue.Session;
import io.penstock.sandbox.venue.Subject;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.VenueTools;
import io.penstock.sandbox.venue.WindowLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRoutes;

/** Kraken: WebSocket at {@code /kraken/v2}, REST under {@code /kraken/0/public}. */
public final class KrakenVenue extends Venue {

  /** Of an address, within {@link #CONNECT_WINDOW}; then it is banned for as long. */
  static final int CONNECTS = 150;

  static final Duration CONNECT_WINDOW = Duration.ofMinutes(10);

  /** Of a connection; the documents say only that there is a limit. */
  static final int MESSAGES_PER_SECOND = 10;

  static final int MESSAGE_BURST = 30;

  private static final String PATH = "/kraken/v2";
  private static final Pattern CHECKSUM = Pattern.compile("\"checksum\":(\\d+)");
  private static final String GARBAGE =
      "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"bid\":68";

  private final KrakenMarket market;
  private final WindowLimit connects;
  private final RateLimit messages;
  private final KrakenApi api;
  private long connections;

  KrakenVenue(VenueTools tools, KrakenMarket market) {
    super("kraken", tools, new Listed(market::symbols));
    this.market = market;
    connects = new WindowLimit(CONNECTS, CONNECT_WINDOW, CONNECT_WINDOW, tools.clock());
    messages = new RateLimit(MESSAGES_PER_SECOND, MESSAGE_BURST, tools.clock());
    api = new KrakenApi(market, listed(), tools.clock());
  }

  public static Blueprint<?, ?> blueprint() {
    return new KrakenBlueprint();
  }

  @Override
  public void addTo(HttpServerRoutes routes) {
    socket(
        routes,
        request -> request.uri().equals(PATH) || request.uri().startsWith(PATH + "?"),
        this::refusal,
        request -> new KrakenSession(market, listed(), messages, nextConnection()));
    api.addTo(paths(routes));
  }

  @Override
  public Mono<Void> close() {
    return market.close();
  }

  @Override
  public void corruptChecksum(String product) {
    alter(Subject.Kind.BOOK_UPDATE, product, KrakenVenue::corrupted);
  }

  @Override
  protected @Nullable Replay replay() {
    return market.replay();
  }

  @Override
  protected String garbage() {
    return GARBAGE;
  }

  @Override
  protected void tellDelisted(Session session, String product) {
    if (session instanceof KrakenSession told && market.symbols().contains(product)) {
      told.tellDelisted(market.instrument(product));
    }
  }

  private static String corrupted(String message) {
    Matcher checksum = CHECKSUM.matcher(message);
    return checksum.replaceFirst(found -> "\"checksum\":" + (Long.parseLong(found.group(1)) ^ 1));
  }

  private Optional<Answer> refusal(String caller) {
    return connects.admits(caller)
        ? Optional.empty()
        : Optional.of(Answer.of(TOO_MANY_REQUESTS, HttpDoor.message("Too many requests")));
  }

  /** Real ones need all 64 bits, unsigned. */
  private long nextConnection() {
    connections++;
    return Long.MIN_VALUE | connections * 0x1E3779B97F4A7C15L;
  }
}
