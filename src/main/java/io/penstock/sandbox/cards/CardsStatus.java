package io.penstock.sandbox.cards;

/**
 * What the simulated card network does at this moment.
 *
 * @param listening false while it is {@code down}
 * @param orders with inquiries, that it heard since it was started
 * @param managed sign-ons, sign-offs and echoes that it heard
 */
public record CardsStatus(
    boolean listening, int port, int connections, int bookings, long orders, long managed) {}
