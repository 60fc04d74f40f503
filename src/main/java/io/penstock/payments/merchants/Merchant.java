package io.penstock.payments.merchants;

import java.time.Instant;
import java.util.Currency;

/**
 * Who takes payments, in test and live.
 *
 * @param id such as {@code acct_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param name for people, such as {@code Gardens Ltd}
 * @param country of ISO 3166, two letters
 * @param defaultCurrency of what says nothing else
 */
public record Merchant(
    String id, String name, String country, Currency defaultCurrency, Instant createdAt) {}
