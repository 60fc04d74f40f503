package io.penstock.payments.merchants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a merchant's program does: signs, by its own code, and calls. */
public record MerchantClient(int port, String key, String secret, Clock clock) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();

  public record Answer(int status, JsonNode body, HttpResponse<String> response) {

    public Answer expect(int expected) {
      assertThat(status).as(body.toString()).isEqualTo(expected);
      return this;
    }

    public JsonNode problem(int expected, String code) {
      expect(expected);
      assertThat(body.path("code").asString()).isEqualTo(code);
      assertThat(header("content-type")).isEqualTo("application/problem+json");
      if (expected == 401) {
        assertThat(header("www-authenticate")).isEqualTo("Bearer realm=\"merchant\"");
      }
      return body;
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** A request on its way, which may be altered before it is signed, and after. */
  public static final class Draft {

    final Map<String, String> headers = new LinkedHashMap<>();
    private final MerchantClient client;
    private String method;
    private String target;
    private byte[] body;

    private Draft(MerchantClient client, String method, String target, String body) {
      this.client = client;
      this.method = method;
      this.target = target;
      this.body = body.getBytes(UTF_8);
      headers.put("Authorization", "Bearer " + client.key());
      headers.put(
          "X-Request-Timestamp",
          Instant.ofEpochSecond(client.clock().instant().getEpochSecond()).toString());
      headers.put("X-Request-Nonce", UUID.randomUUID().toString());
    }

    public Draft with(String name, String value) {
      headers.put(name, value);
      return this;
    }

    Draft without(String name) {
      headers.remove(name);
      return this;
    }

    Draft method(String another) {
      method = another;
      return this;
    }

    Draft target(String another) {
      target = another;
      return this;
    }

    Draft body(String another) {
      body = another.getBytes(UTF_8);
      return this;
    }

    public Draft sign() {
      return signBy(client.secret());
    }

    Draft signBy(String secret) {
      try {
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        String text =
            method
                + "\n"
                + target
                + "\n"
                + headers.get("X-Request-Timestamp")
                + "\n"
                + headers.get("X-Request-Nonce")
                + "\n"
                + hash
                + "\n"
                + headers.getOrDefault("Penstock-Account", "")
                + "\n"
                + headers.getOrDefault("Idempotency-Key", "");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        return with("X-Signature", "sha256=" + signature);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    /** As bytes for a socket. */
    String raw() {
      StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
      text.append("Host: localhost\r\nConnection: close\r\nContent-Length: ").append(body.length);
      headers.forEach((name, value) -> text.append("\r\n" + name + ": " + value));
      return text.append("\r\n\r\n").append(new String(body, UTF_8)).toString();
    }

    HttpRequest.Builder request() {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + client.port() + target))
              .method(
                  method,
                  body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
      headers.forEach(request::header);
      return request.timeout(PATIENCE);
    }

    public Answer send() {
      return call(request());
    }

    public CompletableFuture<Answer> sendLater() {
      return CLIENT
          .sendAsync(request().build(), BodyHandlers.ofString())
          .thenApply(MerchantClient::answer);
    }
  }

  public Draft draft(String method, String target, String body) {
    return new Draft(this, method, target, body);
  }

  /** A request that is as it should be. */
  public Draft post(String target, String body) {
    return draft("POST", target, body).sign();
  }

  public Draft get(String target) {
    return draft("GET", target, "").sign();
  }

  MerchantClient with(IssuedKey issued) {
    return new MerchantClient(port, issued.key().id(), issued.secret(), clock);
  }

  static Answer call(HttpRequest.Builder request) {
    try {
      return answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Answer answer(HttpResponse<String> answer) {
    JsonNode body = answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    return new Answer(answer.statusCode(), body, answer);
  }
}
