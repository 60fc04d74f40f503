package io.penstock.sandbox.binance;

import io.penstock.sandbox.binance.BinanceRequest.RefusedException;
import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.Said;
import io.penstock.sandbox.venue.Session;
import io.penstock.sandbox.venue.Subject;
import io.penstock.sandbox.venue.WindowLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One client's conversation with the venue. */
final class BinanceSession extends Session {

  static final int STREAMS = 1_024;
  static final int MESSAGES_PER_SECOND = 5;

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String SHUTDOWN_STREAM = "!serverShutdown";
  private static final JsonMapper JSON = new JsonMapper();

  private final BinanceTimes times;
  private final BinanceMarket market;
  private final Dialect dialect;
  private final BinanceSubscriptions subscriptions = new BinanceSubscriptions();
  private final BinanceMarket.Line line;
  private final WindowLimit messages;

  /** Payloads of pings that were not answered, with their times. */
  private final Map<String, Long> unanswered = new LinkedHashMap<>();

  private long begin;
  private long pinged;
  private long now;
  private long closesAt = Long.MAX_VALUE;

  /**
   * @param streams those named by the address
   */
  BinanceSession(
      BinanceMarket market,
      Listed listed,
      BinanceTimes times,
      Dialect dialect,
      Collection<String> streams,
      Clock clock) {
    super(listed);
    this.times = times;
    this.market = market;
    this.dialect = dialect;
    messages = new WindowLimit(MESSAGES_PER_SECOND, Duration.ofSeconds(1), Duration.ZERO, clock);
    line = market.line(subscriptions, dialect);
    streams.forEach(this::subscribe);
  }

  @Override
  protected Flux<Happening> happenings(Scheduler loop) {
    begin = loop.now(TimeUnit.NANOSECONDS);
    pinged = begin;
    now = begin;
    Flux<Happening> looks =
        Flux.interval(LOOK, loop)
            .onBackpressureDrop()
            .map(tick -> () -> look(loop.now(TimeUnit.NANOSECONDS)));
    return Flux.merge(line.happenings(loop), looks);
  }

  private List<Frame> look(long nanos) {
    now = nanos;
    if (now >= closesAt) {
      return List.of(new Frame.Close(1001, "server shutdown"));
    }
    if (now - begin >= times.lifetime().toNanos()) {
      return cut("the connection is too old");
    }
    if (!unanswered.isEmpty()
        && now - unanswered.values().iterator().next() >= times.pongWithin().toNanos()) {
      return cut("a ping was not answered");
    }
    if (now - pinged < times.pingEvery().toNanos()) {
      return List.of();
    }
    pinged = now;
    String payload = String.valueOf(market.time().toEpochMilli());
    unanswered.put(payload, now);
    return List.of(new Frame.Ping(payload));
  }

  /** Says that the line will be closed, and closes it after that time. Safe for any thread. */
  void announceShutdown(Duration notice) {
    inject(() -> {
      closesAt = now + notice.toNanos();
      long time = dialect.time(Micros.of(market.time()));
      return Frame.of(dialect.event(SHUTDOWN_STREAM, BinanceMessages.serverShutdown(time)));
    });
  }

  @Override
  protected List<Frame> heard(Said said) {
    if (!messages.admits("")) {
      return end("Too many requests");
    }
    return switch (said) {
      case Said.Words words -> hear(words.text());
      case Said.Ping ping -> List.of();
      case Said.Pong pong -> {
        hearPong(pong.payload());
        yield List.of();
      }
    };
  }

  /** Only a pong with a ping's payload counts; it answers those before too. */
  private void hearPong(String payload) {
    if (unanswered.containsKey(payload)) {
      while (!unanswered.isEmpty()) {
        String oldest = unanswered.keySet().iterator().next();
        unanswered.remove(oldest);
        if (oldest.equals(payload)) {
          return;
        }
      }
    }
  }

  private List<Frame> hear(String text) {
    try {
      return Frame.of(follow(BinanceRequest.parse(text)));
    } catch (RefusedException e) {
      return Frame.of(e.frame());
    }
  }

  private String follow(BinanceRequest request) throws RefusedException {
    String id = request.id();
    switch (request.method()) {
      case SUBSCRIBE -> {
        long more = request.names().stream().filter(name -> !subscriptions.has(name)).count();
        if (subscriptions.size() + more > STREAMS) {
          throw new RefusedException(2, "Invalid request: too many streams", id);
        }
        request.names().forEach(this::subscribe);
      }
      case UNSUBSCRIBE -> request.names().forEach(subscriptions::remove);
      case LIST_SUBSCRIPTIONS -> {
        return BinanceMessages.streams(subscriptions.names(), id);
      }
      case SET_PROPERTY -> dialect.combine(Boolean.TRUE.equals(request.value()));
      case GET_PROPERTY -> {
        return BinanceMessages.result(dialect.isCombined(), id);
      }
    }
    return BinanceMessages.done(id);
  }

  private void subscribe(String name) {
    BinanceStream stream = BinanceStream.named(name);
    if (subscriptions.add(stream)) {
      line.joined(stream);
    }
  }

  @Override
  protected Subject about(String message) {
    JsonNode json;
    try {
      json = JSON.readTree(message);
    } catch (JacksonException e) {
      return Subject.NOTHING;
    }
    if (json.has("result") || json.has("error")) {
      return Subject.ANSWER;
    }
    JsonNode event = json.has("stream") ? json.path("data") : json;
    JsonNode symbol = event.path("s");
    Subject.Kind kind =
        switch (event.path("e").asString("")) {
          case "trade", "aggTrade" -> Subject.Kind.TRADE;
          case "depthUpdate" -> Subject.Kind.BOOK_UPDATE;
          default -> Subject.Kind.OTHER;
        };
    return new Subject(kind, symbol.isString() ? symbol.asString() : null);
  }
}
