package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.ErrorEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionErrorEvent;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import io.penstock.market.tick.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official Java client, unchanged: it speaks Protobuf. */
class JavaClientIT {

  private static final String TRADE =
      "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"tradeId\":1,\"price\":\"61820.99\",\"quantity\":\"0.50\","
          + "\"takerSide\":\"buy\",\"time\":\"2026-03-02T10:00:00.970Z\",\"received\":\"2026-03-02T10:00:00.990Z\"}";

  private final FakeStreams streams = new FakeStreams();
  private FanoutServer server = server();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Client client =
      new Client(
          "ws://127.0.0.1:" + server.port() + "/connection/websocket", options(), new Connection());

  private FanoutServer server() {
    streams.write(Samples.trade(BTC, 1, "61820.99"));
    return FanoutServer.start(streams, "ping-interval=1s", "pong-timeout=500ms");
  }

  private static Options options() {
    Options options = new Options();
    options.setMinReconnectDelay(50);
    options.setMaxReconnectDelay(200);
    return options;
  }

  @BeforeEach
  void connect() throws InterruptedException {
    client.connect();
    expect("connecting 0 connect called");
    expect("connected");
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close(5_000);
    server.close();
  }

  @Test
  void subscribesReceivesAndUnsubscribes() throws Exception {
    Subscription trades = subscribe("trades:BTC-USD", "");
    expect("subscribed trades:BTC-USD " + TRADE);
    streams.write(Samples.trade(BTC, 2, "61821.00"));
    expect(
        "publication trades:BTC-USD 2 "
            + TRADE.replace("\"tradeId\":1", "\"tradeId\":2").replace("61820.99", "61821.00"));
    trades.unsubscribe();
    expect("unsubscribed trades:BTC-USD 0 unsubscribe called");
    call();
    streams.write(Samples.trade(BTC, 3, "61822.00"));
    trades.subscribe();
    expect("subscribed trades:BTC-USD ");
    assertThat(next()).as("what it missed meanwhile").startsWith("publication trades:BTC-USD 3 ");
  }

  @Test
  void receivesAWholeBookOfManyFrames() throws Exception {
    streams.write(Samples.snapshot(BTC, 5, levels(20_000, 20_000), levels(20_000, 60_000)));
    streams.write(Samples.trade(BTC, 2, "61821.00"));
    subscribe("book:BTC-USD", "");
    String book = next();
    assertThat(book).startsWith("subscribed book:BTC-USD {\"type\":\"snapshot\"");
    assertThat(book.split("],", -1)).hasSizeGreaterThan(39_000);
    assertThat(book).hasSizeGreaterThan(500_000).endsWith("]]}");
  }

  private static List<Level> levels(int count, int from) {
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      levels.add(Level.of(Integer.toString(from + i), "0.25"));
    }
    return levels;
  }

  @Test
  void hearsWhatIsRefused() throws Exception {
    subscribe("ticker:NOPE-USD", "");
    assertThat(next()).startsWith("error ticker:NOPE-USD");
    expect("unsubscribed ticker:NOPE-USD 102 unknown channel");
    subscribe("ticker:BTC-USD", "{\"mode\":\"conflated\",\"maxRate\":99}");
    assertThat(next()).startsWith("error ticker:BTC-USD");
    expect("unsubscribed ticker:BTC-USD 107 bad request");
    assertThat(call()).contains("not available");
  }

  @Test
  void answersPingsAndStays() throws Exception {
    subscribe("trades:BTC-USD", "{\"mode\":\"lossless\"}");
    next();
    assertThat(events.poll(2_500, TimeUnit.MILLISECONDS))
        .as("two pings are two pongs, of which the listener hears nothing")
        .isNull();
    streams.write(Samples.trade(BTC, 2, "61821.00"));
    assertThat(next()).startsWith("publication trades:BTC-USD 2 ");
  }

  @Test
  void comesBackByItselfAfterARestartOfTheServer() throws Exception {
    subscribe("trades:BTC-USD", "");
    next();
    int port = server.port();
    server.close();
    expect("connecting 3001 shutdown");
    streams.write(Samples.trade(BTC, 2, "61821.00"));
    server = FanoutServer.startAt(port, streams);
    expectAfterErrors("connected");
    expect("subscribed trades:BTC-USD ");
    assertThat(next()).as("what it missed meanwhile").startsWith("publication trades:BTC-USD 2 ");
    streams.write(Samples.trade(BTC, 3, "61822.00"));
    assertThat(next()).startsWith("publication trades:BTC-USD 3 ");
  }

  @Test
  void neighboursOfBothFramingsHearTheSameChange() throws Exception {
    subscribe("trades:BTC-USD", "");
    next();
    try (Peer json = server.connected()) {
      json.send("{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      json.next();
      streams.write(Samples.trade(BTC, 2, "61821.00"));
      String data = TRADE.replace("\"tradeId\":1", "\"tradeId\":2").replace("61820.99", "61821.00");
      expect("publication trades:BTC-USD 2 " + data);
      assertThat(json.next())
          .isEqualTo(
              "{\"push\":{\"channel\":\"trades:BTC-USD\",\"pub\":{\"data\":"
                  + data
                  + ",\"offset\":2}}}");
    }
  }

  /**
   * @return what the server said, behind its answers to all before
   */
  private String call() throws InterruptedException {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    client.rpc("dance", new byte[] {1}, (error, result) -> answers.add(String.valueOf(error)));
    return String.valueOf(answers.poll(20, TimeUnit.SECONDS));
  }

  private Subscription subscribe(String channel, String data)
      throws DuplicateSubscriptionException {
    SubscriptionOptions options = new SubscriptionOptions();
    options.setData(data.getBytes(StandardCharsets.UTF_8));
    Subscription subscription = client.newSubscription(channel, options, new Listener());
    subscription.subscribe();
    return subscription;
  }

  private String next() throws InterruptedException {
    return String.valueOf(events.poll(20, TimeUnit.SECONDS));
  }

  private void expect(String event) throws InterruptedException {
    assertThat(next()).isEqualTo(event);
  }

  /** While nobody listens each try to connect is an error. */
  private void expectAfterErrors(String event) throws InterruptedException {
    String next = next();
    while (next.startsWith("error")) {
      next = next();
    }
    assertThat(next).isEqualTo(event);
  }

  private final class Connection extends EventListener {

    @Override
    public void onConnecting(Client from, ConnectingEvent event) {
      events.add("connecting " + event.getCode() + " " + event.getReason());
    }

    @Override
    public void onConnected(Client from, ConnectedEvent event) {
      events.add("connected");
    }

    @Override
    public void onDisconnected(Client from, DisconnectedEvent event) {
      events.add("disconnected " + event.getCode() + " " + event.getReason());
    }

    @Override
    public void onError(Client from, ErrorEvent event) {
      events.add("error " + event.getError());
    }
  }

  private final class Listener extends SubscriptionEventListener {

    @Override
    public void onSubscribed(Subscription from, SubscribedEvent event) {
      events.add("subscribed " + from.getChannel() + " " + utf8(event.getData()));
    }

    @Override
    public void onPublication(Subscription from, PublicationEvent event) {
      events.add(
          "publication "
              + from.getChannel()
              + " "
              + event.getOffset()
              + " "
              + utf8(event.getData()));
    }

    @Override
    public void onUnsubscribed(Subscription from, UnsubscribedEvent event) {
      events.add(
          "unsubscribed " + from.getChannel() + " " + event.getCode() + " " + event.getReason());
    }

    @Override
    public void onError(Subscription from, SubscriptionErrorEvent event) {
      events.add("error " + from.getChannel() + " " + event.getError());
    }

    private String utf8(byte[] data) {
      return new String(data, StandardCharsets.UTF_8);
    }
  }
}
