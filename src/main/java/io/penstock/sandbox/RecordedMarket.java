package io.penstock.sandbox;

import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.Playback.Known;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * A recording, played to whoever subscribes. The first connection plays it from the first frame;
 * one that comes after another has left goes on from there; one that comes while another listens
 * begins anew. REST tells what the connection that is furthest has been told.
 */
final class RecordedMarket implements Market {

  private static final Comparator<Playback> PLACE =
      Comparator.comparingInt(Playback::round).thenComparingLong(Playback::played);

  private final Recording recording;
  private final ReplaySpeed speed;
  private final boolean loop;
  private final Scheduler reader;
  private final Clock clock;
  private final Telemetry telemetry;
  private final List<Playback> left = new ArrayList<>();
  private Playback foremost;
  private volatile Replay replay;

  /**
   * @param loop whether it begins again after its last frame
   * @param reader may block; disposed with the market
   */
  RecordedMarket(
      Recording recording,
      ReplaySpeed speed,
      boolean loop,
      Scheduler reader,
      Clock clock,
      Telemetry telemetry) {
    this.recording = recording;
    this.speed = speed;
    this.loop = loop;
    this.reader = reader;
    this.clock = clock;
    this.telemetry = telemetry;
    foremost = new Playback(recording.summary().begin());
    left.add(foremost);
    replay = replayOf(foremost);
  }

  Recording recording() {
    return recording;
  }

  ReplaySpeed speed() {
    return speed;
  }

  boolean isLooped() {
    return loop;
  }

  Scheduler reader() {
    return reader;
  }

  long nowNanos() {
    return ExchangeMessages.micros(clock.instant()) * 1_000;
  }

  /** The furthest place that nobody listens from, or a new one at the first frame. */
  Playback take() {
    Playback place =
        left.stream().max(PLACE).orElseGet(() -> new Playback(recording.summary().begin()));
    left.remove(place);
    return place;
  }

  void giveBack(Playback place) {
    left.add(place);
  }

  /** Called after each step of a playback. */
  void stepped(Playback place) {
    if (PLACE.compare(place, foremost) >= 0) {
      foremost = place;
      replay = replayOf(place);
    }
  }

  /** Called after the last frame of a recording that is not looped. */
  void finished(Playback place) {
    stepped(place);
    telemetry.report(
        new SandboxOccurrence.ReplayFinished(recording.path().toString(), place.played()));
  }

  private Replay replayOf(Playback place) {
    long total = recording.summary().frames();
    return new Replay(
        recording.path().toString(), place.played(), total, place.round(), place.isDone());
  }

  @Override
  public Replay replay() {
    return replay;
  }

  @Override
  public Set<String> products() {
    return recording.summary().products();
  }

  @Override
  public String describe(String product) {
    return recording.summary().describe(product);
  }

  @Override
  public MarketLine line(Subscriptions subscriptions) {
    return new RecordedLine(this, subscriptions);
  }

  @Override
  public List<Match> trades(String product, long newerThan, long olderThan, int limit) {
    Known known = foremost.product(product);
    return known == null ? List.of() : known.trades(newerThan, olderThan, limit);
  }

  @Override
  public @Nullable Book book(String product) {
    Known known = foremost.product(product);
    return known == null ? null : known.book(time());
  }

  @Override
  public @Nullable Day day(String product) {
    Known known = foremost.product(product);
    RecordedFrame ticker = known == null ? null : known.ticker();
    if (ticker == null) {
      return null;
    }
    JsonNode json = ticker.json();
    return new Day(
        json.path("open_24h").asString("0"),
        json.path("high_24h").asString("0"),
        json.path("low_24h").asString("0"),
        json.path("volume_24h").asString("0"),
        json.path("volume_30d").asString("0"));
  }

  @Override
  public List<Candle> candles(String product, Duration granularity, Instant from, Instant to) {
    NavigableMap<Long, Candle> candles = new TreeMap<>(Comparator.reverseOrder());
    List<Match> trades = trades(product, 0, Long.MAX_VALUE, Integer.MAX_VALUE);
    for (Match match : trades.reversed()) {
      Instant time = RecordedFrame.instant(match.time());
      if (time != null) {
        long second =
            Math.floorDiv(time.getEpochSecond(), granularity.toSeconds()) * granularity.toSeconds();
        if (second >= from.getEpochSecond() && second <= to.getEpochSecond()) {
          candles.merge(second, candle(second, match), (candle, one) -> joined(candle, match));
        }
      }
    }
    return List.copyOf(candles.values());
  }

  @Override
  public Instant time() {
    return foremost.time(speed, null, nowNanos());
  }

  @Override
  public Mono<Void> close() {
    return Mono.<Void>fromRunnable(reader::dispose).subscribeOn(Schedulers.boundedElastic());
  }

  private static Candle candle(long second, Match match) {
    String price = match.price();
    return new Candle(second, price, price, price, price, match.size());
  }

  private static Candle joined(Candle candle, Match match) {
    BigDecimal price = new BigDecimal(match.price());
    return new Candle(
        candle.epochSecond(),
        price.compareTo(new BigDecimal(candle.low())) < 0 ? match.price() : candle.low(),
        price.compareTo(new BigDecimal(candle.high())) > 0 ? match.price() : candle.high(),
        candle.open(),
        match.price(),
        new BigDecimal(candle.volume()).add(new BigDecimal(match.size())).toPlainString());
  }
}
