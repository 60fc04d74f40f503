package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.book.OrderBook;
import io.penstock.market.feed.FeedMessage;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Recordings of the real exchange with one frame of a book spoilt at a place that a seed chooses.
 * The exchange of the test knows what is right, and answers with it, a little late, when a book is
 * asked for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BinanceDamageTest {

  private static final String RECORDED_2021 = "binance/spot-20211012.jsonl.gz";
  private static final String BTC_2024 = "binance/spot-btcusdt-20240808.jsonl.gz";

  private enum Damage {
    CUT_OUT,
    DOUBLED,
    SWAPPED,
    CORRUPTED
  }

  private final Map<String, List<RecordedFrame>> recordings = new HashMap<>();
  private final Map<String, Market> untouched = new HashMap<>();

  /** Frames of books and their snapshots. */
  private List<RecordedFrame> recording(String file) {
    return recordings.computeIfAbsent(
        file,
        name -> {
          try (Stream<RecordedFrame> frames = Recordings.frames(name)) {
            return frames
                .filter(frame -> isUpdate(frame) || frame.channel().startsWith("http:"))
                .toList();
          }
        });
  }

  private static boolean isUpdate(RecordedFrame frame) {
    return frame.frame().contains("\"depthUpdate\"");
  }

  /** A book as it really was. */
  private static final class True {
    final OrderBook book;
    long lastUpdateId;

    True(Listing listing, DepthSnapshot snapshot) {
      book = new OrderBook(listing);
      book.apply(snapshot.bookChange(listing, LineBench.NOW));
      lastUpdateId = snapshot.lastUpdateId();
    }

    void apply(DepthUpdate update) {
      if (update.last() > lastUpdateId) {
        assertThat(update.first()).isLessThanOrEqualTo(lastUpdateId + 1);
        lastUpdateId = update.last();
        applyNext(book, update.bookChange(LineBench.NOW));
      }
    }

    BinanceClient.Depth answer() {
      return new BinanceClient.Depth.Book(
          new DepthSnapshot(
              lastUpdateId, book.bids(Integer.MAX_VALUE), book.asks(Integer.MAX_VALUE)),
          LineBench.NOW);
    }
  }

  /** The exchange as it really was, and who reads it. */
  private static final class Market {
    final BinanceParser parser = new BinanceParser(new BinanceSymbols());
    final Map<Listing, True> truth = new TreeMap<>();
    final Map<Listing, OrderBook> read = new TreeMap<>();
    final Map<Symbol, Integer> fetches = new HashMap<>();
    final Map<Listing, Integer> faults = new HashMap<>();
    final ArrayDeque<Runnable> pending = new ArrayDeque<>();
    final Map<Listing, List<DepthUpdate>> beforeSnapshot = new HashMap<>();
    final LineBench bench = new LineBench(Map.of(), this::depth, this::hear);

    Market(String file) {
      bench.subscribe(
          file.equals(BTC_2024)
              ? new String[] {"BTC-USDT"}
              : new String[] {"NKN-USDT", "BLZ-ETH", "LRC-BTC", "RUNE-EUR"});
    }

    /** Its snapshot tells what the book was then; what is known later is later. */
    void happens(RecordedFrame frame, String file) {
      byte[] text = frame.frame().getBytes(StandardCharsets.UTF_8);
      if (isUpdate(frame)) {
        DepthUpdate update = (DepthUpdate) parser.parse(text);
        True known = truth.get(update.listing());
        if (known != null) {
          known.apply(update);
        } else {
          beforeSnapshot.computeIfAbsent(update.listing(), pair -> new ArrayList<>()).add(update);
        }
      } else {
        Listing listing = BinanceRecordingTest.symbolOf(frame.channel(), file);
        True known = new True(listing, parser.parseSnapshot(text));
        beforeSnapshot.getOrDefault(listing, List.of()).forEach(known::apply);
        truth.put(listing, known);
      }
    }

    int fetches(Listing listing) {
      return fetches.getOrDefault(listing.symbol(), 0);
    }

    /** The book of the moment when it is asked for, or of the first moment it is known. */
    private Mono<BinanceClient.Depth> depth(Symbol symbol) {
      fetches.merge(symbol, 1, Integer::sum);
      Sinks.One<BinanceClient.Depth> answer = Sinks.one();
      pending.add(() -> {
        True known = truth.get(new Listing(symbol, BinanceSymbols.VENUE));
        if (known == null) {
          answer.tryEmitError(new IllegalStateException("not known yet"));
        } else {
          answer.tryEmitValue(known.answer());
        }
      });
      return answer.asMono();
    }

    private void hear(FeedMessage message) {
      switch (message) {
        case FeedMessage.Told told -> {
          BookChange change = (BookChange) told.event();
          OrderBook book = read.computeIfAbsent(change.listing(), OrderBook::new);
          if (change.isSnapshot()) {
            book.apply(change);
          } else if (book.isKnown()) {
            applyNext(book, change);
          }
        }
        case FeedMessage.BookLost lost -> lost(lost.listing());
        case FeedMessage.Unparsable garbled -> {
          if (garbled.symbol() != null) {
            lost(new Listing(garbled.symbol(), BinanceSymbols.VENUE));
          }
        }
        default -> assertThat(message).isEqualTo(FeedMessage.Noted.INSTANCE);
      }
    }

    private void lost(Listing listing) {
      faults.merge(listing, 1, Integer::sum);
      read.remove(listing);
      pending.add(() -> bench.resync(listing.symbol().value()));
    }

    /** Answers come a frame or so later. */
    void pass() {
      bench.pass(Duration.ofMillis(100));
      for (int due = pending.size(); due > 0; due--) {
        pending.remove().run();
      }
    }
  }

  private static void applyNext(OrderBook book, BookChange change) {
    assertThat(
            book.apply(
                new BookChange(
                    change.listing(),
                    BookChange.Kind.UPDATE,
                    book.sequence() + 1,
                    change.bids(),
                    change.asks(),
                    change.times())))
        .isEqualTo(OrderBook.Outcome.APPLIED);
  }

  static IntStream seeds() {
    return IntStream.rangeClosed(1, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void oneSpoiltFrameOfFourPairsIsNoticedAndMended(int seed) {
    spoil(RECORDED_2021, seed);
  }

  static IntStream fewSeeds() {
    return IntStream.rangeClosed(1, 8);
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void oneSpoiltFrameOfABusyPairIsNoticedAndMended(int seed) {
    spoil(BTC_2024, seed);
  }

  @Test
  void withoutDamageEachBookIsFetchedOnce() {
    Market market = untouched(RECORDED_2021);

    assertThat(market.faults).isEmpty();
    assertThat(market.read).hasSize(4);
    assertAllRight(market);
  }

  private void spoil(String file, int seed) {
    Random random = new Random(seed);
    List<RecordedFrame> frames = recording(file);
    int at = place(frames, random);
    Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
    Market market = new Market(file);
    Listing spoilt = null;
    RecordedFrame held = null;
    boolean isHarmless = damage == Damage.DOUBLED;
    for (int i = 0; i < frames.size(); i++) {
      RecordedFrame frame = frames.get(i);
      if (i == at) {
        DepthUpdate update = update(market, frame);
        spoilt = update.listing();
        market.happens(frame, file);
        switch (damage) {
          case CUT_OUT -> {}
          case DOUBLED -> market.bench.say(frame.frame(), frame.frame());
          case SWAPPED -> held = frame;
          case CORRUPTED -> {
            String corrupt = corrupted(frame.frame(), random);
            isHarmless = isHarmless(market, corrupt, update);
            market.bench.say(corrupt);
          }
        }
        market.pass();
      } else {
        hand(market, frame, file);
        if (held != null && isUpdate(frame) && update(market, frame).listing().equals(spoilt)) {
          market.bench.say(held.frame());
          held = null;
        }
      }
    }
    finish(market);

    Listing damaged = Objects.requireNonNull(spoilt);
    String what = "seed " + seed + ": " + damage + " at " + at + " of " + damaged;
    assertThat(market.faults.keySet()).as(what).isEqualTo(isHarmless ? Set.of() : Set.of(damaged));
    Market usual = untouched(file);
    for (Listing listing : market.truth.keySet()) {
      boolean isMended = listing.equals(damaged) && !isHarmless;
      if (isMended) {
        assertThat(market.fetches(listing)).as(what).isGreaterThan(usual.fetches(listing));
      } else {
        assertThat(market.fetches(listing)).as(what).isEqualTo(usual.fetches(listing));
      }
    }
    assertAllRight(market);
  }

  private Market untouched(String file) {
    return untouched.computeIfAbsent(
        file,
        name -> {
          Market market = new Market(name);
          recording(name).forEach(frame -> hand(market, frame, name));
          finish(market);
          return market;
        });
  }

  private static void hand(Market market, RecordedFrame frame, String file) {
    market.happens(frame, file);
    if (isUpdate(frame)) {
      market.bench.say(frame.frame());
    }
    market.pass();
  }

  private static void finish(Market market) {
    for (int i = 0; i < 1_000 && !market.pending.isEmpty(); i++) {
      market.pass();
    }
    market.bench.pass(Duration.ofMinutes(1));
    market.pass();
    market.bench.close();
    assertThat(market.bench.end).hasMessage("goes on");
  }

  /** An update of a pair whose book stands, with two more of it to come, by which to notice. */
  private int place(List<RecordedFrame> frames, Random random) {
    BinanceParser parser = new BinanceParser(new BinanceSymbols());
    Map<Listing, List<Integer>> places = new TreeMap<>();
    for (int i = 0; i < frames.size(); i++) {
      if (isUpdate(frames.get(i))) {
        DepthUpdate update =
            (DepthUpdate) parser.parse(frames.get(i).frame().getBytes(StandardCharsets.UTF_8));
        places.computeIfAbsent(update.listing(), pair -> new ArrayList<>()).add(i);
      }
    }
    List<List<Integer>> pairs = places.values().stream().filter(all -> all.size() > 8).toList();
    List<Integer> pair = pairs.get(random.nextInt(pairs.size()));
    return pair.get(5 + random.nextInt(pair.size() - 7));
  }

  private static DepthUpdate update(Market market, RecordedFrame frame) {
    return (DepthUpdate) market.parser.parse(frame.frame().getBytes(StandardCharsets.UTF_8));
  }

  /** Anywhere but in prices and quantities, of which no number tells that they are wrong. */
  private static String corrupted(String frame, Random random) {
    int head = frame.indexOf("\"b\":[");
    byte[] bytes = frame.substring(0, head).getBytes(StandardCharsets.UTF_8);
    byte[] mutant = BinanceParserTest.mutated(bytes, random);
    // A byte of 128 and more is no text by itself.
    for (int i = 0; i < mutant.length; i++) {
      mutant[i] = (byte) (mutant[i] & 0x7f);
    }
    return new String(mutant, StandardCharsets.UTF_8) + frame.substring(head);
  }

  /**
   * Whether what was made of the frame says the same of the book: its time may be wrong, or its
   * numbers overlap with those of its neighbours without leaving anything out.
   */
  private static boolean isHarmless(Market market, String corrupt, DepthUpdate update) {
    try {
      return market.parser.parse(corrupt.getBytes(StandardCharsets.UTF_8))
              instanceof DepthUpdate still
          && still.listing().equals(update.listing())
          && still.bids().equals(update.bids())
          && still.asks().equals(update.asks())
          && still.first() <= update.first()
          && still.last() == update.last();
    } catch (UnparsableFrameException e) {
      return false;
    }
  }

  private static void assertAllRight(Market market) {
    market.truth.forEach((listing, known) -> {
      OrderBook read = Objects.requireNonNull(market.read.get(listing), listing.toString());
      assertThat(read.bids(Integer.MAX_VALUE)).isEqualTo(known.book.bids(Integer.MAX_VALUE));
      assertThat(read.asks(Integer.MAX_VALUE)).isEqualTo(known.book.asks(Integer.MAX_VALUE));
    });
  }
}
