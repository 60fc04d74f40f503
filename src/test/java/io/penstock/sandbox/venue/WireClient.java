package io.penstock.sandbox.venue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of the JDK on a real socket: says a line, expects an answer. */
public final class WireClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http;
  private final WebSocket socket;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();

  private WireClient(HttpClient http, int port, String path) {
    this.http = http;
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path), new Ears())
            .join();
  }

  /**
   * @param path such as {@code /coinbase/feed}
   */
  public static WireClient connect(int port, String path) {
    return new WireClient(HttpClient.newHttpClient(), port, path);
  }

  public void say(String text) {
    socket.sendText(text, true).join();
  }

  public void sayInTwoFragments(String text) {
    socket.sendText(text.substring(0, 5), false).join();
    socket.sendText(text.substring(5), true).join();
  }

  public void ping(String payload) {
    socket.sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))).join();
  }

  /**
   * The next thing heard: a frame, {@code ping …}, {@code pong …}, {@code close …} or {@code
   * broken}.
   */
  public String expect() {
    try {
      String frame = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("heard nothing for " + PATIENCE);
      }
      return frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next of that kind; what comes before is passed over. */
  public String expect(Predicate<String> kind) {
    String frame = expect();
    while (!kind.test(frame)) {
      frame = expect();
    }
    return frame;
  }

  public List<String> expect(int frames) {
    List<String> next = new ArrayList<>();
    while (next.size() < frames) {
      next.add(expect());
    }
    return next;
  }

  public boolean isQuiet() {
    return heard.isEmpty();
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }

  public static HttpResponse<String> get(int port, String path, String... headers) {
    return send(request(port, path, headers).GET().build());
  }

  /** Fails when no answer comes within that time. */
  public static HttpResponse<String> getWithin(Duration time, int port, String path) {
    return send(request(port, path).timeout(time).GET().build());
  }

  public static HttpResponse<String> post(int port, String path) {
    return send(request(port, path).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  private static HttpRequest.Builder request(int port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private final class Ears implements WebSocket.Listener {

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        heard.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      heard.add("ping " + StandardCharsets.UTF_8.decode(message.duplicate()));
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      heard.add("pong " + StandardCharsets.UTF_8.decode(message));
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      heard.add("close " + status + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      heard.add("broken");
    }
  }
}
