package io.penstock.sandbox;

import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;

import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.binance.BinanceVenue;
import io.penstock.sandbox.coinbase.CoinbaseVenue;
import io.penstock.sandbox.kraken.KrakenVenue;
import io.penstock.sandbox.venue.Blueprint;
import io.penstock.sandbox.venue.HttpDoor;
import io.penstock.sandbox.venue.Recording;
import io.penstock.sandbox.venue.RecordingException;
import io.penstock.sandbox.venue.SandboxOccurrence;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.Switches;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.VenueStatus;
import io.penstock.sandbox.venue.VenueTools;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

/**
 * Several venues on one loopback port, each speaking its own protocol by WebSocket and REST under
 * its own path; switches under {@code /sandbox/exchange}. Methods are safe for any thread. Faults
 * asked of the exchange are those of all its venues.
 */
public final class SandboxExchange {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final SandboxProperties properties;
  private final Map<String, Venue> venues = new LinkedHashMap<>();
  private final Telemetry telemetry;
  private final List<Switches> others;
  private final LoopResources loops = LoopResources.create("sandbox", 1, 1, true, false);
  private volatile @Nullable DisposableServer server;

  private SandboxExchange(
      SandboxProperties properties, Telemetry telemetry, List<Switches> others) {
    this.properties = properties;
    this.telemetry = telemetry;
    this.others = others;
  }

  /**
   * An exchange that is not started yet. A recording is read through once, which blocks.
   *
   * @throws RecordingException when the recording of the settings cannot be played
   */
  public static SandboxExchange of(SandboxProperties properties, Clock clock, Telemetry telemetry) {
    return of(properties, clock, telemetry, List.of());
  }

  /**
   * The same, with switches of others on its port.
   *
   * @throws RecordingException when the recording of the settings cannot be played
   */
  public static SandboxExchange of(
      SandboxProperties properties, Clock clock, Telemetry telemetry, List<Switches> others) {
    SandboxExchange exchange = new SandboxExchange(properties, telemetry, others);
    exchange.addVenues(new VenueTools(clock, telemetry, exchange.loops));
    return exchange;
  }

  private void addVenues(VenueTools tools) {
    List<Blueprint<?, ?>> blueprints =
        List.of(
            CoinbaseVenue.blueprint(),
            BinanceVenue.blueprint(properties.binance().times()),
            KrakenVenue.blueprint());
    String file = properties.recording();
    if (file == null || file.isBlank()) {
      blueprints.forEach(
          blueprint -> add(blueprint.model(tools, properties.seed(), properties.rate())));
    } else {
      Recording.Sorted recordings =
          Recording.sort(Path.of(file), blueprints.stream().map(Blueprint::contents).toList());
      blueprints.forEach(blueprint -> add(recorded(blueprint, tools, recordings)));
    }
  }

  private void add(Venue venue) {
    venues.put(venue.name(), venue);
  }

  /** A venue without recordings lists nothing: a model beside real frames would look like them. */
  private <F, K> Venue recorded(
      Blueprint<F, K> blueprint, VenueTools tools, Recording.Sorted recordings) {
    if (!recordings.has(blueprint.contents())) {
      return blueprint.empty(tools);
    }
    return blueprint.recorded(
        tools,
        new Stage<>(
            recordings.of(blueprint.contents()),
            properties.replaySpeed(),
            properties.loop(),
            Schedulers.newBoundedElastic(4, 64, "sandbox-recording", 60, true),
            tools.clock(),
            tools.telemetry()));
  }

  /** Binds the port. Blocks. */
  public void start() {
    DisposableServer bound =
        HttpServer.create()
            .host("127.0.0.1")
            .port(properties.port())
            .runOn(loops)
            .route(this::addTo)
            .bindNow();
    server = bound;
    String recording = status().recording();
    telemetry.report(
        new SandboxOccurrence.ExchangeStarted(
            bound.port(), recording == null ? "its model" : recording));
  }

  /** Breaks all connections and frees the port. */
  public Mono<Void> stop() {
    DisposableServer bound = server;
    server = null;
    Mono<Void> unbound =
        bound == null ? Mono.empty() : Mono.fromRunnable(bound::dispose).then(bound.onDispose());
    return Mono.fromRunnable(this::dropConnections)
        .then(unbound)
        .then(Flux.fromIterable(venues.values()).concatMap(Venue::close).then())
        .then(loops.disposeLater(Duration.ZERO, STOP_WITHIN));
  }

  public boolean isRunning() {
    return server != null;
  }

  /**
   * Where it listens.
   *
   * @throws IllegalStateException when it does not
   */
  public int port() {
    DisposableServer bound = server;
    if (bound == null) {
      throw new IllegalStateException("the simulated exchange is not running");
    }
    return bound.port();
  }

  /**
   * One of {@code coinbase}, {@code binance} and {@code kraken}.
   *
   * @throws IllegalArgumentException for another name
   */
  public Venue venue(String name) {
    Venue venue = venues.get(name);
    if (venue == null) {
      throw new IllegalArgumentException(
          "there is no venue " + name + ", but " + String.join(", ", venues.keySet()));
    }
    return venue;
  }

  public Collection<Venue> venues() {
    return venues.values();
  }

  /** What it plays, to whom, and how far a recording is. */
  public ExchangeStatus status() {
    Map<String, VenueStatus> statuses = new LinkedHashMap<>();
    venues.forEach((name, venue) -> statuses.put(name, venue.status()));
    return ExchangeStatus.of(statuses);
  }

  /** Breaks all connections without a word. */
  public void dropConnections() {
    venues.values().forEach(Venue::dropConnections);
  }

  /** Says nothing more on the connections there are, not even pongs. New ones are served. */
  public void mute() {
    venues.values().forEach(Venue::mute);
  }

  /** Says nothing but heartbeats on the connections there are. New ones are served. */
  public void muteTicks() {
    venues.values().forEach(Venue::muteTicks);
  }

  /** Sends a frame that breaks off in the middle to all connections. */
  public void sendGarbage() {
    venues.values().forEach(Venue::sendGarbage);
  }

  /**
   * Leaves out the next match of a product on all connections; its id is missing then. REST has it.
   */
  public void skipTrade(String product) {
    venues.values().forEach(venue -> venue.skipTrade(product));
  }

  /**
   * Takes a product off the list: all connections are told so, its frames cease, REST does not find
   * it.
   */
  public void delist(String product) {
    venues.values().forEach(venue -> venue.delist(product));
  }

  /** Whether connects are answered by 503. */
  public void refuseConnections(boolean refuse) {
    venues.values().forEach(venue -> venue.refuseConnections(refuse));
  }

  /** Takes back {@link #delist} and {@link #refuseConnections}. */
  public void heal() {
    venues.values().forEach(Venue::heal);
  }

  private void addTo(HttpServerRoutes routes) {
    venues.values().forEach(venue -> venue.addTo(routes));
    new SandboxApi(this).addTo(routes);
    others.forEach(other -> other.addTo(routes));
    routes.route(
        request -> true,
        (request, response) -> HttpDoor.json(response, NOT_FOUND, HttpDoor.message("NotFound")));
  }
}
