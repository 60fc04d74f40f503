package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.feed.FeedMessage;
import io.penstock.market.feed.FeedMessage.BookLost;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.feed.FeedMessage.Unparsable;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.feed.kraken.KrakenMessages.Books;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.platform.values.Decimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What a client of the real exchange received: ten levels of BTC/USD, for 50 seconds. */
class KrakenRecordingTest {

  private static final Listing BTC = Listing.of("BTC-USD", "kraken");
  private static final Listing ETH = Listing.of("ETH-USD", "kraken");
  private static final Precision PRECISION = new Precision(1, 8);
  private static final int SEEDS = 50;

  private static final KrakenProperties SETTINGS =
      KrakenPropertiesTest.bound(Map.of("depth", "10"));

  private static final Instant RECEIVED = Instant.parse("2023-07-30T15:30:49Z");

  private static List<String> frames() {
    try (Stream<RecordedFrame> recorded =
        Recordings.frames("kraken/v2-book-btcusd-20230730.jsonl.gz")) {
      return recorded.map(RecordedFrame::frame).toList();
    }
  }

  private static JsonNode expected() {
    return Recordings.expected("kraken-v2-book-btcusd-20230730.json");
  }

  private static Book book(String frame) {
    return ((Books) KrakenParser.parse(frame.getBytes(StandardCharsets.UTF_8))).books().getFirst();
  }

  @Test
  void everyChecksumIsRight() {
    KrakenBook book = new KrakenBook(10, PRECISION);
    int right = 0;
    long last = 0;
    for (String frame : frames()) {
      Book message = book(frame);
      last = message.checksum();
      right += book.apply(message, RECEIVED).isPresent() ? 1 : 0;
    }

    assertThat(right).isEqualTo(510).isEqualTo(expected().path("checksums_matching").intValue());
    assertThat(last).isEqualTo(expected().path("final_checksum").longValue());
    assertThat(book.bids()).isEqualTo(levels(expected().path("book_top10").path("bids")));
    assertThat(book.asks()).isEqualTo(levels(expected().path("book_top10").path("asks")));
  }

  /** Its zeros were lost where it was recorded. */
  @Test
  void withoutThePrecisionFewAreRight() {
    KrakenBook book = new KrakenBook(10, Precision.AS_WRITTEN);

    assertThat(frames().stream().filter(frame -> book.apply(book(frame), RECEIVED).isPresent()))
        .hasSizeLessThan(100);
  }

  /** What may happen to frames on their way. */
  enum Damage {
    CUT_OFF,
    LEFT_OUT,
    DOUBLED,
    SWAPPED,
    DIGIT_CHANGED;

    /** The frames at {@code at} and behind it as they arrive. */
    List<String> done(String frame, String next, Random random) {
      return switch (this) {
        case CUT_OFF -> List.of(frame.substring(0, 1 + random.nextInt(frame.length() - 1)), next);
        case LEFT_OUT -> List.of(next);
        case DOUBLED -> List.of(frame, frame, next);
        case SWAPPED -> List.of(next, frame);
        case DIGIT_CHANGED -> List.of(changed(frame, random), next);
      };
    }

    /** In a level or in the checksum: nothing guards the time. */
    private static String changed(String frame, Random random) {
      int from = frame.indexOf("\"bids\"");
      int to = frame.indexOf("\"timestamp\"");
      while (true) {
        int at = from + random.nextInt(to - from);
        char old = frame.charAt(at);
        char other = (char) ('0' + random.nextInt(10));
        if (Character.isDigit(old) && old != other) {
          return frame.substring(0, at) + other + frame.substring(at + 1);
        }
      }
    }
  }

  /**
   * The recording twice, as two pairs on one line, one of them damaged once. Whatever is told of a
   * book is right at that moment; what is damaged is noticed, or does no harm.
   */
  @ParameterizedTest
  @EnumSource
  void damageIsNoticedOrHarmless(Damage damage) {
    List<String> frames = frames();
    List<Ladders> truth = truth(frames);
    int noticed = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      noticed += new Run(frames, truth, damage, seed).plays() ? 1 : 0;
    }
    switch (damage) {
      // The same absolute levels once more.
      case DOUBLED -> assertThat(noticed).isZero();
      case CUT_OFF -> assertThat(noticed).isEqualTo(SEEDS);
      case DIGIT_CHANGED -> assertThat(noticed).isGreaterThan(SEEDS * 9 / 10);
      // A frame whose levels the next one tells again is not missed.
      case LEFT_OUT, SWAPPED -> assertThat(noticed).isGreaterThan(SEEDS * 6 / 10);
    }
  }

  private record Ladders(List<Level> bids, List<Level> asks) {}

  /** What the exchange has after each frame. */
  private static List<Ladders> truth(List<String> frames) {
    KrakenBook book = new KrakenBook(10, PRECISION);
    List<Ladders> truth = new ArrayList<>();
    for (String frame : frames) {
      assertThat(book.apply(book(frame), RECEIVED)).isPresent();
      truth.add(new Ladders(List.copyOf(book.bids()), List.copyOf(book.asks())));
    }
    return truth;
  }

  /** A book of somebody who applies what is told, and knows of no depth and no checksum. */
  private static final class Reader {

    private final Map<Decimal, Level> bids = new TreeMap<>(Collections.reverseOrder());
    private final Map<Decimal, Level> asks = new TreeMap<>();

    void apply(BookChange change) {
      if (change.isSnapshot()) {
        bids.clear();
        asks.clear();
      }
      change.bids().forEach(level -> put(bids, level));
      change.asks().forEach(level -> put(asks, level));
    }

    Ladders ladders() {
      return new Ladders(List.copyOf(bids.values()), List.copyOf(asks.values()));
    }

    private static void put(Map<Decimal, Level> levels, Level level) {
      if (level.quantity().isZero()) {
        levels.remove(level.price());
      } else {
        levels.put(level.price(), level);
      }
    }
  }

  private static final class Run {

    private final List<String> frames;
    private final List<Ladders> truth;
    private final Damage damage;
    private final String name;
    private final Random random;
    private final FakeSocket socket = new FakeSocket();
    private final List<FeedMessage> told = new ArrayList<>();
    private final Reader btc = new Reader();
    private final Reader eth = new Reader();
    private boolean isVoid;
    private boolean isNoticed;

    Run(List<String> frames, List<Ladders> truth, Damage damage, int seed) {
      this.frames = frames;
      this.truth = truth;
      this.damage = damage;
      this.name = damage + " with seed " + seed;
      this.random = new Random(seed);
      KrakenLine line =
          new KrakenLine(
              socket,
              SETTINGS,
              Map.of(BTC.symbol(), PRECISION, ETH.symbol(), PRECISION),
              new TradeTimes(),
              Clock.fixed(RECEIVED, ZoneOffset.UTC));
      line.messages().subscribe(told::add);
    }

    /** Whether the damage was noticed. */
    boolean plays() {
      int damaged = 1 + random.nextInt(frames.size() - 4);
      for (int at = 0; at < frames.size(); at++) {
        if (at == damaged) {
          othersArrive(at);
          at++;
          othersArrive(at);
          damage.done(frames.get(at - 1), frames.get(at), random).forEach(this::arrives);
        } else {
          othersArrive(at);
          arrives(frames.get(at));
        }
        if (isVoid) {
          arrives(snapshot(truth.get(at)));
        }
        // Of two frames that tell of the same level, swapped ones have right checksums too, and
        // only the next one is wrong.
        if (damage != Damage.SWAPPED || at != damaged + 1) {
          expect(btc, at);
        }
      }
      assertThat(btc.ladders().bids())
          .as(name)
          .isEqualTo(levels(expected().path("book_top10").path("bids")));
      return isNoticed;
    }

    private void othersArrive(int at) {
      arrives(frames.get(at).replace("BTC/USD", "ETH/USD"));
      expect(eth, at);
    }

    private void expect(Reader reader, int at) {
      if (!reader.ladders().equals(truth.get(at))) {
        assertThat(reader.ladders()).as("%s, frame %d", name, at).isEqualTo(truth.get(at));
      }
    }

    private void arrives(String frame) {
      told.clear();
      socket.say(frame);
      switch (told.size() == 1 ? told.getFirst() : told) {
        case Told(BookChange change) -> apply(change);
        case BookLost lost -> {
          assertThat(lost).as(name).isEqualTo(new BookLost(BTC, BookLost.Reason.CHECKSUM));
          isVoid = true;
          isNoticed = true;
        }
        case Unparsable unparsable -> {
          assertThat(unparsable.symbol()).as(name).isIn(null, BTC.symbol());
          // Cut off before its pair was told, it is missed by the next one's checksum.
          isVoid |= unparsable.symbol() != null;
          isNoticed = true;
        }
        case FeedMessage.Noted _ -> assertThat(isVoid).as(name).isTrue();
        case Object other -> throw new AssertionError(name + ": " + other);
      }
    }

    private void apply(BookChange change) {
      if (change.listing().equals(ETH)) {
        eth.apply(change);
        return;
      }
      if (isVoid && !change.isSnapshot()) {
        throw new AssertionError(name + ": " + change);
      }
      isVoid = false;
      btc.apply(change);
    }

    /** What the exchange answers to a new subscription now. */
    private static String snapshot(Ladders now) {
      return "{\"channel\":\"book\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":%s,\"asks\":%s,\"checksum\":%d}]}"
          .formatted(
              json(now.bids()),
              json(now.asks()),
              KrakenChecksum.of(now.asks(), now.bids(), PRECISION));
    }

    private static String json(List<Level> levels) {
      return levels.stream()
          .map(level -> "{\"price\":%s,\"qty\":%s}".formatted(level.price(), level.quantity()))
          .collect(Collectors.joining(",", "[", "]"));
    }
  }

  private static List<Level> levels(JsonNode levels) {
    return levels
        .valueStream()
        .map(level -> Level.of(level.path(0).asString(), level.path(1).asString()))
        .toList();
  }
}
