package io.penstock.market.feed.binance;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.market.feed.FeedMessage;
import io.penstock.market.feed.VenueSocket;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A line whose venue is the test, in virtual time. */
final class LineBench {

  static final Instant NOW = Instant.parse("2026-01-05T10:00:02Z");

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final List<String> sent = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  final List<FeedMessage> heard = new ArrayList<>();
  final BinanceTools tools;
  final BinanceLine line;
  private final Sinks.Many<String> frames = Sinks.many().unicast().onBackpressureBuffer();
  private final Disposable reading;
  volatile Throwable end = new IllegalStateException("goes on");
  private int pings;

  private final class Wire implements VenueSocket {

    @Override
    public Flux<ByteBuf> frames() {
      return frames
          .asFlux()
          .map(text -> Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Mono<Void> send(String text) {
      return Mono.fromRunnable(() -> sent.add(text));
    }

    @Override
    public Mono<Void> ping() {
      return Mono.fromRunnable(() -> pings++);
    }
  }

  /**
   * @param depth the venue's answers
   */
  LineBench(Map<String, String> settings, Function<Symbol, Mono<BinanceClient.Depth>> depth) {
    this(settings, depth, message -> {});
  }

  /**
   * @param reader is told each message as it comes
   */
  LineBench(
      Map<String, String> settings,
      Function<Symbol, Mono<BinanceClient.Depth>> depth,
      Consumer<FeedMessage> reader) {
    this.tools =
        BinanceTools.of(
            BinancePropertiesTest.bound(settings),
            Clock.fixed(NOW, ZoneOffset.UTC),
            time,
            new Random(7));
    this.line =
        new BinanceLine(
            new Wire(),
            Mono.empty(),
            symbol -> {
              asked.add(symbol.value());
              return depth.apply(symbol);
            },
            tools);
    this.reading =
        line.messages()
            .doOnNext(heard::add)
            .subscribe(reader, error -> end = error, () -> end = new AssertionError("completed"));
  }

  int pings() {
    return pings;
  }

  void say(String... texts) {
    for (String text : texts) {
      frames.tryEmitNext(text).orThrow();
    }
  }

  void subscribe(String... symbols) {
    request(line.subscribe(List.of(symbols).stream().map(Symbol::new).toList()));
  }

  void resync(String symbol) {
    request(line.resync(new Symbol(symbol)));
  }

  private static void request(List<Mono<Void>> requests) {
    requests.forEach(Mono::block);
  }

  void pass(Duration duration) {
    time.advanceTimeBy(duration);
  }

  void close() {
    reading.dispose();
  }

  /** What was heard that is of use, short; and forgets it. */
  List<String> told() {
    List<String> told =
        heard.stream().map(LineBench::told).filter(text -> !text.equals("noted")).toList();
    heard.clear();
    return told;
  }

  private static String told(FeedMessage message) {
    return switch (message) {
      case FeedMessage.Told told ->
          switch (told.event()) {
            case Trade trade -> "trade " + trade.tradeId() + " " + trade.listing().symbol();
            case Quote quote -> "quote " + quote.sequence() + " " + quote.listing().symbol();
            case BookChange change ->
                (change.isSnapshot() ? "snapshot " : "update ")
                    + change.bids()
                    + " "
                    + change.listing().symbol();
            default -> told.event().toString();
          };
      case FeedMessage.Noted noted -> "noted";
      case FeedMessage.BookLost lost -> "lost " + lost.reason() + " " + lost.listing().symbol();
      case FeedMessage.SymbolRefused refused ->
          "refused " + refused.symbol() + ": " + refused.reason();
      case FeedMessage.Unparsable garbled -> "unparsable " + garbled.symbol();
      case FeedMessage.Leaving leaving -> "leaving: " + leaving.reason();
      default -> message.toString();
    };
  }
}
