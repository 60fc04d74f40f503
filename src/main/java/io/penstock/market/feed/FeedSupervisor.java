package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.Disconnected;
import io.penstock.market.feed.FeedOccurrence.RateLimited;
import io.penstock.market.tick.Venue;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps one feed running: one line after the other, each with fresh snapshots, with pauses between
 * that spare the venue. Knows no venue's words.
 *
 * <p>Before a line is tried, the topic has to take what there is to say of the lines before. So a
 * broker that is away costs the venue nothing: without it nobody connects.
 */
final class FeedSupervisor {

  private final Feed feed;
  private final Venue venue;
  private final FeedTools tools;
  private final FeedCatalogue catalogue;
  private final FeedRecords records;
  private final FeedMeters meters;
  private final Reconnects reconnects;
  private final TokenBucket connects;
  private final TokenBucket requests;

  FeedSupervisor(Feed feed, FeedCatalogue catalogue, FeedTools tools) {
    this.feed = feed;
    this.venue = feed.venue();
    this.tools = tools;
    this.catalogue = catalogue;
    Telemetry telemetry = tools.telemetry();
    this.records = new FeedRecords(venue, venue + "#" + tools.settings().instance(), tools.clock());
    this.reconnects = new Reconnects(venue, tools.settings(), tools.random(), telemetry);
    this.connects = bucket(feed.rules().connects(), RateLimited.What.CONNECT);
    this.requests = bucket(feed.rules().requests(), RateLimited.What.REQUEST);
    this.meters =
        new FeedMeters(
            venue, tools.clock(), telemetry.meters(), catalogue::liveSymbols, reconnects::isOpen);
  }

  private TokenBucket bucket(Rate rate, RateLimited.What what) {
    return new TokenBucket(
        rate,
        tools.scheduler(),
        wait -> tools.telemetry().report(new RateLimited(venue, what, wait)));
  }

  Venue venue() {
    return venue;
  }

  /**
   * Endless; completes only after the signal, when all that was read is acknowledged. Cancel drops
   * the rest.
   */
  Mono<Void> run(StopSignal stop) {
    return Mono.defer(() -> attempt(stop))
        .onErrorResume(cause -> pause(cause, stop))
        .repeat(() -> !stop.isGiven())
        .then();
  }

  FeedStatus status() {
    return new FeedStatus(
        meters.isConnected(),
        catalogue.liveSymbols(),
        catalogue.symbols(),
        meters.frameAge(),
        reconnects.failures(),
        reconnects.isOpen());
  }

  /** One line; fails with the reason of its end, unless it was stopped. */
  private Mono<Void> attempt(StopSignal stop) {
    return catalogue
        .refresh()
        .then(Mono.defer(this::announce))
        .then(connects.take())
        .takeUntilOther(stop.given())
        .then(Mono.defer(() -> line(stop)));
  }

  private Mono<Void> announce() {
    List<OutgoingRecord> news = catalogue.untold(records);
    return news.isEmpty()
        ? Mono.empty()
        : publish(Flux.fromIterable(news)).doOnSuccess(done -> catalogue.told());
  }

  private Mono<Void> line(StopSignal stop) {
    if (stop.isGiven()) {
      return Mono.empty();
    }
    FeedSession session =
        new FeedSession(
            feed, catalogue.tracks(), records, meters, tools, requests, reconnects::healthy);
    return publish(session.records(stop.given()))
        .doFinally(end -> meters.connected(false))
        .then(
            Mono.defer(() -> {
              Throwable cause = session.cause();
              return cause == null ? Mono.empty() : Mono.error(cause);
            }));
  }

  /**
   * A record that is not acknowledged leaves a hole in a book: then nothing is known of what
   * readers know.
   */
  private Mono<Void> publish(Flux<OutgoingRecord> news) {
    return tools
        .streams()
        .send(news)
        .doOnError(error -> catalogue.forgotten())
        .onErrorMap(error -> new FeedLineException("the broker does not take what is read", error));
  }

  private Mono<Void> pause(Throwable cause, StopSignal stop) {
    Duration pause = reconnects.failed();
    tools.telemetry().report(new Disconnected(venue, reason(cause), pause, reconnects.failures()));
    return Mono.firstWithSignal(Mono.delay(pause, tools.scheduler()).then(), stop.given());
  }

  /** One short sentence, safe for readers of prices. */
  static String reason(Throwable cause) {
    return cause instanceof FeedLineException told
        ? String.valueOf(told.getMessage())
        : "connection lost";
  }
}
