package io.penstock.payments.intents;

/**
 * What anybody may see of a card.
 *
 * @param token stands for it, such as {@code tok_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param bin first six or eight digits, which tell the issuer
 * @param brand such as {@code visa}
 * @param lastFour digits
 */
public record CardSeen(String token, String bin, String brand, String lastFour) {}
