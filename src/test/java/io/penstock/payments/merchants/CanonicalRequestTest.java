package io.penstock.payments.merchants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.values.Mode;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HMACs were computed by openssl: {@code openssl dgst -sha256 -hmac <secret>}. */
class CanonicalRequestTest {

  private static final String SECRET =
      "sk_test_01jd3x7y8k0v9q4m2s6t1w5zrb0123456789abcdefghjkmnpqrstvwxyz";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String NONCE = "0b5e6ac3-8f0e-4a57-9bb5-2f6a3f3c1a10";

  private static CanonicalRequest request(
      String method, String target, String account, String idempotencyKey) {
    return new CanonicalRequest(
        method, target, "2026-01-02T03:04:05Z", NONCE, account, idempotencyKey);
  }

  private static SigningKey key(String... secrets) {
    ApiKey known =
        new ApiKey(
            "pk",
            "acct",
            Mode.TEST,
            false,
            EnumSet.allOf(Scope.class),
            true,
            null,
            NOW,
            null,
            List.of());
    List<SigningKey.Secret> opened =
        List.of(secrets).stream().map(secret -> new SigningKey.Secret(secret, null)).toList();
    return new SigningKey(TestMerchants.key(), known, new RateLimit(1, 1), opened);
  }

  private static boolean signs(SigningKey key, byte[] text, String hmac) {
    return key.hasSigned(text, HexFormat.of().parseHex(hmac), NOW);
  }

  @Test
  void emptyBodyAndNoOtherHeaders() {
    byte[] text = request("GET", "/balance", "", "").bytes(new byte[0]);
    assertThat(new String(text, ISO_8859_1))
        .isEqualTo(
            """
            GET
            /balance
            2026-01-02T03:04:05Z
            0b5e6ac3-8f0e-4a57-9bb5-2f6a3f3c1a10
            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

            """);
    assertThat(
            signs(
                key(SECRET),
                text,
                "b286c3c2f1ff168792244f9b5df5f8ab9c66e086b1f5e0c931ae7ed97ed124fa"))
        .isTrue();
  }

  @Test
  void everythingThereIs() {
    byte[] body =
        "{\"amountInCents\":2499,\"currency\":\"usd\",\"description\":\"Füße\"}".getBytes(UTF_8);
    byte[] text =
        request(
                "POST",
                "/payment-intents?expand=a%20b&x=%2F",
                "acct_01jd3x7y8k0v9q4m2s6t1w5zrb",
                "order-1234")
            .bytes(body);
    assertThat(
            signs(
                key(SECRET),
                text,
                "71dcd3e2976175867b026d1e9c9c185747e6784b0f0a5f78adbc0a353489b558"))
        .isTrue();
    assertThat(
            signs(
                key("another", SECRET),
                text,
                "71dcd3e2976175867b026d1e9c9c185747e6784b0f0a5f78adbc0a353489b558"))
        .isTrue();
    assertThat(
            signs(
                key("another"),
                text,
                "71dcd3e2976175867b026d1e9c9c185747e6784b0f0a5f78adbc0a353489b558"))
        .isFalse();
    assertThat(
            signs(key(), text, "71dcd3e2976175867b026d1e9c9c185747e6784b0f0a5f78adbc0a353489b558"))
        .isFalse();
  }

  @Test
  void secretThatExpiresSignsUntilThen() {
    byte[] text = request("GET", "/balance", "", "").bytes(new byte[0]);
    ApiKey known =
        new ApiKey(
            "pk",
            "acct",
            Mode.TEST,
            false,
            EnumSet.allOf(Scope.class),
            true,
            null,
            NOW,
            null,
            List.of());
    SigningKey expiring =
        new SigningKey(
            TestMerchants.key(),
            known,
            new RateLimit(1, 1),
            List.of(new SigningKey.Secret(SECRET, NOW)));
    byte[] hmac =
        HexFormat.of().parseHex("b286c3c2f1ff168792244f9b5df5f8ab9c66e086b1f5e0c931ae7ed97ed124fa");
    assertThat(expiring.hasSigned(text, hmac, NOW.minusNanos(1))).isTrue();
    assertThat(expiring.hasSigned(text, hmac, NOW)).isFalse();
  }

  /** Bytes beyond ASCII in a header arrive as a character each. */
  @Test
  void headersAreTheBytesThatWereSent() {
    String asRead = new String("Füße".getBytes(UTF_8), ISO_8859_1);
    byte[] text = request("GET", "/balance", "", asRead).bytes(new byte[0]);
    assertThat(new String(text, UTF_8)).endsWith("\n\nFüße");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a",
        "/a?",
        "/a?b=%20+c",
        "/%61//b/../c;d=e",
        "/a?b=1&b=2&a",
        "/a?q=%E2%82%AC",
        "/a#b"
      })
  void targetIsWhatWasSent(String sent) {
    assertThat(SignatureFilter.target(URI.create("http://localhost:8080" + sent))).isEqualTo(sent);
  }
}
