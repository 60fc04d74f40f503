package io.penstock.payments.merchants;

/**
 * A key with its newest secret, which nobody will be shown again.
 *
 * @param secret such as {@code sk_test_…}
 */
public record IssuedKey(ApiKey key, String secret) {

  /** Without the secret. */
  @Override
  public String toString() {
    return "IssuedKey[" + key.id() + "]";
  }
}
