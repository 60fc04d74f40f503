package io.penstock.platform.idempotency;

/**
 * What was answered.
 *
 * @param status of HTTP
 * @param body as it was sent
 */
public record StoredAnswer(int status, String body) {}
