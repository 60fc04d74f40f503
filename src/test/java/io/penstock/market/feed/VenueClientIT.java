package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.telemetry.Telemetry;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver.State;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientState;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** A venue that is so eager to speak that its first frame comes along with its handshake. */
class VenueClientIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String FRAME = "hello";

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
  private final Sinks.Empty<Void> cancel = Sinks.empty();
  private final CompletableFuture<Long> heldAtTheEnd = new CompletableFuture<>();
  private final CompletableFuture<Long> heldAfterwards = new CompletableFuture<>();
  private ServerSocket server;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::shakeHandsAndSpeak);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void frameThatCameWithTheHandshakeIsRead() {
    VenueClient client = client(connections());

    StepVerifier.create(client.connect("/", VenueClientIT::texts).take(1))
        .expectNext(FRAME)
        .expectComplete()
        .verify(PATIENCE);
  }

  /** Once it leaked: nobody was there to take it, and nobody threw it away. */
  @Test
  void frameThatCameWithTheHandshakeIsReleasedWhenWeCancelInThatInstant() throws Exception {
    VenueClient client = client(connections().observe(this::cancelAtTheHandshake));

    StepVerifier.create(client.connect("/", VenueClientIT::texts).takeUntilOther(cancel.asMono()))
        .expectComplete()
        .verify(PATIENCE);

    assertThat(heldAtTheEnd.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(FRAME.length());
    assertThat(heldAfterwards.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
  }

  private void cancelAtTheHandshake(Connection connection, State state) {
    if (state == HttpClientState.RESPONSE_RECEIVED) {
      cancel.tryEmitEmpty();
    } else if (state == State.DISCONNECTING) {
      heldAtTheEnd.complete(held());
      connection.channel().eventLoop().execute(() -> heldAfterwards.complete(held()));
    }
  }

  private long held() {
    return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
  }

  private static Flux<String> texts(VenueSocket socket) {
    return socket.frames().map(frame -> frame.toString(StandardCharsets.UTF_8));
  }

  private HttpClient connections() {
    return HttpClient.create(ConnectionProvider.newConnection())
        .option(ChannelOption.ALLOCATOR, memory);
  }

  private VenueClient client(HttpClient connections) {
    Guards guards =
        new Guards(
            new ResilienceProperties(Map.of()),
            Clock.systemUTC(),
            new Random(1),
            new Telemetry(new SimpleMeterRegistry()));
    return new VenueClient(
        new VenueClient.Endpoints(
            URI.create("ws://127.0.0.1:" + server.getLocalPort()),
            URI.create("http://127.0.0.1:" + server.getLocalPort()),
            PATIENCE,
            1 << 16,
            1 << 16),
        WebClient.builder(),
        guards.named("eager-rest"),
        FrameTape.OFF,
        connections);
  }

  /** The answer to the handshake and a frame, in one write. */
  private void shakeHandsAndSpeak() {
    try {
      Socket socket = server.accept();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      answer.writeBytes(
          ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + accept(key(socket))
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      answer.write(0x81);
      answer.write(FRAME.length());
      answer.writeBytes(FRAME.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(answer.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(Socket socket) throws IOException {
    BufferedReader request =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String name = "sec-websocket-key:";
    String key = "";
    for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
      if (line.regionMatches(true, 0, name, 0, name.length())) {
        key = line.substring(name.length()).strip();
      }
    }
    return key;
  }

  /** RFC 6455 section 1.3. */
  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
