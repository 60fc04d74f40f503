package io.penstock.payments.merchants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a request's signature is made over, in this order, with a line feed between two:
 *
 * <pre>
 * POST
 * /payment-intents?expand=charge
 * 2026-01-02T03:04:05Z
 * 0b5e6ac3-8f0e-4a57-9bb5-2f6a3f3c1a10
 * e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
 * acct_01jd3x7y8k0v9q4m2s6t1w5zrb
 * order-1234
 * </pre>
 *
 * @param method in capitals
 * @param target path and query, as they are sent
 * @param timestamp as it is sent
 * @param nonce as it is sent
 * @param account as it is sent; empty when it is not
 * @param idempotencyKey as it is sent; empty when it is not
 */
record CanonicalRequest(
    String method,
    String target,
    String timestamp,
    String nonce,
    String account,
    String idempotencyKey) {

  /**
   * The bytes that are signed. Headers are bytes on the wire, and each of them one character here.
   */
  byte[] bytes(byte[] body) {
    return String.join(
            "\n", method, target, timestamp, nonce, sha256(body), account, idempotencyKey)
        .getBytes(ISO_8859_1);
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
