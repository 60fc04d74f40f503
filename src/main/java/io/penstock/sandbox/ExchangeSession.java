package io.penstock.sandbox;

import io.penstock.sandbox.MarketLine.Happening;
import io.penstock.sandbox.SubscribeRequest.Kind;
import io.penstock.sandbox.SubscribeRequest.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * One client's conversation with the exchange, without the socket. What the client says, what the
 * market does and what tests inject are one line of happenings; each takes effect and gives its
 * frames when it is run, so the frames are in the order of the happenings, and a client that reads
 * slowly holds up the line.
 */
final class ExchangeSession {

  /** A client that has not subscribed by then is sent away. */
  static final Duration SUBSCRIBE_WITHIN = Duration.ofSeconds(5);

  /** The last element of {@link #frames}: now the connection is closed. */
  static final String END = "";

  private static final int INJECTED = 64;

  private final Market market;
  private final Listed listed;
  private final RateLimit messages;
  private final String caller;
  private final Subscriptions subscriptions = new Subscriptions();
  private final Sinks.Many<Happening> injected =
      Sinks.many().unicast().onBackpressureBuffer(Queues.<Happening>get(INJECTED).get());
  private @Nullable MarketLine line;
  private @Nullable String ended;
  private Voice voice = Voice.ALL;
  private @Nullable String tradeToSkip;

  /**
   * @param messages how much a caller may say
   * @param caller its address
   */
  ExchangeSession(Market market, Listed listed, RateLimit messages, String caller) {
    this.market = market;
    this.listed = listed;
    this.messages = messages;
    this.caller = caller;
  }

  /**
   * What the exchange says to this client, in order. When the client has left or is sent away,
   * {@link #END} comes last and {@link #reasonOfEnd} tells why. It requests no more of the market
   * than is requested of it.
   *
   * @param client what the client says; its end is the client's leaving
   */
  Flux<String> frames(Flux<String> client, Scheduler loop) {
    MarketLine told = market.line(subscriptions);
    line = told;
    Flux<Happening> said =
        client
            .<Happening>map(text -> () -> hear(text))
            .concatWithValues(() -> end("the client left"));
    Mono<Happening> late = Mono.delay(SUBSCRIBE_WITHIN, loop).map(tick -> this::checkSubscribed);
    return Flux.merge(said, told.happenings(loop), late, injected.asFlux().publishOn(loop))
        .map(Happening::tell)
        .concatMapIterable(frames -> frames, 1)
        .filter(this::passes)
        .takeUntil(END::equals);
  }

  /** Why the exchange ended it, or null while it goes on. */
  @Nullable String reasonOfEnd() {
    return ended;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** What is said from now on; nothing of it comes later. Safe for any thread. */
  void speak(Voice only) {
    inject(() -> {
      voice = only;
      return List.of();
    });
  }

  boolean isMute() {
    return voice == Voice.NOTHING;
  }

  /** Says something out of turn. Safe for any thread. */
  void say(String frame) {
    inject(() -> List.of(frame));
  }

  /** Leaves out the product's next match. Safe for any thread. */
  void skipTrade(String product) {
    inject(() -> {
      tradeToSkip = product;
      return List.of();
    });
  }

  private void inject(Happening happening) {
    injected.emitNext(happening, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
  }

  private List<String> hear(String text) {
    if (!messages.admits(caller)) {
      ended = "too many messages";
      return List.of(ExchangeMessages.error("Rate limit exceeded", "Too many messages"), END);
    }
    try {
      return follow(SubscribeRequest.parse(text, listed.products()));
    } catch (RefusedException e) {
      return List.of(e.frame());
    }
  }

  private List<String> follow(SubscribeRequest request) {
    List<String> frames = new ArrayList<>();
    for (Map.Entry<Channel, Set<String>> asked : request.channels().entrySet()) {
      if (request.kind() == Kind.SUBSCRIBE) {
        subscribe(asked.getKey(), asked.getValue(), frames);
      } else {
        unsubscribe(asked.getKey(), asked.getValue());
      }
    }
    frames.addFirst(ExchangeMessages.subscriptions(subscriptions.byChannel()));
    return frames;
  }

  private void subscribe(Channel channel, Set<String> products, List<String> frames) {
    for (String product : products) {
      if (subscriptions.add(channel, product) && line != null) {
        frames.addAll(line.joined(channel, product));
      }
    }
  }

  private void unsubscribe(Channel channel, Set<String> products) {
    if (products.isEmpty()) {
      subscriptions.remove(channel);
    }
    products.forEach(product -> subscriptions.remove(channel, product));
  }

  private List<String> checkSubscribed() {
    return subscriptions.isEmpty() ? end("nothing was subscribed to within 5 seconds") : List.of();
  }

  private List<String> end(String reason) {
    ended = reason;
    return List.of(END);
  }

  private boolean passes(String frame) {
    if (voice != Voice.ALL && !frame.equals(END)) {
      return voice == Voice.HEARTBEATS && frame.startsWith("{\"type\":\"heartbeat\"");
    }
    if (tradeToSkip != null
        && frame.startsWith("{\"type\":\"match\"")
        && isAbout(frame, tradeToSkip)) {
      tradeToSkip = null;
      return false;
    }
    return listed.delisted().stream().noneMatch(product -> isAbout(frame, product));
  }

  private static boolean isAbout(String frame, String product) {
    return frame.contains("\"product_id\":\"" + product + "\"");
  }

  /** How much of what happens is said. */
  enum Voice {
    ALL,
    /** Connected and alive, but not a tick. */
    HEARTBEATS,
    /** Connected, and not a word; pings stay unanswered too. */
    NOTHING
  }
}
