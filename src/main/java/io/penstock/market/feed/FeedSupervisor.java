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
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

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

  /** One that counts, its successor, and those that wait for their last acknowledgements. */
  private static final int LINES_AT_ONCE = 4;

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
        : new Succession(stop).run();
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

  /**
   * A line, and after it the lines that take over, each before the venue ends the one before. They
   * run beside each other and not one inside the other: a process may see any number of them.
   */
  private final class Succession {

    private final StopSignal stop;
    private final Sinks.Empty<Void> over = Sinks.empty();
    private final Sinks.Many<Line> successors =
        Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(1));

    Succession(StopSignal stop) {
      this.stop = stop;
    }

    /**
     * Completes when all lines were stopped; fails with the reason of the end of one that had no
     * successor.
     */
    Mono<Void> run() {
      return successors
          .asFlux()
          .startWith(new Line(session(catalogue.tracks(), 0), 0, null, new Handover(catalogue)))
          .takeUntilOther(Mono.firstWithSignal(stop.given(), over.asMono()))
          .flatMap(this::life, LINES_AT_ONCE)
          .then();
    }

    /** Lasts as long as the line is read. */
    private Mono<Void> life(Line line) {
      return Mono.firstWithSignal(
          reading(line), settling(line).then(Mono.never()), handingOver(line).then(Mono.never()));
    }

    private Mono<Void> reading(Line line) {
      Mono<Void> end = Mono.firstWithSignal(stop.given(), line.handover.released());
      return publish(line.session.records(end))
          .doFinally(signal -> line.session.closed())
          .then(Mono.defer(() -> line.handover.lineEnded() ? Mono.empty() : end(line.session)))
          .onErrorResume(cause -> {
            if (!line.isCandidate()) {
              return Mono.error(cause);
            }
            line.failure.tryEmitError(cause);
            return Mono.empty();
          });
    }

    private Mono<Void> end(FeedSession session) {
      Throwable cause = session.cause();
      if (cause != null) {
        return Mono.error(cause);
      }
      over.tryEmitEmpty();
      return Mono.empty();
    }

    /** The line before is not needed any more when this one has all there is to have. */
    private Mono<Void> settling(Line line) {
      Handover before = line.before;
      return before == null
          ? Mono.empty()
          : line.session.settled().doOnSuccess(done -> before.complete());
    }

    /** Tries until a successor has taken over; not before the line itself has. */
    private Mono<Void> handingOver(Line line) {
      return Mono.zip(line.takenOver().thenReturn(line), line.session.leaving())
          .flatMap(due ->
              connects
                  .take()
                  .then(Mono.defer(() -> successor(line, due.getT2())))
                  .onErrorResume(cause -> pause(cause, stop))
                  .repeat(() -> !line.handover.isOver() && !stop.isGiven())
                  .then());
    }

    /** Completes when the successor has taken over; fails when it ended before. */
    private Mono<Void> successor(Line line, String reason) {
      tools.telemetry().report(new HandedOver(venue, reason));
      int generation = line.generation + 1;
      Line successor =
          new Line(
              session(catalogue.freshTracks(), generation),
              generation,
              line.handover,
              new Handover(catalogue));
      line.handover.to(successor.session);
      successors.tryEmitNext(successor).orThrow();
      return Mono.firstWithSignal(line.handover.released(), successor.failure.asMono());
    }
  }

  /** One of a succession. */
  private static final class Line {

    private final FeedSession session;
    private final int generation;
    private final @Nullable Handover before;
    private final Handover handover;
    private final Sinks.Empty<Void> failure = Sinks.empty();

    /**
     * @param before from the line before to this one; null: it is the first
     * @param handover from this line to the next
     */
    Line(FeedSession session, int generation, @Nullable Handover before, Handover handover) {
      this.session = session;
      this.generation = generation;
      this.before = before;
      this.handover = handover;
    }

    /** Whether the line before is still the one that counts. */
    boolean isCandidate() {
      return before != null && !before.isOver();
    }

    Mono<Void> takenOver() {
      return before == null ? Mono.empty() : before.released();
    }
  }
}
