package io.penstock.market.fanout;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * Why a request does not become a WebSocket: HTTP status and a sentence for the one who sent it.
 */
enum Refusal {
  MALFORMED(HttpStatus.BAD_REQUEST, "a handshake is HTTP/1.1 with one Host and at most one Origin"),
  HOST_NOT_ALLOWED(HttpStatus.MISDIRECTED_REQUEST, "not served under this host name"),
  ORIGIN_NOT_ALLOWED(HttpStatus.FORBIDDEN, "pages of this origin may not connect"),
  NO_UPGRADE(HttpStatus.UPGRADE_REQUIRED, "this address speaks WebSocket version 13 only"),
  BODY(HttpStatus.BAD_REQUEST, "a handshake has no body"),
  INVALID_KEY(HttpStatus.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64"),
  SUBPROTOCOL(
      HttpStatus.BAD_REQUEST,
      "the subprotocols spoken here are centrifuge-json and centrifuge-protobuf"),
  NOT_READY(HttpStatus.SERVICE_UNAVAILABLE, "prices are being loaded"),
  FULL(HttpStatus.SERVICE_UNAVAILABLE, "no more connections here"),
  SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE, "shutting down");

  private final HttpStatus status;
  private final String text;

  Refusal(HttpStatus status, String text) {
    this.status = status;
    this.text = text;
  }

  HttpStatus status() {
    return status;
  }

  String text() {
    return text;
  }

  /** Stable, so programs may compare it: {@code origin_not_allowed}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The answer's body, {@code application/problem+json}. */
  String problem() {
    return new Json(160)
        .open()
        .string("title", status.getReasonPhrase())
        .number("status", status.value())
        .string("code", code())
        .string("detail", text)
        .close()
        .toString();
  }
}
