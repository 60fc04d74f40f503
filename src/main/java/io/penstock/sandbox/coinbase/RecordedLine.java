package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.coinbase.Market.Book;
import io.penstock.sandbox.coinbase.Market.Match;
import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.Play;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Plays a recording to one connection. Of the frames those pass that were subscribed to, byte for
 * byte; frames about no product pass always.
 *
 * <p>Heartbeats of its own come where the recording has none, and after its end: with the
 * recording's last trade ids and a time that runs on from the last frame's, so the client sees
 * neither silence nor a gap.
 */
final class RecordedLine implements MarketLine {

  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final RecordedMarket market;
  private final Subscriptions subscriptions;
  private final Play<RecordedFrame, Told> play;
  private Instant lastHeartbeat = Instant.MIN;

  RecordedLine(RecordedMarket market, Subscriptions subscriptions) {
    this.market = market;
    this.subscriptions = subscriptions;
    play = market.stage().play(self -> !subscriptions.isEmpty());
  }

  @Override
  public Flux<Happening> happenings(Scheduler loop) {
    return play.happenings(
        loop,
        frame -> isWanted(frame) ? Frame.of(frame.text()) : List.of(),
        Flux.interval(HEARTBEAT, loop).onBackpressureDrop().map(tick -> this::heartbeats));
  }

  @Override
  public List<String> joined(Channel channel, String product) {
    play.subscribed();
    Known known = play.playback().known().product(product);
    if (known == null) {
      return List.of();
    }
    return switch (channel) {
      case LEVEL2 -> {
        Book book = known.book(market.time());
        yield book == null ? List.of() : List.of(CoinbaseMessages.snapshot(product, book));
      }
      case MATCHES -> {
        Match match = known.lastMatch();
        yield match == null
            ? List.of()
            : List.of(CoinbaseMessages.match("last_match", product, match));
      }
      case TICKER -> {
        RecordedFrame ticker = known.ticker();
        yield ticker == null ? List.of() : List.of(ticker.text());
      }
      case HEARTBEAT -> List.of();
    };
  }

  private boolean isWanted(RecordedFrame frame) {
    String product = frame.product();
    if (product == null) {
      return true;
    }
    Channel channel = frame.channel();
    return channel == null
        ? subscriptions.products().contains(product)
        : subscriptions.has(channel, product);
  }

  private List<Frame> heartbeats() {
    if (market.contents().hasHeartbeats() && !play.playback().isDone()) {
      return List.of();
    }
    Instant time = play.time();
    lastHeartbeat = time.isAfter(lastHeartbeat) ? time : lastHeartbeat;
    List<String> frames = new ArrayList<>();
    for (String product : subscriptions.byChannel().getOrDefault(Channel.HEARTBEAT, Set.of())) {
      Known known = play.playback().known().product(product);
      if (known != null && known.lastTradeId() > 0) {
        frames.add(
            CoinbaseMessages.heartbeat(
                product, known.sequence(), known.lastTradeId(), Micros.text(lastHeartbeat)));
      }
    }
    return Frame.texts(frames);
  }
}
