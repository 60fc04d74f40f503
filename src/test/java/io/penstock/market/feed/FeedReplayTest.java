package io.penstock.market.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import io.penstock.platform.deadletters.Letter;
import io.penstock.platform.deadletters.Verdict;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.Replays;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import io.penstock.platform.values.Decimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class FeedReplayTest {

  private static final Instant RECEIVED = Instant.parse("2026-11-21T10:00:00.2Z");
  private static final Listing BTC = Listing.of("BTC-USD", "kraken");

  private final List<OutgoingRecord> sent = new ArrayList<>();
  private final FeedReplay replay = new FeedReplay(List.of(new WordsReader()), new FeedTopic());

  /** Frames of words: {@code t1 t2} are two trades, {@code q} is a quote. */
  private static final class WordsReader implements FrameReader {

    @Override
    public Venue venue() {
      return BTC.venue();
    }

    @Override
    public List<MarketEvent> read(byte[] frame, Instant received) {
      return Arrays.stream(new String(frame, UTF_8).split(" "))
          .flatMap(word -> event(word, received))
          .toList();
    }

    private static Stream<MarketEvent> event(String word, Instant received) {
      Times times = Times.of(received, received);
      return switch (word.charAt(0)) {
        case 't' ->
            Stream.of(
                new Trade(
                    BTC,
                    Long.parseLong(word.substring(1)),
                    Decimal.parse("1.5"),
                    Decimal.parse("2"),
                    Side.BUY,
                    times));
        case 'q' ->
            Stream.of(
                new Quote(
                    BTC,
                    1,
                    Decimal.parse("1"),
                    null,
                    Decimal.parse("2"),
                    null,
                    null,
                    null,
                    null,
                    times));
        case 'n' -> Stream.of();
        default -> throw new UnparsableFrameException("word is unknown", null, null);
      };
    }
  }

  private final class FeedTopic implements Streams {

    @Override
    public Mono<Void> send(Publisher<OutgoingRecord> records) {
      return Flux.from(records).doOnNext(sent::add).then();
    }

    @Override
    public Mono<TopicState> describe(String topic) {
      return Mono.just(
          new TopicState(topic, "id", List.of(0L, 0L, 0L, 0L), List.of(0L, 0L, 0L, 0L)));
    }

    @Override
    public <S> Mono<Void> run(String flow, PartitionHandler<S> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Flux<StreamRecord> read(PartitionId partition, long from, long to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
      throw new UnsupportedOperationException();
    }
  }

  private static Letter letter(String frame, String... more) {
    Map<String, String> headers = new HashMap<>();
    headers.put("penstock-venue", "kraken");
    headers.put("penstock-received", RECEIVED.toString());
    headers.put(MarketTopics.LINE, "kraken#ingest-0");
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return new Letter(
        "a-0-1",
        new StreamRecord(
            new PartitionId(MarketTopics.DEAD_LETTERS, 0),
            1,
            "BTC-USD",
            frame.getBytes(UTF_8),
            headers,
            RECEIVED));
  }

  private Verdict verdict(Letter letter) {
    return replay.dryRun(letter).blockOptional(Duration.ofSeconds(5)).orElseThrow();
  }

  @Test
  void tradesAreToldAndPublishedWithTheirLine() {
    Letter letter = letter("t7 q t8");
    Verdict verdict = verdict(letter);
    assertThat(verdict).isInstanceOf(Verdict.Works.class);
    assertThat(verdict.sentence()).isEqualTo("trade 7 of BTC-USD@kraken and 1 more trades");
    assertThat(sent).isEmpty();

    replay.replay(letter).block(Duration.ofSeconds(5));
    assertThat(sent)
        .extracting(record -> ((Trade) TickCodec.decode(record.value())).tradeId())
        .containsExactly(7L, 8L);
    assertThat(sent)
        .allSatisfy(record -> {
          assertThat(record.topic()).isEqualTo(MarketTopics.FEED);
          assertThat(record.key()).isEqualTo("BTC-USD");
          assertThat(record.headers())
              .containsExactlyInAnyOrderEntriesOf(
                  Map.of(MarketTopics.LINE, "kraken#ingest-0", Replays.OF, "a-0-1"));
          assertThat(TickCodec.decode(record.value()).times().received()).isEqualTo(RECEIVED);
        });
    assertThat(verdict.destinations())
        .containsExactly(new PartitionId(MarketTopics.FEED, 1)); // as Kafka's senders choose
  }

  @ParameterizedTest
  @CsvSource({
    "q, it can be read now but books and quotes are of their moment",
    "n, it can be read now and tells nothing of the market"
  })
  void whatHasNoTradesIsNotReplayable(String frame, String why) {
    Verdict verdict = verdict(letter(frame));
    assertThat(verdict).isInstanceOf(Verdict.NotReplayable.class);
    assertThat(verdict.sentence().replace(",", "")).startsWith(why);
  }

  @Test
  void whatStillCannotBeReadFailsWithTheParsersReason() {
    assertThat(verdict(letter("x"))).isEqualTo(new Verdict.Fails("word is unknown", List.of()));
  }

  @Test
  void otherVenuesCutFramesAndTimelessOnesAreNotReplayable() {
    assertThat(verdict(letter("t1", "penstock-venue", "moon")).sentence())
        .isEqualTo("nobody here reads frames of moon");
    assertThat(verdict(letter("t1", "penstock-bytes", "900000")).sentence())
        .isEqualTo("only 2 of its 900000 bytes were kept");
    assertThat(verdict(letter("t1", "penstock-received", "then")).sentence())
        .isEqualTo("it does not say when it came");
  }
}
