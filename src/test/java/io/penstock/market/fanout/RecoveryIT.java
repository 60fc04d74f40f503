package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static io.penstock.market.fanout.Samples.ETH;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.book.OrderBook;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that lose their connection and come back, at the same replica or at another one: compared
 * publication by publication with a reader that was never interrupted.
 */
class RecoveryIT {

  /** The second replica keeps little, so that most of what is missing there is read again. */
  enum Where {
    SAME,
    BOTH,
    SMALL
  }

  private static final JsonMapper JSON = new JsonMapper();

  private static final List<String> CHANNELS =
      List.of(
          "ticker:BTC-USD",
          "trades:BTC-USD",
          "book:BTC-USD",
          "bars-1s:BTC-USD",
          "ticker:ETH-USD",
          "trades:ETH-USD@coinbase",
          "book:ETH-USD",
          "bars-1m:ETH-USD");

  private final FakeStreams streams = new FakeStreams();
  private final Market market = new Market();
  private FanoutServer first;
  private FanoutServer second;

  @BeforeEach
  void start() {
    market.begin();
    first = FanoutServer.start(streams);
    market.write(50);
    second = FanoutServer.start(streams, "history-max-bytes=20000");
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
  }

  /** Events of two listings, as random as a seed makes them; whole books come again and again. */
  private final class Market {

    private final Map<Listing, OrderBook> books = new HashMap<>();
    private final Map<Listing, Long> sequences = new HashMap<>();
    private Random random = new Random(1);
    private long trades;

    void begin() {
      for (Listing listing : List.of(BTC, ETH)) {
        BookChange whole =
            Samples.snapshot(
                listing, 1, List.of(Level.of("99", "1")), List.of(Level.of("101", "1")));
        OrderBook book = new OrderBook(listing);
        book.apply(whole);
        books.put(listing, book);
        sequences.put(listing, 1L);
        streams.write(Samples.trade(listing, ++trades, "100.00"));
        streams.write(Samples.quote(listing, 1, "99", "101"));
        streams.write(whole);
        streams.write(
            Samples.bar(listing, BarInterval.ONE_SECOND, FakeStreams.WRITTEN, "100.00", 0));
        streams.write(
            Samples.bar(listing, BarInterval.ONE_MINUTE, FakeStreams.WRITTEN, "100.00", 0));
      }
    }

    void seed(long seed) {
      random = new Random(seed);
    }

    /** Each is told by one of the channels at least. */
    void write(int events) {
      for (int i = 0; i < events; i++) {
        Listing listing = random.nextBoolean() ? BTC : ETH;
        switch (random.nextInt(6)) {
          case 0 -> streams.write(Samples.trade(listing, ++trades, price()));
          case 1 -> streams.write(Samples.quote(listing, trades, price(), price()));
          case 2, 3 -> writeUpdate(listing);
          case 4 -> {
            writeWhole(listing);
            writeUpdate(listing);
          }
          default -> {
            streams.write(
                Samples.bar(
                    listing,
                    listing.equals(BTC) ? BarInterval.ONE_SECOND : BarInterval.ONE_MINUTE,
                    FakeStreams.WRITTEN.plusSeconds(60L * i),
                    price(),
                    i));
            if (random.nextInt(5) == 0) {
              streams.write(Samples.state(listing, FeedState.Status.values()[random.nextInt(3)]));
            }
          }
        }
      }
    }

    private String price() {
      return (90 + random.nextInt(20)) + "." + (10 + random.nextInt(90));
    }

    private void writeUpdate(Listing listing) {
      BookChange update =
          Samples.update(
              listing,
              sequences.merge(listing, 1L, Long::sum),
              List.of(Level.of(price(), String.valueOf(random.nextInt(3)))),
              List.of(Level.of(price(), String.valueOf(random.nextInt(3)))));
      book(listing).apply(update);
      streams.write(update);
    }

    private void writeWhole(Listing listing) {
      OrderBook book = book(listing);
      streams.write(Samples.snapshot(listing, book.sequence(), book.bids(1_000), book.asks(1_000)));
    }

    private OrderBook book(Listing listing) {
      OrderBook book = books.get(listing);
      assertThat(book).isNotNull();
      return book;
    }
  }

  /** What a client of the protocol keeps: its position in each channel, and all it has heard. */
  private static final class Client {

    private final Map<String, String> epochs = new TreeMap<>();
    private final Map<String, Long> offsets = new TreeMap<>();
    private final Map<String, List<String>> heard = new TreeMap<>();
    private boolean recovering;
    private Peer peer;

    Client(FanoutServer server) {
      CHANNELS.forEach(channel -> heard.put(channel, new ArrayList<>()));
      peer = connect(server);
    }

    final Peer connect(FanoutServer server) {
      peer = server.connected();
      for (int i = 0; i < CHANNELS.size(); i++) {
        String channel = CHANNELS.get(i);
        peer.send(
            recovering
                ? "{\"id\":%d,\"subscribe\":{\"channel\":\"%s\",\"recover\":true,\"epoch\":\"%s\",\"offset\":%d}}"
                    .formatted(i + 2, channel, epochs.get(channel), offsets.get(channel))
                : "{\"id\":%d,\"subscribe\":{\"channel\":\"%s\"}}".formatted(i + 2, channel));
      }
      int replies = 0;
      while (replies < CHANNELS.size()) {
        replies += read() ? 1 : 0;
      }
      recovering = true;
      return peer;
    }

    /**
     * @return whether it was a reply
     */
    boolean read() {
      JsonNode message = JSON.readTree(peer.next());
      if (message.has("push")) {
        hear(message.at("/push/channel").stringValue(), message.at("/push/pub"));
        return false;
      }
      String channel = CHANNELS.get(message.get("id").intValue() - 2);
      JsonNode reply = message.get("subscribe");
      assertThat(reply.path("was_recovering").asBoolean(false)).isEqualTo(recovering);
      assertThat(reply.path("recovered").asBoolean(false)).isEqualTo(recovering);
      assertThat(reply.has("data"))
          .as("begins with the state, or goes on")
          .isNotEqualTo(recovering);
      epochs.put(channel, reply.get("epoch").stringValue());
      offsets.put(channel, reply.get("offset").longValue());
      reply.path("publications").forEach(publication -> hear(channel, publication));
      return true;
    }

    private void hear(String channel, JsonNode publication) {
      offsets.put(channel, publication.get("offset").longValue());
      publications(channel).add(publication.toString());
    }

    List<String> publications(String channel) {
      return heard.getOrDefault(channel, new ArrayList<>());
    }

    void readUntil(Map<String, Long> last) {
      while (CHANNELS.stream()
          .anyMatch(channel -> heard(channel) < last.getOrDefault(channel, 0L))) {
        read();
      }
    }

    /** Of the last publication heard; 0 when there was none. */
    private long heard(String channel) {
      List<String> publications = publications(channel);
      return publications.isEmpty()
          ? 0
          : JSON.readTree(publications.getLast()).get("offset").longValue();
    }

    Map<String, Long> last() {
      Map<String, Long> last = new TreeMap<>();
      CHANNELS.forEach(channel -> last.put(channel, heard(channel)));
      return last;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, SAME", "2, SAME", "3, BOTH", "4, BOTH", "5, BOTH", "6, SMALL", "7, SMALL"})
  void nothingIsLostDoubledReorderedOrAlteredThroughFiftyDisconnects(long seed, Where where) {
    market.seed(seed);
    Random random = new Random(seed);
    Client steady = new Client(first);
    Client jumper = new Client(first);
    int written = 0;
    for (int jump = 0; jump < 50; jump++) {
      int events = 1 + random.nextInt(20);
      market.write(events);
      written += events;
      for (int reads = random.nextInt(events + 1); reads > 0; reads--) {
        jumper.read();
      }
      jumper.peer.close();
      market.write(random.nextInt(20));
      jumper.connect(
          switch (where) {
            case SAME -> first;
            case BOTH -> random.nextBoolean() ? second : first;
            case SMALL -> second;
          });
    }
    market.write(20);
    // Told behind everything else, so that the end can be seen.
    for (Listing listing : List.of(BTC, ETH)) {
      streams.write(Samples.trade(listing, 1_000_000, "1.00"));
      market.writeUpdate(listing);
    }
    streams.write(
        Samples.bar(BTC, BarInterval.ONE_SECOND, FakeStreams.WRITTEN.plusSeconds(9_999), "1", 0));
    streams.write(
        Samples.bar(ETH, BarInterval.ONE_MINUTE, FakeStreams.WRITTEN.plusSeconds(9_999), "1", 0));
    while (!isAtTheEnd(steady)) {
      steady.read();
    }
    jumper.readUntil(steady.last());
    steady.peer.close();
    jumper.peer.close();
    assertThat(jumper.heard).isEqualTo(steady.heard);
    assertThat(steady.heard.values()).allSatisfy(heard -> assertThat(heard).hasSizeGreaterThan(20));
    assertThat(written).isGreaterThan(200);
  }

  private static boolean isAtTheEnd(Client client) {
    return client.heard.entrySet().stream()
        .allMatch(channel ->
            !channel.getValue().isEmpty()
                && isLast(channel.getKey(), channel.getValue().getLast(), client));
  }

  private static boolean isLast(String channel, String publication, Client client) {
    if (channel.startsWith("bars")) {
      return publication.contains(FakeStreams.WRITTEN.plusSeconds(9_999).toString());
    }
    if (channel.startsWith("book")) {
      String symbol = channel.substring("book:".length());
      // The update is written behind the last trade.
      return JSON.readTree(publication).get("offset").longValue()
          > client.heard("ticker:" + symbol);
    }
    return publication.contains("\"price\":\"1.00\"");
  }

  @Test
  void moreThanAReplyHoldsFollowsAsPushes() {
    Client steady = new Client(first);
    Client late = new Client(first);
    late.peer.close();
    for (int id = 1; id <= 2_500; id++) {
      streams.write(Samples.trade(BTC, 5_000 + id, "100.00"));
    }
    late.connect(first);
    steady.readUntil(
        Map.of("trades:BTC-USD", steady.offsets.getOrDefault("trades:BTC-USD", 0L) + 2_500));
    late.readUntil(steady.last());
    assertThat(late.publications("trades:BTC-USD"))
        .hasSize(2_500)
        .isEqualTo(steady.publications("trades:BTC-USD"));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "29, true", "31, false"})
  void whatIsNoLongerKeptIsReadFromTheTopicForThirtySeconds(int seconds, boolean recovered) {
    try (FanoutServer small = FanoutServer.start(streams, "history-max-bytes=5000");
        Peer peer = small.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      JsonNode reply = JSON.readTree(peer.next()).get("subscribe");
      List<String> heard = new ArrayList<>();
      for (int id = 1; id <= 20; id++) {
        streams.write(Samples.trade(BTC, 9_000 + id, "100.00"));
        heard.add(JSON.readTree(peer.next()).at("/push/pub").toString());
      }
      // Records are written a second before the clock begins.
      small.clock.advance(Duration.ofSeconds(Math.max(0, seconds - 1)));
      peer.send(
          "{\"id\":3,\"unsubscribe\":{\"channel\":\"trades:BTC-USD\"}}",
          "{\"id\":4,\"subscribe\":{\"channel\":\"trades:BTC-USD\",\"recover\":true,\"epoch\":\"%s\",\"offset\":%d}}"
              .formatted(reply.get("epoch").stringValue(), reply.get("offset").longValue()));
      peer.next();
      JsonNode second = JSON.readTree(peer.next()).get("subscribe");
      assertThat(second.get("was_recovering").booleanValue()).isTrue();
      assertThat(second.get("recovered").booleanValue()).isEqualTo(recovered);
      List<String> missed = new ArrayList<>();
      second.path("publications").forEach(publication -> missed.add(publication.toString()));
      assertThat(missed).isEqualTo(recovered ? heard : List.of());
      assertThat(second.has("data")).isNotEqualTo(recovered);
      streams.write(Samples.trade(BTC, 9_999, "100.00"));
      assertThat(peer.next()).contains("\"tradeId\":9999");
    }
  }

  /** More often than the server has in hand at a time: each has its answer, and makes room. */
  @Test
  void clientThatLeavesWhileTheTopicIsReadForItIsAnsweredAndGoesOn() {
    try (FanoutServer small = FanoutServer.start(streams, "history-max-bytes=1000");
        Peer peer = small.connected()) {
      for (int id = 1; id <= 20; id++) {
        streams.write(Samples.trade(BTC, 9_000 + id, "100.00"));
      }
      streams.delayReads(Duration.ofMillis(300));
      for (int i = 0; i < 20; i++) {
        peer.send(
            "{\"id\":4,\"subscribe\":{\"channel\":\"trades:BTC-USD\",\"recover\":true,\"epoch\":\"id-of-market.ticks.v1-0-2\",\"offset\":1}}",
            "{\"id\":5,\"unsubscribe\":{\"channel\":\"trades:BTC-USD\"}}");
        assertThat(peer.next()).contains("\"id\":4,\"error\":{\"code\":112");
        assertThat(peer.next()).contains("\"id\":5,\"unsubscribe\"");
      }
    }
  }

  @Test
  void brokenTopicLeavesWhoComesBackWithThePresentState() {
    try (FanoutServer small = FanoutServer.start(streams, "history-max-bytes=1000");
        Peer peer = small.connected()) {
      for (int id = 1; id <= 20; id++) {
        streams.write(Samples.trade(BTC, 9_000 + id, "100.00"));
      }
      streams.breakReads();
      peer.send(
          "{\"id\":4,\"subscribe\":{\"channel\":\"trades:BTC-USD\",\"recover\":true,\"epoch\":\"id-of-market.ticks.v1-0-2\",\"offset\":1}}");
      assertThat(peer.next()).contains("\"was_recovering\":true,\"recovered\":false");
    }
  }

  /** Once it heard nothing until the topic had come so far. */
  @ParameterizedTest
  @CsvSource({"0, true", "1, false", "50, false", "90000, false"})
  void clientIsRecoveredFromWhereTheTopicEndsAndNotFromBeyond(long ahead, boolean recovered) {
    streams.write(Samples.trade(BTC, 70, "70.00"));
    try (Peer peer = first.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      JsonNode reply = JSON.readTree(peer.next()).get("subscribe");
      peer.send(
          "{\"id\":3,\"unsubscribe\":{\"channel\":\"trades:BTC-USD\"}}",
          "{\"id\":4,\"subscribe\":{\"channel\":\"trades:BTC-USD\",\"recover\":true,\"epoch\":\"%s\",\"offset\":%d}}"
              .formatted(
                  reply.get("epoch").stringValue(), reply.get("offset").longValue() + ahead));
      String answer = peer.next();
      while (!answer.startsWith("{\"id\":4")) {
        answer = peer.next();
      }
      assertThat(answer).contains("\"was_recovering\":true,\"recovered\":" + recovered);
    }
  }

  @Test
  void clientFromTheFutureOfAnotherTopicIsNotRecovered() {
    try (Peer peer = first.connected()) {
      peer.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\",\"recover\":true,\"epoch\":\"id-of-market.ticks.v1-0-2\",\"offset\":99999999}}",
          "{\"id\":3,\"subscribe\":{\"channel\":\"trades:ETH-USD\",\"recover\":true,\"epoch\":\"other-0-2\",\"offset\":1}}");
      assertThat(peer.next()).contains("\"was_recovering\":true,\"recovered\":false");
      assertThat(peer.next()).contains("\"was_recovering\":true,\"recovered\":false");
    }
  }

  @Test
  void conflatedClientComesBackToTheNewestState() {
    try (Peer peer = first.connected()) {
      peer.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"ticker:BTC-USD\",\"data\":{\"mode\":\"conflated\",\"maxRate\":50}}}");
      JsonNode reply = JSON.readTree(peer.next()).get("subscribe");
      streams.write(Samples.trade(BTC, 77, "123.45"));
      assertThat(peer.next()).contains("\"price\":\"123.45\"");
      peer.send(
          "{\"id\":3,\"unsubscribe\":{\"channel\":\"ticker:BTC-USD\"}}",
          "{\"id\":4,\"subscribe\":{\"channel\":\"ticker:BTC-USD\",\"recover\":true,\"epoch\":\"%s\",\"offset\":%d,\"data\":{\"mode\":\"conflated\"}}}"
              .formatted(reply.get("epoch").stringValue(), reply.get("offset").longValue()));
      assertThat(peer.next(2))
          .contains("\"was_recovering\":true,\"recovered\":true")
          .contains("\"price\":\"123.45\"");
    }
  }
}
