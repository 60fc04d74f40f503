package io.penstock.platform.roles;

/** A deployment's task; each can be scaled by itself. */
public enum Role {
  /** Reads exchanges into Kafka. */
  INGEST,
  /** Arbitrates prices, builds bars, keeps last prices. */
  PRICES,
  /** Serves browsers: prices over WebSocket, and the pages. */
  FANOUT,
  /** Knows card numbers: the vault, and the lines to card networks. */
  CARDS,
  /** Serves operators: what could not be worked, and what becomes of it. */
  WEB,
  /** Takes merchants' requests, keeps payments and their books. */
  PAYMENTS,
  /** Publishes what the database of money has committed; one works, others stand by. */
  CHANGES
}
