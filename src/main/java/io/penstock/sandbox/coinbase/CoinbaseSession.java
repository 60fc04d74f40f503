package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.coinbase.SubscribeRequest.Kind;
import io.penstock.sandbox.coinbase.SubscribeRequest.RefusedException;
import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.RateLimit;
import io.penstock.sandbox.venue.Said;
import io.penstock.sandbox.venue.Session;
import io.penstock.sandbox.venue.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** One client's conversation with the exchange. */
final class CoinbaseSession extends Session {

  /** A client that has not subscribed by then is sent away. */
  static final Duration SUBSCRIBE_WITHIN = Duration.ofSeconds(5);

  private static final String TYPE = "{\"type\":\"";
  private static final String PRODUCT = "\"product_id\":\"";

  private final Listed listed;
  private final RateLimit messages;
  private final String caller;
  private final Subscriptions subscriptions = new Subscriptions();
  private final MarketLine line;

  /**
   * @param messages how much a caller may say
   * @param caller its address
   */
  CoinbaseSession(Market market, Listed listed, RateLimit messages, String caller) {
    super(listed);
    this.listed = listed;
    this.messages = messages;
    this.caller = caller;
    line = market.line(subscriptions);
  }

  @Override
  protected Flux<Happening> happenings(Scheduler loop) {
    Mono<Happening> late = Mono.delay(SUBSCRIBE_WITHIN, loop).map(tick -> this::checkSubscribed);
    return Flux.merge(line.happenings(loop), late);
  }

  @Override
  protected List<Frame> heard(Said said) {
    return switch (said) {
      case Said.Words words -> hear(words.text());
      case Said.Ping ping -> List.of();
      case Said.Pong pong -> List.of();
    };
  }

  private List<Frame> hear(String text) {
    if (!messages.admits(caller)) {
      List<Frame> frames =
          Frame.of(CoinbaseMessages.error("Rate limit exceeded", "Too many messages"));
      frames.addAll(end("too many messages"));
      return frames;
    }
    try {
      return Frame.texts(follow(SubscribeRequest.parse(text, listed.products())));
    } catch (RefusedException e) {
      return Frame.of(e.frame());
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
    frames.addFirst(CoinbaseMessages.subscriptions(subscriptions.byChannel()));
    return frames;
  }

  private void subscribe(Channel channel, Set<String> products, List<String> frames) {
    for (String product : products) {
      if (subscriptions.add(channel, product)) {
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

  private List<Frame> checkSubscribed() {
    return subscriptions.isEmpty() ? end("nothing was subscribed to within 5 seconds") : List.of();
  }

  @Override
  protected Subject about(String message) {
    Subject.Kind kind =
        switch (type(message)) {
          case "heartbeat" -> Subject.Kind.HEARTBEAT;
          case "match" -> Subject.Kind.TRADE;
          case "l2update" -> Subject.Kind.BOOK_UPDATE;
          case "subscriptions", "error" -> Subject.Kind.ANSWER;
          default -> Subject.Kind.OTHER;
        };
    return new Subject(kind, product(message));
  }

  private static String type(String message) {
    int end = message.startsWith(TYPE) ? message.indexOf('"', TYPE.length()) : -1;
    return end < 0 ? "" : message.substring(TYPE.length(), end);
  }

  private static @Nullable String product(String message) {
    int begin = message.indexOf(PRODUCT);
    int end = begin < 0 ? -1 : message.indexOf('"', begin + PRODUCT.length());
    return end < 0 ? null : message.substring(begin + PRODUCT.length(), end);
  }
}
