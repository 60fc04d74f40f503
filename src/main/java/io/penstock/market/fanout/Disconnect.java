package io.penstock.market.fanout;

/**
 * Why the server ends a connection: code and reason of the WebSocket's close frame (Centrifugo:
 * docs/server/codes.md). A client comes back by itself below 3500, from 4000 to 4499 and from 5000
 * on; from 4000 to 4499 they are our own. The codes below 3000 are the WebSocket's own (RFC 6455
 * section 7.4.1); a client does not come back after 1009.
 */
enum Disconnect {
  PROTOCOL_ERROR(1002, "protocol error"),
  MESSAGE_TOO_BIG(1009, "message size limit exceeded"),
  SHUTDOWN(3001, "shutdown"),
  SERVER_ERROR(3004, "internal server error"),
  EXPIRED(3005, "connection expired"),
  SLOW(3008, "slow"),
  NO_PONG(3012, "no pong"),
  TOO_MANY_REQUESTS(3013, "too many requests"),
  INVALID_TOKEN(3500, "invalid token"),
  BAD_REQUEST(3501, "bad request"),
  STALE(3502, "stale"),
  NOT_AVAILABLE(3508, "not available"),
  UNFINISHED(4000, "message not finished in time"),
  CROWDED(4001, "too much is waiting to be read");

  private final int code;
  private final String reason;

  Disconnect(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
