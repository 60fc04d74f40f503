package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A browser that sleeps costs its own bounded queue, and nobody else a message. */
class SlowReaderIT {

  private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");
  private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");
  private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");

  /** Each push tells of so many levels: about 30 KB. */
  private static final int LEVELS = 1_000;

  /** Together several times what the systems on both sides hold, and the queue. */
  private static final int PUSHES = 1_500;

  private final FakeStreams streams = new FakeStreams();

  private FanoutServer server(String closeTimeout) {
    streams.write(Samples.snapshot(BTC, 0, List.of(Level.of("1", "1")), List.of()));
    return FanoutServer.start(streams, "history-max-bytes=1MB", "ping-interval=60s", closeTimeout);
  }

  @Test
  void sleeperIsDisconnectedAndItsNeighbourMissesNothing() {
    try (FanoutServer server = server("close-timeout=60s");
        Peer sleeper = subscribed(server, 4_096);
        Peer neighbour = subscribed(server, 0)) {
      int written = writeUntilSlow(server, neighbour);

      List<Integer> heard = new ArrayList<>();
      String next = sleeper.next();
      while (next.startsWith("{\"push\"")) {
        heard.add(sequenceOf(next));
        next = sleeper.next();
      }
      assertThat(next).as("it woke up in time to be told why").isEqualTo("close 3008 slow");
      assertThat(heard)
          .as("what it heard before has no hole")
          .isEqualTo(IntStream.rangeClosed(1, heard.size()).boxed().toList());
      assertThat(heard).as("not all was kept for it").hasSizeLessThan(written);
    }
  }

  @Test
  void sleeperThatDoesNotWakeUpIsReset() {
    try (FanoutServer server = server("close-timeout=1s");
        Peer sleeper = subscribed(server, 4_096);
        Peer neighbour = subscribed(server, 0)) {
      int written = writeUntilSlow(server, neighbour);
      server.awaitSessions(1);
      assertThat(server.meters.get("penstock.fanout.resets").counter().count()).isEqualTo(1);
      write(written + 1);
      assertThat(sequenceOf(neighbour.next())).isEqualTo(written + 1);
      assertThat(sleeper.status()).isEqualTo("HTTP/1.1 101 Switching Protocols");
    }
  }

  /**
   * Told why, or reset because it did not even read that: it comes back with its position and has
   * everything once, in order, also what the history holds no longer.
   */
  @ParameterizedTest
  @CsvSource({"60s, close 3008 slow", "1s, reset"})
  void sleeperThatComesBackHasEverythingOnce(String closeTimeout, String end) {
    try (FanoutServer server = server("close-timeout=" + closeTimeout);
        Peer sleeper = new Peer(server.port(), 4_096, "Host: localhost");
        Peer neighbour = subscribed(server, 0)) {
      sleeper.send(
          "{\"id\":1,\"connect\":{}}", "{\"id\":2,\"subscribe\":{\"channel\":\"book:BTC-USD\"}}");
      sleeper.next();
      String reply = sleeper.next();
      int written = writeUntilSlow(server, neighbour);
      if (end.equals(Peer.RESET)) {
        server.awaitSessions(1);
      }
      List<Integer> heard = new ArrayList<>();
      String offset = textOf(OFFSET, reply);
      String push = sleeper.next();
      while (push.startsWith("{\"push\"")) {
        heard.add(sequenceOf(push));
        offset = textOf(OFFSET, push);
        push = sleeper.next();
      }
      assertThat(push).isEqualTo(end);
      assertThat(heard).hasSizeLessThan(written);
      write(++written);
      try (Peer again = server.connected()) {
        again.send(
            "{\"id\":2,\"subscribe\":{\"channel\":\"book:BTC-USD\",\"recover\":true,\"epoch\":\"%s\",\"offset\":%s}}"
                .formatted(textOf(EPOCH, reply), offset));
        String recovered = again.next();
        assertThat(recovered).contains("\"recovered\":true");
        SEQUENCE.matcher(recovered).results().forEach(each -> heard.add(sequenceOf(each.group())));
        while (heard.size() < written) {
          heard.add(sequenceOf(again.next()));
        }
      }
      assertThat(heard).isEqualTo(IntStream.rangeClosed(1, written).boxed().toList());
    }
  }

  /** Sleeps through several times what is kept; wakes up to the newest state, not to a backlog. */
  @Test
  void conflatedSleeperStaysAndWakesUpToTheNewestState() {
    try (FanoutServer server = server("close-timeout=60s");
        Peer sleeper = new Peer(server.port(), 4_096, "Host: localhost");
        Peer neighbour = subscribed(server, 0)) {
      sleeper.send(
          "{\"id\":1,\"connect\":{}}",
          "{\"id\":2,\"subscribe\":{\"channel\":\"book:BTC-USD\",\"data\":{\"mode\":\"conflated\",\"maxRate\":50}}}");
      sleeper.next(2);
      int written = 0;
      while (server.loops.stuck() == 0 || written < 300) {
        write(++written);
        assertThat(sequenceOf(neighbour.next())).isEqualTo(written);
        assertThat(written).as("the sleeper's socket fills").isLessThan(PUSHES);
      }
      assertThat(server.loops.historyBytes()).isLessThanOrEqualTo(1_048_576);
      int heard = 0;
      int sequence = 0;
      while (sequence < written) {
        sequence = sequenceOf(sleeper.next());
        heard++;
      }
      assertThat(heard).isLessThan(written / 2);
      write(written + 1);
      assertThat(sequenceOf(sleeper.next())).isEqualTo(written + 1);
    }
  }

  /** It gets answers as fast as it reads them, and holds no more of them than one. */
  @Test
  void sleeperThatAsksForMuchIsNotAnsweredAhead() {
    try (FanoutServer server = server("close-timeout=60s");
        Peer sleeper = new Peer(server.port(), 4_096, "Host: localhost");
        Peer neighbour = subscribed(server, 0)) {
      int written = 0;
      while (written < 30) {
        write(++written);
        neighbour.next();
      }
      sleeper.send("{\"id\":1,\"connect\":{}}");
      sleeper.next();
      StringBuilder asked = new StringBuilder();
      for (int id = 2; id < 400; id++) {
        asked
            .append("{\"id\":")
            .append(id)
            .append(",\"history\":{\"channel\":\"book:BTC-USD\",\"limit\":-1,\"reverse\":true}}\n");
      }
      sleeper.send(asked.toString());
      Awaitility.await().until(() -> server.loops.stuck() == 1);
      write(++written);
      assertThat(sequenceOf(neighbour.next())).isEqualTo(written);
      int answers = 0;
      for (int id = 2; id < 400; id++) {
        String answer = sleeper.next();
        assertThat(answer).startsWith("{\"id\":" + id + ",\"history\":{");
        answers += answer.contains("\"sequence\":" + written + ",") ? 1 : 0;
      }
      assertThat(answers).as("made when they were read, so they know what came since").isPositive();
    }
  }

  /** Once sixteen answers of 64 KB each waited for it: a megabyte. */
  @Test
  void sleeperThatComesBackToManyChannelsIsToldTheirPastAsItReads() throws Exception {
    List<Listing> listings =
        IntStream.range(0, 4).mapToObj(i -> Listing.of("S" + i, "coinbase")).toList();
    for (Listing listing : listings) {
      streams.write(Samples.trade(listing, 1, "1.00"));
      streams.write(Samples.quote(listing, 1, "1", "2"));
      streams.write(Samples.trade(listing, 2, "1.00"));
    }
    try (FanoutServer server =
            FanoutServer.start(streams, "ping-interval=60s", "command-burst=100000");
        Peer witness = server.connected();
        Peer sleeper = new Peer(server.port(), 4_096, "Host: localhost")) {
      List<String> channels =
          listings.stream()
              .map(listing -> listing.symbol().value())
              .flatMap(symbol ->
                  Stream.of("ticker:", "trades:")
                      .map(kind -> kind + symbol)
                      .flatMap(name -> Stream.of(name, name + "@coinbase")))
              .toList();
      List<String> round = new ArrayList<>();
      for (String channel : channels) {
        witness.send("{\"id\":2,\"subscribe\":{\"channel\":\"%s\"}}".formatted(channel));
        String reply = witness.next();
        round.add(
            "{\"id\":3,\"subscribe\":{\"channel\":\"%s\",\"recover\":true,\"epoch\":\"%s\",\"offset\":%s}}"
                .formatted(channel, textOf(EPOCH, reply), textOf(OFFSET, reply)));
      }
      channels.forEach(channel ->
          round.add("{\"id\":4,\"unsubscribe\":{\"channel\":\"%s\"}}".formatted(channel)));
      for (int id = 3; id < 400; id++) {
        for (Listing listing : listings) {
          streams.write(Samples.trade(listing, id, "1.00"));
        }
      }
      witness.next(channels.size() * 397);
      sleeper.send("{\"id\":1,\"connect\":{}}");
      long most = 0;
      int stuck = 0;
      for (int rounds = 0; stuck < 20; rounds++) {
        assertThat(rounds).as("its socket fills").isLessThan(2_000);
        sleeper.send(round.toArray(String[]::new));
        most = Math.max(most, mostReplies(server));
        stuck += server.loops.stuck() == 1 && server.loops.heldBytes() > 0 ? 1 : 0;
      }
      assertThat(most).as("bytes of one client").isBetween(10_000L, 120_000L);
      assertThat(sleeper.next()).startsWith("{\"id\":1,\"connect\"");
      assertThat(sleeper.next()).contains("\"recovered\":true", "\"publications\"");
    }
  }

  /** Behind all that was asked of the board, and of the loops, before. */
  private static long mostReplies(FanoutServer server) throws Exception {
    server.board.prices(List.of(BTC.symbol())).block();
    long most = 0;
    for (FanoutLoop loop : server.loops.all()) {
      most =
          Math.max(
              most,
              loop.eventLoop()
                  .submit(() ->
                      loop.sessions().stream()
                          .mapToLong(each -> ((Session) each).replyBytes())
                          .max()
                          .orElse(0))
                  .get());
    }
    return most;
  }

  /** Returns how many pushes it took; the neighbour has them all. */
  private int writeUntilSlow(FanoutServer server, Peer neighbour) {
    for (int sequence = 1; sequence <= PUSHES; sequence++) {
      write(sequence);
      assertThat(sequenceOf(neighbour.next())).isEqualTo(sequence);
      if (server.count("penstock.fanout.disconnects", "code", "3008") == 1) {
        return sequence;
      }
    }
    throw new AssertionError("the sleeper is still served after " + PUSHES + " pushes");
  }

  private static Peer subscribed(FanoutServer server, int receiveBuffer) {
    Peer peer = new Peer(server.port(), receiveBuffer, "Host: localhost");
    peer.send(
        "{\"id\":1,\"connect\":{}}", "{\"id\":2,\"subscribe\":{\"channel\":\"book:BTC-USD\"}}");
    peer.next(2);
    return peer;
  }

  private void write(int sequence) {
    streams.write(
        Samples.update(
            BTC,
            sequence,
            IntStream.rangeClosed(1, LEVELS)
                .mapToObj(i -> Level.of((10_000 + i) + ".5", sequence + "." + i))
                .toList(),
            List.of()));
  }

  private static String textOf(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    assertThat(matcher.find()).as(message.substring(0, Math.min(100, message.length()))).isTrue();
    return matcher.group(1);
  }

  private static int sequenceOf(String push) {
    Matcher matcher = SEQUENCE.matcher(push);
    assertThat(matcher.find()).as(push.substring(0, Math.min(100, push.length()))).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
