package io.penstock.market.fanout;

/**
 * Why a request does not become a WebSocket: HTTP status and a sentence for the one who sent it.
 */
enum Refusal {
  FOREIGN_HOST(403, "not served under this host name"),
  FOREIGN_ORIGIN(403, "pages of this origin may not connect"),
  NO_UPGRADE(426, "this address speaks WebSocket version 13 only"),
  SUBPROTOCOL(400, "of the protocol's framings only JSON is spoken here"),
  NOT_READY(503, "prices are being loaded"),
  FULL(503, "no more connections here"),
  SHUTTING_DOWN(503, "shutting down");

  private final int status;
  private final String text;

  Refusal(int status, String text) {
    this.status = status;
    this.text = text;
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
