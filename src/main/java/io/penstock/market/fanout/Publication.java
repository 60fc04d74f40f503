package io.penstock.market.fanout;

/**
 * One change of a channel.
 *
 * @param data JSON in UTF-8; never changed
 * @param offset 0 for a push that stands for no record, such as a price growing old
 */
record Publication(byte[] data, long offset) {}
