package io.penstock.sandbox.kraken;

import static io.penstock.sandbox.venue.Subject.Kind.BOOK_UPDATE;
import static io.penstock.sandbox.venue.Subject.Kind.OTHER;
import static io.penstock.sandbox.venue.Subject.Kind.TRADE;

import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.RateLimit;
import io.penstock.sandbox.venue.Said;
import io.penstock.sandbox.venue.Session;
import io.penstock.sandbox.venue.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One client's conversation with the venue. */
final class KrakenSession extends Session {

  /** Of silence, until a heartbeat comes to who has subscribed to something. */
  static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** A client that has no subscription and says nothing for so long is sent away. */
  static final Duration INACTIVE = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final JsonMapper JSON = new JsonMapper();

  private final KrakenMarket market;
  private final Listed listed;
  private final RateLimit messages;
  private final long connection;
  private final String key;
  private final KrakenSubscriptions subscriptions = new KrakenSubscriptions();
  private final KrakenMarket.Line line;

  /** Of the last messages of books, while a fault waits for one. */
  private final Map<String, Long> checksums = new HashMap<>();

  private long spokenNanos;
  private long heardNanos;
  private long nowNanos;

  /**
   * @param messages how much a connection may say
   * @param connection its number
   */
  KrakenSession(KrakenMarket market, Listed listed, RateLimit messages, long connection) {
    super(listed);
    this.market = market;
    this.listed = listed;
    this.messages = messages;
    this.connection = connection;
    key = Long.toUnsignedString(connection);
    line = market.line(subscriptions);
  }

  @Override
  protected List<Frame> opened() {
    return Frame.of(KrakenMessages.status(connection));
  }

  @Override
  protected Flux<Happening> happenings(Scheduler loop) {
    long begin = loop.now(TimeUnit.NANOSECONDS);
    spokenNanos = begin;
    heardNanos = begin;
    nowNanos = begin;
    Flux<Happening> looks =
        Flux.interval(LOOK, loop)
            .onBackpressureDrop()
            .map(tick -> () -> look(loop.now(TimeUnit.NANOSECONDS)));
    return Flux.merge(line.happenings(loop), looks);
  }

  private List<Frame> look(long now) {
    nowNanos = now;
    if (subscriptions.isEmpty()) {
      return now - heardNanos >= INACTIVE.toNanos()
          ? end("no subscription, and no message for a minute")
          : List.of();
    }
    return now - spokenNanos >= HEARTBEAT.toNanos()
        ? Frame.of(KrakenMessages.HEARTBEAT)
        : List.of();
  }

  @Override
  protected List<Frame> sent(List<Frame> frames) {
    if (!frames.isEmpty()) {
      spokenNanos = nowNanos;
    }
    return frames;
  }

  @Override
  protected List<Frame> heard(Said said) {
    heardNanos = nowNanos;
    return switch (said) {
      case Said.Words words -> hear(words.text());
      case Said.Ping ping -> List.of();
      case Said.Pong pong -> List.of();
    };
  }

  private List<Frame> hear(String text) {
    KrakenRequest request = KrakenRequest.parse(text);
    if (!messages.admits(key)) {
      return refused(request, "Exceeded msg rate");
    }
    if (request.refusal() != null) {
      return refused(request, request.refusal());
    }
    KrakenChannel channel = request.channel();
    if (channel == null) {
      return Frame.of(KrakenMessages.pong(request.requestId(), time()));
    }
    boolean subscribes = request.method().equals("subscribe");
    if (channel == KrakenChannel.INSTRUMENT) {
      return subscribes ? joinInstruments(request) : leaveInstruments(request);
    }
    // One answer for each symbol, and after it what was asked for.
    List<Frame> frames = new ArrayList<>();
    for (String symbol : request.symbols()) {
      frames.addAll(subscribes ? join(request, channel, symbol) : leave(request, channel, symbol));
    }
    return frames;
  }

  private List<Frame> join(KrakenRequest request, KrakenChannel channel, String symbol) {
    if (!listed.has(symbol)) {
      return refused(request, "Currency pair not supported " + symbol, symbol);
    }
    if (channel == KrakenChannel.BOOK && !market.hasDepth(request.depth())) {
      return refused(request, "Subscription depth not supported", symbol);
    }
    if (!subscriptions.add(request, channel, symbol)) {
      return refused(request, "Already subscribed", symbol);
    }
    List<Frame> frames = done(request, channel, options(request, channel, symbol, true));
    frames.addAll(line.joined(request, channel, symbol));
    return frames;
  }

  private List<Frame> leave(KrakenRequest request, KrakenChannel channel, String symbol) {
    return subscriptions.remove(request, channel, symbol)
        ? done(request, channel, options(request, channel, symbol, false))
        : refused(request, "Subscription Not Found", symbol);
  }

  private List<Frame> joinInstruments(KrakenRequest request) {
    if (!subscriptions.add(request, KrakenChannel.INSTRUMENT, "")) {
      return refused(request, "Already subscribed");
    }
    List<Frame> frames =
        done(
            request,
            KrakenChannel.INSTRUMENT,
            KrakenMessages.field("snapshot", request.snapshot()));
    if (request.snapshot()) {
      frames.addAll(
          Frame.of(
              KrakenMessages.instruments(
                  listed.products().stream().map(market::instrument).toList())));
    }
    return frames;
  }

  private List<Frame> leaveInstruments(KrakenRequest request) {
    return subscriptions.remove(request, KrakenChannel.INSTRUMENT, "")
        ? done(request, KrakenChannel.INSTRUMENT, "")
        : refused(request, "Subscription Not Found");
  }

  /** Tells of a pair that is traded no more, where instruments were asked for. */
  void tellDelisted(Instrument instrument) {
    inject(() ->
        subscriptions.hasInstruments()
            ? Frame.of(KrakenMessages.instrument(instrument, "delisted"))
            : List.of());
  }

  private static String options(
      KrakenRequest request, KrakenChannel channel, String symbol, boolean joins) {
    String options =
        switch (channel) {
          case BOOK -> KrakenMessages.field("depth", request.depth());
          case TICKER -> KrakenMessages.field("event_trigger", request.eventTrigger());
          case TRADE, INSTRUMENT -> "";
        };
    return options
        + (joins ? KrakenMessages.field("snapshot", request.snapshot()) : "")
        + KrakenMessages.field("symbol", symbol);
  }

  private List<Frame> done(KrakenRequest request, KrakenChannel channel, String result) {
    return Frame.of(
        KrakenMessages.done(request.method(), channel, result, request.requestId(), time()));
  }

  private List<Frame> refused(KrakenRequest request, String error) {
    return Frame.of(
        KrakenMessages.refused(error, request.method(), null, request.requestId(), time()));
  }

  private List<Frame> refused(KrakenRequest request, String error, String symbol) {
    return Frame.of(
        KrakenMessages.refused(error, request.method(), symbol, request.requestId(), time()));
  }

  private long time() {
    return Micros.of(market.time());
  }

  @Override
  protected Subject about(String message) {
    JsonNode json;
    try {
      json = JSON.readTree(message);
    } catch (JacksonException e) {
      return Subject.NOTHING;
    }
    if (json.has("method")) {
      return Subject.ANSWER;
    }
    boolean update = json.path("type").asString("").equals("update");
    JsonNode symbol = json.path("data").path(0).path("symbol");
    String product = symbol.isString() ? symbol.asString() : null;
    return switch (json.path("channel").asString("")) {
      case "heartbeat" -> Subject.HEARTBEAT;
      case "trade" -> new Subject(update ? TRADE : OTHER, product);
      case "book" -> new Subject(update && isSeen(product, json) ? BOOK_UPDATE : OTHER, product);
      default -> new Subject(OTHER, product);
    };
  }

  @Override
  protected void armed() {
    checksums.clear();
  }

  /**
   * Whether the checksum shows it when an update is missing: what happens below the ten best levels
   * does not, so faults let it pass.
   */
  private boolean isSeen(@Nullable String product, JsonNode book) {
    long checksum = book.path("data").path(0).path("checksum").asLong(0);
    Long before = product == null ? null : checksums.put(product, checksum);
    return before != null && before != checksum;
  }
}
