package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.Play;
import io.penstock.sandbox.venue.Replay;
import io.penstock.sandbox.venue.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A recording of the venue. Its books have the depth at which they were recorded, and no other can
 * be subscribed to: the checksums hold for that one only.
 */
final class KrakenRecordedMarket implements KrakenMarket {

  private static final int TRADES_OF_A_SNAPSHOT = 50;

  private final KrakenContents contents;
  private final Stage<KrakenFrame, KrakenKnown> stage;

  KrakenRecordedMarket(KrakenContents contents, Stage<KrakenFrame, KrakenKnown> stage) {
    this.contents = contents;
    this.stage = stage;
  }

  @Override
  public Set<String> symbols() {
    return contents.symbols();
  }

  @Override
  public Instrument instrument(String symbol) {
    return contents.instrument(symbol);
  }

  @Override
  public Line line(KrakenSubscriptions subscriptions) {
    return new Recorded(subscriptions);
  }

  @Override
  public boolean hasDepth(int depth) {
    int recorded = contents.depth();
    return recorded == 0 ? KrakenMarket.super.hasDepth(depth) : depth == recorded;
  }

  @Override
  public List<KrakenTrade> tradesAfter(String symbol, long micros, int limit) {
    return stage.foremost().known().tradesAfter(symbol, micros, limit);
  }

  @Override
  public List<KrakenTrade> lastTrades(String symbol, int limit) {
    return stage.foremost().known().lastTrades(symbol, limit);
  }

  @Override
  public @Nullable ModelBook book(String symbol) {
    return stage.foremost().known().book(symbol);
  }

  @Override
  public Instant time() {
    return stage.time();
  }

  @Override
  public Replay replay() {
    return stage.replay();
  }

  @Override
  public Mono<Void> close() {
    return stage.close();
  }

  /** Plays the recording to one connection; of the frames those pass that were subscribed to. */
  private final class Recorded implements Line {

    private final KrakenSubscriptions subscriptions;
    private final Play<KrakenFrame, KrakenKnown> play;

    Recorded(KrakenSubscriptions subscriptions) {
      this.subscriptions = subscriptions;
      play = stage.play(self -> !subscriptions.isEmpty());
    }

    @Override
    public Flux<Happening> happenings(Scheduler loop) {
      return play.happenings(
          loop, frame -> isWanted(frame) ? Frame.of(frame.text()) : List.of(), Flux.never());
    }

    @Override
    public List<Frame> joined(KrakenRequest request, KrakenChannel channel, String symbol) {
      play.subscribed();
      if (!request.snapshot()) {
        return List.of();
      }
      KrakenKnown known = play.playback().known();
      Instrument instrument = instrument(symbol);
      return switch (channel) {
        case BOOK -> {
          ModelBook book = known.book(symbol);
          yield book == null
              ? List.of()
              : Frame.of(
                  KrakenMessages.book(instrument, book, Checksum.of(book), Micros.of(play.time())));
        }
        case TRADE -> {
          List<KrakenTrade> trades = known.lastTrades(symbol, TRADES_OF_A_SNAPSHOT);
          yield trades.isEmpty()
              ? List.of()
              : Frame.of(KrakenMessages.trades("snapshot", instrument, trades));
        }
        case TICKER -> {
          String ticker = known.ticker(symbol);
          yield ticker == null
              ? List.of()
              : Frame.of(ticker.replaceFirst("\"type\":\"update\"", "\"type\":\"snapshot\""));
        }
        case INSTRUMENT -> List.of();
      };
    }

    private boolean isWanted(KrakenFrame frame) {
      String symbol = frame.symbol();
      if (frame.isAnswer()) {
        return false;
      }
      if (symbol == null) {
        return !frame.channel().equals("instrument") || subscriptions.hasInstruments();
      }
      return switch (frame.channel()) {
        case "book" -> subscriptions.depth(symbol) != null;
        case "trade" -> subscriptions.hasTrades(symbol);
        case "ticker" -> subscriptions.trigger(symbol) != null;
        default -> false;
      };
    }
  }
}
