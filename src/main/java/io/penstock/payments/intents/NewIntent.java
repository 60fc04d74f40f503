package io.penstock.payments.intents;

import io.penstock.platform.idempotency.Claim;
import org.jspecify.annotations.Nullable;

/**
 * An intent that a merchant wants to have.
 *
 * @param claim held by the intent's id; null: the merchant gave no key
 */
record NewIntent(Intent intent, @Nullable Claim claim, Cause cause) {}
