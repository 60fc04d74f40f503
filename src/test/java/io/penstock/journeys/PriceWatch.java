package io.penstock.journeys;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A browser that keeps one socket open and counts what it is told. */
final class PriceWatch implements WebSocket.Listener, AutoCloseable {

  private final StringBuilder message = new StringBuilder();
  private final AtomicInteger pushes = new AtomicInteger();
  private volatile @Nullable String end;
  private final WebSocket socket;

  PriceWatch(int port, String... channels) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://localhost:" + port + "/connection/websocket"), this)
            .join();
    StringBuilder commands = new StringBuilder("{\"id\":1,\"connect\":{}}");
    for (int i = 0; i < channels.length; i++) {
      commands
          .append("\n{\"id\":")
          .append(i + 2)
          .append(",\"subscribe\":{\"channel\":\"")
          .append(channels[i])
          .append("\"}}");
    }
    socket.sendText(commands, true).join();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      for (String line : message.toString().split("\n")) {
        if (line.equals("{}")) {
          from.sendText("{}", true);
        } else if (line.contains("\"push\"")) {
          pushes.incrementAndGet();
        }
      }
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    end = code + " " + reason;
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    end = error.toString();
  }

  int pushes() {
    return pushes.get();
  }

  /** Null while it is open. */
  @Nullable String end() {
    return end;
  }

  @Override
  public void close() {
    socket.abort();
  }
}
