package io.penstock.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Seeded nonsense on a real socket. A leak it causes fails the run. */
@SpringBootTest(
    classes = EdgeApp.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {EdgeApp.HERE + "=true", "penstock.http.max-body-size=4KB"})
class HttpFuzzIT {

  private static final long SEED = 20_260_101;
  private static final int ROUNDS = 1_000;

  private static final String GOOD_BODY = "{\"symbol\":\"BTC-USD\",\"quantity\":2}";

  private static final List<String> GOOD =
      List.of(
          post(GOOD_BODY),
          "GET /trying/bars?limit=5 HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n\r\n",
          "GET /trying/instruments/BTC-USD HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: a\r\nConnection: close\r\n\r\n",
          "POST /trying/bytes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
              + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

  private static final List<String> NASTY =
      List.of(
          "\0",
          "\r\n",
          "\r\n\r\n",
          " ",
          ":",
          "%",
          "%00",
          "%zz",
          "..",
          "/",
          "{",
          "[",
          "\"",
          "\u00ff",
          "-1",
          "?",
          "#",
          "&=",
          "999999999999999999999",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Host: evil\r\n");

  @LocalServerPort int port;

  @Test
  void changedRequestsNeverFailTheServer() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] request = changed(GOOD.get(random.nextInt(GOOD.size())).getBytes(ISO_8859_1), random);
      assertNoFailure(round, request);
    }
    assertStillServes();
  }

  @Test
  void changedJsonNeverFailsTheServer() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      String body = new String(changed(GOOD_BODY.getBytes(ISO_8859_1), random), ISO_8859_1);
      assertNoFailure(round, post(body).getBytes(ISO_8859_1));
    }
    assertStillServes();
  }

  @Test
  void randomBytesNeverFailTheServer() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS / 4; round++) {
      byte[] request = new byte[random.nextInt(1, 2_000)];
      random.nextBytes(request);
      assertNoFailure(round, request);
    }
    assertStillServes();
  }

  private void assertNoFailure(int round, byte[] request) throws IOException {
    RawHttp.Answer answer = new RawHttp(port).send(request);
    assertThat(answer.status().orElse(400))
        .as("round %d of seed %d: %s", round, SEED, new String(request, ISO_8859_1))
        .isLessThan(500);
  }

  private void assertStillServes() throws IOException {
    assertThat(new RawHttp(port).send(post(GOOD_BODY).getBytes(ISO_8859_1)).status()).contains(200);
  }

  private static String post(String body) {
    return "POST /trying/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\nConnection: close\r\n\r\n"
        + body;
  }

  /**
   * One to five changes: a byte flipped, a piece removed, doubled, or replaced by something nasty.
   */
  private static byte[] changed(byte[] request, SplittableRandom random) {
    byte[] result = request;
    for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
      int from = random.nextInt(result.length + 1);
      int to = Math.min(result.length, from + random.nextInt(8));
      byte[] head = Arrays.copyOf(result, from);
      byte[] piece = Arrays.copyOfRange(result, from, to);
      byte[] tail = Arrays.copyOfRange(result, to, result.length);
      result =
          switch (random.nextInt(4)) {
            case 0 -> joined(head, flipped(piece, random), tail);
            case 1 -> joined(head, tail);
            case 2 -> joined(head, piece, piece, tail);
            default ->
                joined(head, NASTY.get(random.nextInt(NASTY.size())).getBytes(ISO_8859_1), tail);
          };
    }
    return result;
  }

  private static byte[] flipped(byte[] piece, SplittableRandom random) {
    byte[] flipped = piece.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] joined(byte[]... pieces) {
    int length = Arrays.stream(pieces).mapToInt(piece -> piece.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, joined, at, piece.length);
      at += piece.length;
    }
    return joined;
  }
}
