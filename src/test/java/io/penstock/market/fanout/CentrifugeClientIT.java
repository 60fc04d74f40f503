package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official JavaScript client, unchanged, connects, subscribes, recovers. */
class CentrifugeClientIT {

  private static final Path WEB = Path.of("src/main/web").toAbsolutePath();

  private final FakeStreams streams = new FakeStreams();
  private FanoutServer server = server();
  private final Process node;
  private final BufferedReader events;
  private final BufferedWriter commands;

  private FanoutServer server() {
    streams.write(Samples.trade(BTC, 1, "61820.99"));
    return FanoutServer.start(streams);
  }

  @BeforeAll
  static void needsTheClient() {
    assumeTrue(
        Files.exists(WEB.resolve("node_modules/centrifuge"))
            && Files.exists(WEB.resolve("node_modules/ws")),
        "the client is not installed: run without -Dweb.skip");
  }

  CentrifugeClientIT() throws IOException {
    node =
        new ProcessBuilder(
                "node",
                Path.of("src/test/resources/fanout/client.mjs").toString(),
                "ws://127.0.0.1:" + server.port() + "/connection/websocket",
                WEB.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    events = node.inputReader(StandardCharsets.UTF_8);
    commands = node.outputWriter(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void connect() throws IOException {
    tell("connect");
    expect("{\"event\":\"connecting\",\"code\":0,\"reason\":\"connect called\"}");
    expect("{\"event\":\"connected\",\"transport\":\"websocket\"}");
  }

  @AfterEach
  void stop() throws Exception {
    commands.close();
    assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
    server.close();
  }

  @Test
  void subscribesReceivesAndUnsubscribes() throws IOException {
    tell("subscribe trades:BTC-USD");
    String trade =
        "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"tradeId\":1,\"price\":\"61820.99\",\"quantity\":\"0.50\","
            + "\"takerSide\":\"buy\",\"time\":\"2026-03-02T10:00:00.970Z\",\"received\":\"2026-03-02T10:00:00.990Z\"}";
    expect("{\"event\":\"subscribed\",\"channel\":\"trades:BTC-USD\",\"data\":" + trade + "}");
    streams.write(Samples.trade(BTC, 2, "61821.00"));
    expect(
        "{\"event\":\"publication\",\"channel\":\"trades:BTC-USD\",\"data\":"
            + trade.replace("\"tradeId\":1", "\"tradeId\":2").replace("61820.99", "61821.00")
            + ",\"offset\":2}");
    tell("unsubscribe trades:BTC-USD");
    expect(
        "{\"event\":\"unsubscribed\",\"channel\":\"trades:BTC-USD\",\"code\":0,\"reason\":\"unsubscribe called\"}");
    streams.write(Samples.trade(BTC, 3, "61822.00"));
    tell("subscribe trades:BTC-USD");
    expect("{\"event\":\"subscribed\",\"channel\":\"trades:BTC-USD\",\"recovered\":true}");
    assertThat(next()).startsWith("{\"event\":\"publication\"").contains("\"tradeId\":3");
  }

  @Test
  void asksForTheHistory() throws IOException {
    tell("subscribe trades:BTC-USD");
    next();
    tell("history trades:BTC-USD");
    assertThat(next())
        .startsWith("{\"event\":\"history\",\"publications\":[{")
        .contains("\"tradeId\":1")
        .endsWith(",\"offset\":1}]}");
  }

  @Test
  void hearsWhatIsRefused() throws IOException {
    tell("subscribe ticker:NOPE-USD");
    expect(
        "{\"event\":\"unsubscribed\",\"channel\":\"ticker:NOPE-USD\",\"code\":102,\"reason\":\"unknown channel\"}");
  }

  @Test
  void comesBackByItselfAfterARestartOfTheServer() throws IOException {
    tell("subscribe trades:BTC-USD");
    next();
    int port = server.port();
    server.close();
    expect("{\"event\":\"connecting\",\"code\":3001,\"reason\":\"shutdown\"}");
    streams.write(Samples.trade(BTC, 2, "61821.00"));
    server = FanoutServer.startAt(port, streams);
    List<String> seen = nextUntil("\"event\":\"subscribed\"");
    assertThat(seen).contains("{\"event\":\"connected\",\"transport\":\"websocket\"}");
    assertThat(seen.getLast()).contains("\"recovered\":true");
    assertThat(next()).startsWith("{\"event\":\"publication\"").contains("\"tradeId\":2");
    streams.write(Samples.trade(BTC, 3, "61822.00"));
    assertThat(next()).startsWith("{\"event\":\"publication\"").contains("\"tradeId\":3");
  }

  private void tell(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  private void expect(String event) throws IOException {
    assertThat(next()).isEqualTo(event);
  }

  private String next() throws IOException {
    return String.valueOf(events.readLine());
  }

  private List<String> nextUntil(String part) throws IOException {
    List<String> seen = new ArrayList<>(List.of(next()));
    while (!seen.getLast().contains(part) && !seen.getLast().equals("null")) {
      seen.add(next());
    }
    return seen;
  }
}
