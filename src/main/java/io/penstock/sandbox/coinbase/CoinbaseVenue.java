package io.penstock.sandbox.coinbase;

import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import io.penstock.sandbox.venue.Answer;
import io.penstock.sandbox.venue.Blueprint;
import io.penstock.sandbox.venue.HttpDoor;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.RateLimit;
import io.penstock.sandbox.venue.Replay;
import io.penstock.sandbox.venue.Session;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.VenueTools;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRoutes;

/** Coinbase Exchange: WebSocket at {@code /coinbase/feed}, REST under {@code /coinbase}. */
public final class CoinbaseVenue extends Venue {

  /**
   * Of connects; the documents say so many requests a second for an address, and so many at once.
   */
  private static final int CONNECTS_PER_SECOND = 8;

  private static final int CONNECT_BURST = 20;
  private static final int MESSAGES_PER_SECOND = 100;
  private static final String FEED = "/coinbase/feed";
  private static final String GARBAGE =
      "{\"type\":\"ticker\",\"sequence\":1,\"product_id\":\"BTC-USD\",\"price\":\"6";

  private final Market market;
  private final RateLimit connects;
  private final RateLimit messages;
  private final CoinbaseApi api;

  CoinbaseVenue(VenueTools tools, Market market) {
    super("coinbase", tools, new Listed(market::products));
    this.market = market;
    Clock clock = tools.clock();
    connects = new RateLimit(CONNECTS_PER_SECOND, CONNECT_BURST, clock);
    messages = new RateLimit(MESSAGES_PER_SECOND, MESSAGES_PER_SECOND, clock);
    api = new CoinbaseApi(market, listed(), clock);
  }

  public static Blueprint<?, ?> blueprint() {
    return new CoinbaseBlueprint();
  }

  @Override
  public void addTo(HttpServerRoutes routes) {
    socket(
        routes,
        request -> request.uri().equals(FEED) || request.uri().startsWith(FEED + "?"),
        this::refusal,
        request -> session(HttpDoor.caller(request)));
    api.addTo(paths(routes));
  }

  @Override
  public Mono<Void> close() {
    return market.close();
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
    session.say(CoinbaseMessages.error("Failed to subscribe", product + " is not a valid product"));
  }

  private Session session(String caller) {
    return new CoinbaseSession(market, listed(), messages, caller);
  }

  private Optional<Answer> refusal(String caller) {
    return connects.admits(caller)
        ? Optional.empty()
        : Optional.of(Answer.of(TOO_MANY_REQUESTS, HttpDoor.message("Rate limit exceeded")));
  }
}
