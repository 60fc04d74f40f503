package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static io.penstock.market.fanout.Samples.ETH;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.penstock.market.tick.Listing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;

/** Prices as server-sent events, over WebFlux's own port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PriceStreamIT {

  private static final String BOTH = "symbol=BTC-USD&symbol=ETH-USD";

  private final FakeStreams streams = new FakeStreams();
  private ConfigurableApplicationContext first;
  private ConfigurableApplicationContext second;

  @BeforeAll
  void start() {
    for (Listing listing : List.of(BTC, ETH)) {
      streams.write(Samples.trade(listing, 1, "100.00"));
      streams.write(Samples.quote(listing, 1, "99", "101"));
    }
    first = application();
    second = application("penstock.fanout.history-max-bytes=20KB");
  }

  @AfterAll
  void stop() {
    first.close();
    second.close();
  }

  private ConfigurableApplicationContext application(String... settings) {
    ConfigurableApplicationContext application = FanoutApp.start(streams, Map.of(), settings);
    Awaitility.await().until(() -> application.getBean(FanoutReadiness.class).isReady());
    return application;
  }

  /**
   * @param name empty for a block that only tells the position
   */
  private record Event(String id, String name, String data) {}

  private static final Event END = new Event("", "the stream has ended", "");
  private static final String NEW = "";

  /** Reads as a browser does; HTTP's chunks taken apart by hand. */
  private static final class Reader implements AutoCloseable {

    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final String status;
    private String chunk = "";

    Reader(int port, String query, String lastEventId, int receiveBuffer) throws IOException {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(20_000);
      String request =
          "GET /stockPrices/stream?%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s\r\n"
              .formatted(
                  query, lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      status = in.readLine();
      String header = in.readLine();
      while (!header.isEmpty()) {
        header = in.readLine();
      }
    }

    /** {@link #END} at the end of the stream. */
    Event next() throws IOException {
      while (!chunk.contains("\n\n")) {
        String size = in.readLine();
        if (size == null || Integer.parseInt(size, 16) == 0) {
          return END;
        }
        char[] part = new char[Integer.parseInt(size, 16)];
        for (int read = 0; read < part.length; ) {
          int more = in.read(part, read, part.length - read);
          if (more < 0) {
            return END;
          }
          read += more;
        }
        in.readLine();
        chunk += new String(part);
      }
      int end = chunk.indexOf("\n\n");
      String id = "";
      String name = "";
      String data = "";
      for (String line : chunk.substring(0, end).split("\n", -1)) {
        id = line.startsWith("id: ") ? line.substring(4) : id;
        name = line.startsWith("event: ") ? line.substring(7) : name;
        data = line.startsWith("data: ") ? line.substring(6) : data;
      }
      chunk = chunk.substring(end + 2);
      return new Event(id, name, data);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static Reader reader(ConfigurableApplicationContext server, String lastEventId)
      throws IOException {
    Reader reader = new Reader(FanoutApp.port(server), BOTH, lastEventId, 0);
    assertThat(reader.status).isEqualTo("HTTP/1.1 200 OK");
    return reader;
  }

  @Test
  void beginsWithTheStateAndGoesOnWithEachChange() throws IOException {
    try (Reader reader = reader(first, NEW)) {
      Event position = reader.next();
      assertThat(position.name()).isEmpty();
      assertThat(position.id())
          .matches("id-of-market\\.ticks\\.v1-[01]-2:\\d+(,id-of-market\\.ticks\\.v1-1-2:\\d+)?");
      assertThat(reader.next().data()).startsWith("{\"symbol\":\"BTC-USD\"");
      assertThat(reader.next().data()).startsWith("{\"symbol\":\"ETH-USD\"");
      streams.write(Samples.trade(BTC, 2, "123.45"));
      Event event = reader.next();
      assertThat(event.name()).isEqualTo("price");
      assertThat(event.data()).contains("\"price\":\"123.45\"");
      assertThat(event.id()).isNotEqualTo(position.id());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, true", "4, true"})
  void nothingIsLostDoubledReorderedOrAlteredThroughFiftyDisconnects(long seed, boolean both)
      throws IOException {
    Random random = new Random(seed);
    List<Event> steady = new ArrayList<>();
    List<Event> jumping = new ArrayList<>();
    int trades = 0;
    try (Reader reader = reader(first, NEW)) {
      Reader jumper = reader(first, NEW);
      String id = skipState(reader);
      assertThat(skipState(jumper)).isEqualTo(id);
      for (int jump = 0; jump < 50; jump++) {
        int events = 1 + random.nextInt(15);
        trades += write(random, trades, events);
        for (int reads = random.nextInt(events + 1); reads > 0; reads--) {
          id = read(jumper, jumping);
        }
        jumper.close();
        trades += write(random, trades, random.nextInt(15));
        jumper = reader(both && random.nextBoolean() ? second : first, id);
        id = jumper.next().id();
      }
      while (steady.size() < trades) {
        read(reader, steady);
      }
      while (jumping.size() < trades) {
        read(jumper, jumping);
      }
      jumper.close();
    }
    // Partitions have no order between them, so each symbol is compared for itself.
    for (Listing listing : List.of(BTC, ETH)) {
      assertThat(of(listing, jumping)).isEqualTo(of(listing, steady)).hasSizeGreaterThan(100);
    }
  }

  private static List<String> of(Listing listing, List<Event> events) {
    return events.stream()
        .map(Event::data)
        .filter(data -> data.contains(listing.symbol().value()))
        .toList();
  }

  private static String skipState(Reader reader) throws IOException {
    reader.next();
    reader.next();
    return reader.next().id();
  }

  private static String read(Reader reader, List<Event> into) throws IOException {
    Event event = reader.next();
    while (event.name().isEmpty()) {
      event = reader.next();
    }
    assertThat(event.name()).isEqualTo("price");
    into.add(event);
    return event.id();
  }

  private int write(Random random, int already, int events) {
    return write(streams, random, already, events);
  }

  private static int write(FakeStreams topics, Random random, int already, int events) {
    for (int i = 1; i <= events; i++) {
      topics.write(
          Samples.trade(
              random.nextBoolean() ? BTC : ETH,
              1_000 + already + i,
              (1_000 + already + i) + ".25"));
    }
    return events;
  }

  /** Once it heard nothing until the topic had come so far. */
  @ParameterizedTest
  @ValueSource(longs = {1, 50, 90_000, 9_000_000_000L})
  void whoIsAheadOfTheTopicHearsSoAtOnce(long ahead) throws IOException {
    String id;
    try (Reader reader = reader(first, NEW)) {
      id = skipState(reader);
    }
    int colon = id.lastIndexOf(':');
    long offset = Long.parseLong(id.substring(colon + 1)) + ahead;
    try (Reader reader = reader(first, id.substring(0, colon + 1) + offset)) {
      reader.next();
      assertThat(Stream.of(reader.next(), reader.next(), reader.next()))
          .extracting(Event::name)
          .contains("reset");
    }
  }

  /** HTTP/1.0 knows no chunks: the stream ends with the connection. */
  @Test
  void olderClientsAreSpokenToWithoutChunks() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), FanoutApp.port(first))) {
      String request =
          "GET /stockPrices/stream?%s HTTP/1.0\r\nHost: localhost\r\n\r\n".formatted(BOTH);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      List<String> head = new ArrayList<>();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        head.add(line.toLowerCase(Locale.ROOT));
      }
      assertThat(head.getFirst()).endsWith(" 200 ok");
      assertThat(head).noneMatch(line -> line.startsWith("transfer-encoding"));
      assertThat(head).contains("connection: close");
      assertThat(in.readLine()).startsWith("id: ");
      assertThat(in.readLine()).startsWith("retry: ");
    }
  }

  @ParameterizedTest
  @CsvSource({"BTC-USD, 200", "NOPE-USD, 404", "btc-usd, 400"})
  void headAnswersAsGetDoes(String symbol, int status) throws Exception {
    URI address =
        URI.create(
            "http://127.0.0.1:" + FanoutApp.port(first) + "/stockPrices/stream?symbol=" + symbol);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest head = HttpRequest.newBuilder(address).HEAD().build();
      assertThat(client.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    }
    Loops loops = first.getBean(Loops.class);
    Awaitility.await().until(() -> loops.sessions() == 0);
  }

  @Test
  void whatIsLostForGoodIsToldBySymbol() throws IOException {
    try (Reader reader = reader(first, "of-another-topic-0-2:17")) {
      assertThat(reader.next().name()).isEmpty();
      assertThat(reader.next())
          .extracting(Event::name, Event::data)
          .containsExactly("reset", "{\"symbol\":\"BTC-USD\"}");
      assertThat(reader.next().data()).startsWith("{\"symbol\":\"BTC-USD\"");
      assertThat(reader.next().name()).isEqualTo("reset");
      assertThat(reader.next().data()).startsWith("{\"symbol\":\"ETH-USD\"");
    }
  }

  @Test
  void sleeperIsEndedAndMissesNothingWhenItComesBack() throws IOException {
    List<Event> heard = new ArrayList<>();
    String id;
    int written = 0;
    double before = resets(second);
    try (Reader sleeper = new Reader(FanoutApp.port(second), BOTH, NEW, 4_096)) {
      skipState(sleeper);
      // More than a socket takes before its writer notices. Afterwards little more is written: what
      // is missing has to lie within what one scan of the topic reads.
      while (written < 40_000) {
        written += write(new Random(written), written, 500);
        awaitBoard(second);
      }
      int filling = written;
      AtomicInteger trickle = new AtomicInteger();
      Awaitility.await()
          .until(() -> {
            trickle.addAndGet(write(new Random(1), filling + trickle.get(), 1));
            return resets(second) > before;
          });
      written += trickle.get();
      id = "";
      for (Event event = sleeper.next(); event != END; event = sleeper.next()) {
        heard.add(event);
        id = event.id();
      }
    }
    assertThat(heard).as("it was ended").hasSizeLessThan(written);
    try (Reader again = reader(second, id)) {
      while (heard.size() < written) {
        read(again, heard);
      }
    }
    for (Listing listing : List.of(BTC, ETH)) {
      assertThat(of(listing, heard)).doesNotHaveDuplicates();
    }
    assertThat(heard).hasSize(written);
  }

  /** Once Reactor Netty held half a megabyte for each: it asked for 128 chunks ahead. */
  @Test
  void sleepersHoldNoMoreThanAChunkEachAndTheirNeighbourMissesNothing() throws IOException {
    int sleepers = 20;
    FakeStreams own = new FakeStreams();
    own.write(Samples.trade(BTC, 1, "100.00"));
    own.write(Samples.quote(BTC, 1, "99", "101"));
    own.write(Samples.trade(ETH, 1, "100.00"));
    own.write(Samples.quote(ETH, 1, "99", "101"));
    Queue<Channel> channels = new ConcurrentLinkedQueue<>();
    NettyServerCustomizer watching =
        server -> server.doOnConnection(connection -> channels.add(connection.channel()));
    try (ConfigurableApplicationContext watched =
        FanoutApp.start(own, Map.of("watching", watching))) {
      Loops loops = watched.getBean(Loops.class);
      Awaitility.await().until(() -> watched.getBean(FanoutReadiness.class).isReady());
      List<Reader> asleep = new ArrayList<>();
      try (Reader neighbour = reader(watched, NEW)) {
        String begin = skipState(neighbour);
        List<Event> heard = new ArrayList<>();
        int written = 0;
        while (written < 20_000) {
          written += write(own, new Random(written), written, 500);
          while (heard.size() < written) {
            read(neighbour, heard);
          }
        }
        for (int i = 0; i < sleepers; i++) {
          asleep.add(new Reader(FanoutApp.port(watched), BOTH, begin, 4_096));
        }
        while (loops.stuck() < sleepers) {
          written += write(own, new Random(written), written, 200);
          while (heard.size() < written) {
            read(neighbour, heard);
          }
          assertThat(written).as("sockets fill").isLessThan(100_000);
        }
        assertThat(channels).hasSizeGreaterThan(sleepers);
        assertThat(channels.stream().mapToLong(PriceStreamIT::waitingBytes))
            .as("bytes that Netty holds, by connection")
            .allMatch(bytes -> bytes < 20_000);
        written += write(own, new Random(1), written, 1);
        read(neighbour, heard);
        assertThat(heard).hasSize(written);
      } finally {
        for (Reader each : asleep) {
          each.close();
        }
      }
    }
  }

  private static long waitingBytes(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  private static double resets(ConfigurableApplicationContext application) {
    return application
        .getBean(io.micrometer.core.instrument.MeterRegistry.class)
        .counter("penstock.fanout.disconnects", "code", "3008")
        .count();
  }

  /** Until it has worked what was handed to it so far. */
  private static void awaitBoard(ConfigurableApplicationContext application) {
    application.getBean(Board.class).prices(List.of(BTC.symbol())).block();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "symbol=btc-usd | 400 Bad Request",
        "symbol=NOPE-USD | 404 Not Found",
        "symbol=BTC-USD&symbol=NOPE-USD | 404 Not Found",
        "symbol= | 400 Bad Request",
        "x=1 | 400 Bad Request",
      })
  void refusesWhatCannotBeStreamed(String example) throws IOException {
    String[] parts = example.split(" \\| ");
    try (Reader reader = new Reader(FanoutApp.port(first), parts[0], NEW, 0)) {
      assertThat(reader.status).isEqualTo("HTTP/1.1 " + parts[1]);
    }
  }

  @Test
  void oneStreamMoreThanThereMayBeIsRefusedUntilAnotherLeaves() throws IOException {
    try (ConfigurableApplicationContext small = application("penstock.fanout.max-connections=1")) {
      try (Reader one = reader(small, NEW);
          Reader more = new Reader(FanoutApp.port(small), BOTH, NEW, 0)) {
        skipState(one);
        assertThat(more.status).isEqualTo("HTTP/1.1 503 Service Unavailable");
      }
      Loops loops = small.getBean(Loops.class);
      Awaitility.await().until(() -> loops.sessions() == 0);
      assertThat(small.getBean(Board.class).subscriptions()).isZero();
      reader(small, NEW).close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x:y", ":1", "a-0-1:-5", "a:1,,b:2"})
  void refusesAnIdThatIsNotOurs(String id) throws IOException {
    try (Reader reader = new Reader(FanoutApp.port(first), BOTH, id, 0)) {
      assertThat(reader.status).isEqualTo("HTTP/1.1 400 Bad Request");
    }
  }
}
