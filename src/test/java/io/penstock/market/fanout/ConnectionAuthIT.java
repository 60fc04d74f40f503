package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.TokenCallback;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Who may connect, and for how long, over a real socket. */
class ConnectionAuthIT {

  private static final String EXPIRED =
      "{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}";

  private final FakeStreams streams = new FakeStreams();
  private FanoutServer server = server("tokens.grace=300ms");

  private FanoutServer server(String... more) {
    streams.write(Samples.trade(BTC, 1, "1.00"));
    String[] settings = new String[more.length + 5];
    settings[0] = "tokens.issuers[0].issuer=" + TestIssuer.NAME;
    settings[1] = "tokens.issuers[0].audience=" + TestIssuer.AUDIENCE;
    settings[2] = "tokens.issuers[0].algorithms=HS256";
    settings[3] = "tokens.issuers[0].hmac-secret=" + TestIssuer.SECRET;
    settings[4] = "connect-timeout=2s";
    System.arraycopy(more, 0, settings, 5, more.length);
    return FanoutServer.start(streams, settings);
  }

  private void restart(String... more) {
    server.close();
    server = server(more);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String connect(String token) {
    return "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}";
  }

  private static String refresh(String token) {
    return "{\"id\":2,\"refresh\":{\"token\":\"" + token + "\"}}";
  }

  private static String token(Duration life) {
    return TestIssuer.hmac(TestIssuer.claims(Samples.NOW.plus(life)));
  }

  private static String tokenOfBob(Duration life) {
    return TestIssuer.hmac(TestIssuer.claims(Samples.NOW.plus(life)).subject("bob"));
  }

  @Test
  void anybodyComesInWhereNoTokenIsRequired() {
    try (Peer peer = new Peer(server.port())) {
      peer.send("{\"id\":1,\"connect\":{}}");
      assertThat(peer.next()).contains("\"client\":").doesNotContain("expires", "ttl");
    }
  }

  @Test
  void nobodyComesInWithoutATokenWhereOneIsRequired() {
    restart("tokens.required=true");
    try (Peer none = new Peer(server.port());
        Peer some = new Peer(server.port())) {
      none.send("{\"id\":1,\"connect\":{}}");
      assertThat(none.next()).isEqualTo("close 3501 bad request");
      some.send(connect(token(Duration.ofSeconds(60))));
      assertThat(some.next()).contains("\"expires\":true,\"ttl\":60,");
    }
  }

  @Test
  void tellsForHowLongATokenIsGood() {
    try (Peer peer = new Peer(server.port())) {
      peer.send(
          connect(token(Duration.ofSeconds(60))),
          "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      assertThat(peer.next()).contains("\"expires\":true,\"ttl\":60,\"ping\":25");
      assertThat(peer.next()).startsWith("{\"id\":2,\"subscribe\":{");
    }
  }

  @Test
  void anExpiredTokenIsRefusedAndNothingBehindItIsWorked() {
    try (Peer peer = new Peer(server.port())) {
      peer.send(
          connect(token(Duration.ZERO)),
          "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      assertThat(peer.next()).isEqualTo(EXPIRED);
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
    }
  }

  @Test
  void aRefusedConnectionIsNotKept() {
    restart("connect-timeout=300ms");
    try (Peer peer = new Peer(server.port())) {
      peer.send(connect(token(Duration.ZERO)));
      assertThat(peer.next()).isEqualTo(EXPIRED);
      assertThat(peer.next()).isEqualTo("close 3502 stale");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
  void aTokenThatIsNotGoodEndsTheConnectionForGood(String token) {
    try (Peer peer = new Peer(server.port())) {
      peer.send(connect(token));
      assertThat(peer.next()).isEqualTo("close 3500 invalid token");
    }
    assertThat(server.count("penstock.fanout.tokens.refused", "fault", "unreadable")).isEqualTo(1);
  }

  @Test
  void noTokenIsGoodWhereNoIssuerIsTrusted() {
    try (FanoutServer open = FanoutServer.start(streams);
        Peer peer = new Peer(open.port())) {
      peer.send(connect(token(Duration.ofSeconds(60))));
      assertThat(peer.next()).isEqualTo("close 3500 invalid token");
    }
  }

  @Test
  void aNewTokenForTheSameUserKeepsTheConnection() {
    try (Peer peer = new Peer(server.port())) {
      peer.send(connect(token(Duration.ofMillis(1_000))));
      peer.next();
      peer.send(refresh(token(Duration.ofSeconds(3_600))));
      assertThat(peer.next())
          .matches(
              "\\{\"id\":2,\"refresh\":\\{\"client\":\"[0-9a-f-]{36}\",\"version\":\"penstock\","
                  + "\"expires\":true,\"ttl\":3600}}");
      server.clock.advance(Duration.ofSeconds(3_599));
      Mono.delay(Duration.ofMillis(1_600)).block();
      peer.send("{\"id\":3,\"ping\":{}}");
      assertThat(peer.next()).isEqualTo("{\"id\":3,\"ping\":{}}");
    }
  }

  @Test
  void aTokenThatRanOutEndsTheConnectionBehindTheGrace() {
    try (Peer peer = new Peer(server.port())) {
      peer.send(connect(token(Duration.ofMillis(1_000))));
      assertThat(peer.next()).contains("\"ttl\":1,");
      server.clock.advance(Duration.ofMillis(1_299));
      peer.send("{\"id\":2,\"ping\":{}}");
      assertThat(peer.next()).as("within the grace").isEqualTo("{\"id\":2,\"ping\":{}}");
      server.clock.advance(Duration.ofMillis(1));
      assertThat(peer.next()).isEqualTo("close 3005 connection expired");
    }
  }

  @Test
  void refreshWithoutOrWithBadTokensEndsTheConnection() {
    try (Peer none = connected();
        Peer expired = connected();
        Peer bad = connected();
        Peer anothers = connected();
        Peer anonymous = server.connected()) {
      none.send("{\"id\":2,\"refresh\":{}}");
      assertThat(none.next()).isEqualTo("close 3501 bad request");
      expired.send(refresh(token(Duration.ZERO)));
      assertThat(expired.next()).isEqualTo("close 3005 connection expired");
      bad.send(refresh("nonsense"));
      assertThat(bad.next()).isEqualTo("close 3500 invalid token");
      anothers.send(refresh(tokenOfBob(Duration.ofSeconds(60))));
      assertThat(anothers.next()).isEqualTo("close 3500 invalid token");
      anonymous.send(refresh(token(Duration.ofSeconds(60))));
      assertThat(anonymous.next()).isEqualTo("close 3500 invalid token");
    }
  }

  private Peer connected() {
    Peer peer = new Peer(server.port());
    peer.send(connect(token(Duration.ofSeconds(60))));
    peer.next();
    return peer;
  }

  @Test
  void manyRefreshesInOneFrameAreWorkedOneByOne() {
    try (Peer peer = connected()) {
      String refresh = refresh(token(Duration.ofSeconds(60)));
      int count = 60_000 / refresh.length();
      peer.send(Collections.nCopies(count, refresh).toArray(String[]::new));
      assertThat(peer.next(count).lines())
          .hasSize(count)
          .allMatch(line -> line.contains("\"ttl\":60"));
    }
  }

  @Test
  void theClientAsksForANewTokenWhenItsOwnHasExpired() throws InterruptedException {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    AtomicInteger asked = new AtomicInteger();
    Options options = new Options();
    options.setToken(token(Duration.ZERO));
    options.setMinReconnectDelay(20);
    options.setMaxReconnectDelay(50);
    options.setTokenGetter(
        new ConnectionTokenGetter() {
          @Override
          public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
            asked.incrementAndGet();
            callback.Done(null, token(Duration.ofSeconds(60)));
          }
        });
    Client client =
        new Client(
            "ws://127.0.0.1:" + server.port() + "/connection/websocket",
            options,
            new EventListener() {
              @Override
              public void onConnected(Client from, ConnectedEvent event) {
                events.add("connected");
              }

              @Override
              public void onDisconnected(Client from, DisconnectedEvent event) {
                events.add("disconnected " + event.getCode());
              }
            });
    client.connect();
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("connected");
    assertThat(asked).hasValue(1);
    client.setToken("nonsense");
    client.disconnect();
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnected 0");
    client.connect();
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnected 3500");
    client.close(5_000);
  }

  @Test
  void waitsForTheKeysThatAnIssuerPublishes() {
    RSAKey key = TestIssuer.rsa("k");
    AtomicInteger fetches = new AtomicInteger();
    DisposableServer issuer =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes ->
                routes.get(
                    "/jwks.json",
                    (request, response) -> {
                      fetches.incrementAndGet();
                      return response
                          .header("Content-Type", "application/json")
                          .sendString(
                              Mono.delay(Duration.ofMillis(200))
                                  .map(tick -> new JWKSet(key).toString()));
                    }))
            .bindNow();
    String address = "http://127.0.0.1:" + issuer.port() + "/jwks.json";
    try (FanoutServer trusting =
            FanoutServer.start(
                streams,
                "tokens.issuers[0].issuer=" + TestIssuer.NAME,
                "tokens.issuers[0].audience=" + TestIssuer.AUDIENCE,
                "tokens.issuers[0].algorithms=RS256",
                "tokens.issuers[0].jwks-uri=" + address);
        Peer first = new Peer(trusting.port());
        Peer gone = new Peer(trusting.port());
        Peer second = new Peer(trusting.port())) {
      Instant later = Samples.NOW.plusSeconds(60);
      String connect =
          connect(TestIssuer.signed(JWSAlgorithm.RS256, key, TestIssuer.claims(later)));
      gone.send(connect);
      first.send(connect, "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      second.send(connect);
      gone.close();
      assertThat(first.next()).contains("\"connect\":{", "\"ttl\":60,");
      assertThat(first.next())
          .as("asked before the verdict")
          .startsWith("{\"id\":2,\"subscribe\":{");
      assertThat(second.next()).contains("\"connect\":{");
      assertThat(fetches).hasValue(1);
    } finally {
      issuer.disposeNow(Duration.ofSeconds(5));
    }
  }

  /** Once the guard was shared, and an issuer that was away opened it for all. */
  @Test
  void anIssuerThatIsAwayIsNoFaultOfAnother() {
    RSAKey key = TestIssuer.rsa("k");
    DisposableServer issuer =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes ->
                routes
                    .get(
                        "/jwks.json",
                        (request, response) ->
                            response.sendString(Mono.just(new JWKSet(key).toString())))
                    .get("/dead.json", (request, response) -> response.status(500).send()))
            .bindNow();
    String address = "http://127.0.0.1:" + issuer.port();
    try (FanoutServer trusting =
        FanoutServer.start(
            streams,
            "tokens.issuers[0].issuer=dead",
            "tokens.issuers[0].audience=" + TestIssuer.AUDIENCE,
            "tokens.issuers[0].algorithms=RS256",
            "tokens.issuers[0].jwks-uri=" + address + "/dead.json",
            "tokens.issuers[1].issuer=" + TestIssuer.NAME,
            "tokens.issuers[1].audience=" + TestIssuer.AUDIENCE,
            "tokens.issuers[1].algorithms=RS256",
            "tokens.issuers[1].jwks-uri=" + address + "/jwks.json")) {
      Instant later = Samples.NOW.plusSeconds(3_600);
      String dead =
          connect(
              TestIssuer.signed(JWSAlgorithm.RS256, key, TestIssuer.claims(later).issuer("dead")));
      for (int i = 0; i < 5; i++) {
        trusting.clock.advance(Duration.ofSeconds(5));
        for (int again = 0; again < 3; again++) {
          try (Peer peer = new Peer(trusting.port())) {
            peer.send(dead);
            assertThat(peer.next()).contains("\"code\":100,", "\"temporary\":true");
          }
        }
      }
      assertThat(trusting.meters.get("penstock.fanout.keys.failures").counter().count())
          .as("once for each fetch, not for each token")
          .isEqualTo(5);
      try (Peer peer = new Peer(trusting.port())) {
        peer.send(connect(TestIssuer.signed(JWSAlgorithm.RS256, key, TestIssuer.claims(later))));
        assertThat(peer.next()).contains("\"connect\":{");
      }
    } finally {
      issuer.disposeNow(Duration.ofSeconds(5));
    }
  }

  @Test
  void anIssuerThatIsAwayIsNoFaultOfTheClient() {
    try (FanoutServer trusting =
            FanoutServer.start(
                streams,
                "tokens.issuers[0].issuer=" + TestIssuer.NAME,
                "tokens.issuers[0].audience=" + TestIssuer.AUDIENCE,
                "tokens.issuers[0].algorithms=RS256",
                "tokens.issuers[0].jwks-uri=http://127.0.0.1:1/jwks.json");
        Peer peer = new Peer(trusting.port())) {
      RSAKey key = TestIssuer.rsa("k");
      peer.send(
          connect(
              TestIssuer.signed(
                  JWSAlgorithm.RS256, key, TestIssuer.claims(Samples.NOW.plusSeconds(60)))));
      assertThat(peer.next())
          .isEqualTo(
              "{\"id\":1,\"error\":{\"code\":100,\"message\":\"internal server"
                  + " error\",\"temporary\":true}}");
    }
  }
}
