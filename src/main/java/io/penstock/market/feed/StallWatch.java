package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.Stalled;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Notices that a line has died without saying so. The line's thread counts what comes; a check four
 * times a second compares the counts with those of the check before. No clock is read: one that
 * jumps, or a process that was stopped for a while, raises no false alarm. Silence counts only
 * while we read: when a slow broker makes us stop reading, it is not the venue that is silent.
 */
final class StallWatch {

  static final Duration EVERY = Duration.ofMillis(250);

  /** A line is mute after this many times its usual interval between ticks. */
  private static final int MUTE_INTERVALS = 20;

  /**
   * Where heartbeats name no trades and nobody can tell whether there were any, after so many times
   * as long.
   */
  private static final int UNSURE_TIMES = 12;

  /** However quiet the market was found to be, it is asked after again in about this time. */
  private static final Duration ASKED_AFTER = Duration.ofMinutes(1);

  /** How slowly the usual interval follows: one part in this many. */
  private static final int SMOOTHING = 16;

  private final Venue venue;
  private final FeedRules rules;
  private final Scheduler scheduler;
  private final Telemetry telemetry;
  private final Runnable onHeard;
  private final Runnable onHealthy;
  private final Runnable onQuiet;
  private final Runnable onDoubt;
  private final long healthyChecks;

  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong ticks = new AtomicLong();
  private volatile boolean open;
  private volatile boolean missed;
  private volatile boolean reassured;

  // Of the checks alone, which never overlap.
  private long heardBefore;
  private long ticksBefore;
  private long connectChecks;
  private long silentChecks;
  private long muteChecks;
  private long checksSinceHeard;
  private double usualInterval;

  /**
   * @param healthyAfter how long after its first frame the line is healthy
   * @param onHeard told at each check that finds something new
   * @param onHealthy told once, when the line is healthy
   * @param onQuiet told when the line was silent for as long as the rules let it be unasked
   * @param onDoubt told when the line lives and told nothing of the market for so long that it may
   *     be mute, and its heartbeats do not tell: to ask elsewhere, and say {@link #missed} or
   *     {@link #reassured}
   */
  StallWatch(
      Venue venue,
      FeedRules rules,
      Duration healthyAfter,
      Scheduler scheduler,
      Telemetry telemetry,
      Runnable onHeard,
      Runnable onHealthy,
      Runnable onQuiet,
      Runnable onDoubt) {
    this.venue = venue;
    this.rules = rules;
    this.healthyChecks = checks(healthyAfter);
    this.scheduler = scheduler;
    this.telemetry = telemetry;
    this.onHeard = onHeard;
    this.onHealthy = onHealthy;
    this.onQuiet = onQuiet;
    this.onDoubt = onDoubt;
  }

  /** The line is open. */
  void opened() {
    open = true;
  }

  /** So many more messages may come. */
  void asked(long messages) {
    asked.accumulateAndGet(messages, Operators::addCap);
  }

  /** A message came. Called by one thread, as the next one. */
  void heard() {
    heard.lazySet(heard.getPlain() + 1);
  }

  /** It was one of the market. */
  void ticked() {
    ticks.lazySet(ticks.getPlain() + 1);
    if (missed) {
      missed = false;
    }
  }

  /** There was a trade that we were never sent. */
  void missed() {
    missed = true;
  }

  /** There was no trade since the last that we were sent: the market is quiet. */
  void reassured() {
    reassured = true;
  }

  /** Never completes; fails with a {@link FeedLineException} when the line has stalled. */
  Mono<Void> stalled() {
    // Each check is scheduled after the one before it: after a pause of the process they do not
    // come in a burst.
    return Mono.delay(EVERY, scheduler).doOnNext(check -> check()).repeat().then();
  }

  private void check() {
    if (!open) {
      connectChecks++;
      if (connectChecks >= checks(rules.connectWithin())) {
        throw stall(
            Stalled.Kind.CONNECT,
            "no connection within " + rules.connectWithin().toSeconds() + " s");
      }
      return;
    }
    long heardNow = heard.get();
    boolean reading = asked.get() > heardNow;
    checkSilence(heardNow, reading);
    checkMute(reading);
    if (heardNow > 0 && ++checksSinceHeard == healthyChecks) {
      onHealthy.run();
    }
  }

  private void checkSilence(long heardNow, boolean reading) {
    if (heardNow != heardBefore) {
      heardBefore = heardNow;
      onHeard.run();
      silentChecks = 0;
    } else if (reading && ++silentChecks >= checks(rules.silence())) {
      throw stall(Stalled.Kind.SILENT, "no frame for " + rules.silence().toSeconds() + " s");
    } else if (rules.pingAfter() != null && silentChecks == checks(rules.pingAfter())) {
      onQuiet.run();
    }
  }

  private void checkMute(boolean reading) {
    long ticksNow = ticks.get();
    if (ticksNow != ticksBefore) {
      learn((muteChecks + 1.0) / (ticksNow - ticksBefore));
      ticksBefore = ticksNow;
      muteChecks = 0;
      reassured = false;
    } else if (reassured) {
      reassured = false;
      if (patience() < checks(ASKED_AFTER)) {
        learn(muteChecks);
      }
      muteChecks = 0;
    } else if (reading) {
      muteChecks++;
      judgeMute();
    }
  }

  private void judgeMute() {
    long patience = patience();
    if (muteChecks < patience) {
      return;
    }
    boolean isDoubtful = !rules.heartbeatsNameTrades();
    if (missed || (isDoubtful && muteChecks >= UNSURE_TIMES * patience)) {
      throw stall(
          Stalled.Kind.MUTE,
          "connected, but nothing of the market for %d s".formatted(seconds(muteChecks)));
    }
    if (isDoubtful && muteChecks % patience == 0) {
      onDoubt.run();
    }
  }

  /** How many checks without a tick are no reason to wonder. */
  private long patience() {
    return Math.max(checks(rules.mute()), (long) Math.ceil(MUTE_INTERVALS * usualInterval));
  }

  private void learn(double interval) {
    usualInterval += (interval - usualInterval) / SMOOTHING;
  }

  private FeedLineException stall(Stalled.Kind kind, String reason) {
    telemetry.report(new Stalled(venue, kind, reason));
    return new FeedLineException(reason);
  }

  private static long checks(Duration duration) {
    return Math.ceilDiv(duration.toMillis(), EVERY.toMillis());
  }

  private static long seconds(long checks) {
    return EVERY.multipliedBy(checks).toSeconds();
  }
}
