package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.Disconnected;
import io.penstock.market.feed.FeedOccurrence.HandedOver;
import io.penstock.market.feed.FeedOccurrence.RateLimited;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Venue;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  /** A venue that lists nothing is asked again after so long. */
  static final Duration NOTHING_LISTED = Duration.ofMinutes(1);

  private final Feed feed;
  private final Venue venue;
  private final FeedTools tools;
  private final FeedCatalogue catalogue;
  private final List<FeedRecords> lines;
  private final FeedMeters meters;
  private final Reconnects reconnects;
  private final TokenBucket connects;
  private final TokenBucket requests;
  private final OpenGaps gaps;

  FeedSupervisor(Feed feed, FeedCatalogue catalogue, FeedTools tools) {
    this.feed = feed;
    this.venue = feed.venue();
    this.tools = tools;
    this.catalogue = catalogue;
    Telemetry telemetry = tools.telemetry();
    String line = venue + "#" + tools.settings().instance();
    this.lines =
        List.of(
            new FeedRecords(venue, line, tools.clock()),
            new FeedRecords(venue, line + "+", tools.clock()));
    this.reconnects = new Reconnects(venue, tools.settings(), tools.random(), telemetry);
    this.connects = bucket(feed.rules().connects(), RateLimited.What.CONNECT);
    this.requests = bucket(feed.rules().requests(), RateLimited.What.REQUEST);
    this.gaps = new OpenGaps(tools.clock());
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
        .then(Mono.defer(this::turn))
        .takeUntilOther(stop.given())
        .then(Mono.defer(() -> line(stop)));
  }

  /** When it is our turn to connect, or time to see whether the venue lists anything by now. */
  private Mono<Void> turn() {
    return catalogue.tracks().isEmpty()
        ? Mono.delay(NOTHING_LISTED, tools.scheduler()).then()
        : connects.take();
  }

  private Mono<Void> announce() {
    List<OutgoingRecord> news = catalogue.untold(lines.getFirst());
    return news.isEmpty()
        ? Mono.empty()
        : publish(Flux.fromIterable(news)).doOnSuccess(done -> catalogue.told());
  }

  private Mono<Void> line(StopSignal stop) {
    return stop.isGiven() || catalogue.tracks().isEmpty()
        ? Mono.empty()
        : run(session(catalogue.tracks(), 0), 0, stop);
  }

  private FeedSession session(Map<Listing, ListingTrack> tracks, int generation) {
    return new FeedSession(
        feed,
        tracks,
        lines.get(generation % lines.size()),
        meters,
        tools,
        requests,
        gaps,
        reconnects::healthy);
  }

  /**
   * A line, and after it the line that takes over before the venue ends the first. Completes when
   * the last one was stopped; fails with the reason of its end.
   */
  private Mono<Void> run(FeedSession session, int generation, StopSignal stop) {
    Handover handover = new Handover(catalogue);
    Mono<Void> own =
        publish(session.records(Mono.firstWithSignal(stop.given(), handover.released())))
            .doFinally(end -> session.closed())
            .then(Mono.defer(() -> handover.lineEnded() ? Mono.never() : end(session)));
    Mono<Void> next =
        session.leaving().flatMap(reason -> succeed(handover, generation + 1, reason, stop));
    return Mono.firstWithSignal(own, next);
  }

  private static Mono<Void> end(FeedSession session) {
    Throwable cause = session.cause();
    return cause == null ? Mono.empty() : Mono.error(cause);
  }

  /** Tries until a successor has taken over; then ends as it does. */
  private Mono<Void> succeed(Handover handover, int generation, String reason, StopSignal stop) {
    return connects
        .take()
        .then(Mono.defer(() -> successor(handover, generation, reason, stop)))
        .onErrorResume(cause -> handover.isOver() ? Mono.error(cause) : pause(cause, stop))
        .repeat(() -> !handover.isOver() && !stop.isGiven())
        .then();
  }

  private Mono<Void> successor(Handover handover, int generation, String reason, StopSignal stop) {
    tools.telemetry().report(new HandedOver(venue, reason));
    FeedSession session = session(catalogue.freshTracks(), generation);
    handover.to(session);
    Mono<Void> settled =
        session.settled().doOnSuccess(done -> handover.complete()).then(Mono.never());
    return Mono.firstWithSignal(run(session, generation, stop), settled);
  }

  /**
   * A record that is not acknowledged leaves a hole in a book: then nothing is known of what
   * readers know.
   */
  private Mono<Void> publish(Flux<OutgoingRecord> news) {
    return tools
        .streams()
        .send(news)
        .doOnError(error -> forget())
        .onErrorMap(error -> new FeedLineException("the broker does not take what is read", error));
  }

  private void forget() {
    catalogue.forgotten();
    gaps.doubt();
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
