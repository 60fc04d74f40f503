package io.penstock.platform.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * The wish to be the one that works a request.
 *
 * @param holder names the work, such as the id of what it makes; another for every request
 * @param fingerprint of what is asked; the same for the same
 * @param answer where it is known already; null: it follows
 */
public record Claim(
    ClaimKey key, String holder, String fingerprint, @Nullable StoredAnswer answer) {}
