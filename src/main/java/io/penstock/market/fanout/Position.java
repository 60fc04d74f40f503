package io.penstock.market.fanout;

/**
 * Where in a channel a client stands. The same on every replica, because it is the topic's own: a
 * client can go on at any of them.
 *
 * @param epoch topic id, partition and partition count: another epoch means that offsets began
 *     again
 * @param offset the Kafka offset + 1 (clients take 0 for none); rising, with holes
 */
record Position(String epoch, long offset) {}
